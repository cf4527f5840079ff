"""What a label says of an asset. Nothing here writes."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.access import visible
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier


def tags_and_names(*, actor: Actor, asset_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return tag and name of each asset, in the order asked for. One query.

    Raises: NotFound, with every asset that the actor may not see.
    """
    seen = Asset.objects.filter(visible(actor, "label.print"), pk__in=set(asset_ids))
    known = {pk: (tag, name) for pk, tag, name in seen.values_list("pk", "tag", "name")}
    if missing := [pk for pk in dict.fromkeys(asset_ids) if pk not in known]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    return [known[pk] for pk in asset_ids]


def ids_of_tags(*, actor: Actor, tags: Sequence[str]) -> list[int]:
    """Return the assets with these tags, in the order given. One query.

    Raises: NotFound, with every tag that the actor sees nothing under.
    """
    keys = {key_of("tag", tag): tag for tag in tags}
    known = Identifier.objects.filter(kind="tag", key__in=keys, asset__isnull=False)
    found = dict(known.values_list("key", "asset_id"))
    seen = set(
        Asset.objects.filter(visible(actor, "label.print"), pk__in=found.values()).values_list(
            "pk", flat=True
        )
    )
    if missing := [tag for key, tag in keys.items() if found.get(key) not in seen]:
        raise NotFound(*({"what": "asset", "key": tag} for tag in missing))
    return [found[key] for key in keys]


def unlabelled(*, actor: Actor, limit: int) -> list[int]:
    """Return the newest assets that no label was made for yet, newest first. One query."""
    labelled = Identifier.objects.filter(asset=OuterRef("pk"), kind="token")
    mine = Asset.objects.filter(visible(actor, "label.print"), ~Exists(labelled), archived_at=None)
    return list(mine.order_by("-pk").values_list("pk", flat=True)[:limit])
