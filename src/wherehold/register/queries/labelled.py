"""What a label says of an asset. Nothing here writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.access import visible
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier


@dataclass(frozen=True)
class Words:
    """An asset in the words that a label may show."""

    id: int
    tag: str
    name: str
    serial: str
    model: str
    category: str
    place: str
    category_id: int | None


def words(*, actor: Actor, asset_ids: Sequence[int]) -> list[Words]:
    """Return the words of each asset, in the order asked for. One query.

    Raises: NotFound, with every asset that the actor may not see.
    """
    seen = Asset.objects.filter(visible(actor, "label.print"), pk__in=set(asset_ids))
    columns = (
        *("pk", "tag", "name", "serial", "model__name", "category__name"),
        *("place__name", "category_id"),
    )
    known = {
        key: Words(key, tag, name, serial, model or "", category or "", place or "", category_id)
        for key, tag, name, serial, model, category, place, category_id in seen.values_list(
            *columns
        )
    }
    if missing := [pk for pk in dict.fromkeys(asset_ids) if pk not in known]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    return [known[pk] for pk in asset_ids]


def place_codes(*, actor: Actor, place_ids: Iterable[int]) -> dict[int, str]:
    """Return the code that is on the wall of each of these places, which the actor may see."""
    assert actor.name
    found = Identifier.objects.filter(kind="place_code", place_id__in=set(place_ids))
    return {key: value for key, value in found.values_list("place_id", "value") if key}


def badges(*, actor: Actor, party_ids: Iterable[int]) -> dict[int, str]:
    """Return the number on the badge of each of these people, whom the actor may see."""
    assert actor.name
    found = Identifier.objects.filter(kind="badge", party_id__in=set(party_ids))
    return {key: value for key, value in found.values_list("party_id", "value") if key}


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


def asset_of_token(*, actor: Actor, token: str) -> int | None:
    """Return the asset whose label has this token, for a record that strangers do not see."""
    assert actor.name
    found = Identifier.objects.filter(kind="token", key=key_of("token", token[:128]))
    return found.values_list("asset_id", flat=True).first()
