"""What a label says of an asset. Nothing here writes."""

from collections.abc import Sequence

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.access import visible
from wherehold.register.models import Asset


def tags_and_names(*, actor: Actor, asset_ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return tag and name of each asset, in the order asked for. One query.

    Raises: NotFound, with every asset that the actor may not see.
    """
    seen = Asset.objects.filter(visible(actor, "label.print"), pk__in=set(asset_ids))
    known = {pk: (tag, name) for pk, tag, name in seen.values_list("pk", "tag", "name")}
    if missing := [pk for pk in dict.fromkeys(asset_ids) if pk not in known]:
        raise NotFound(*({"what": "asset", "key": key} for key in missing))
    return [known[pk] for pk in asset_ids]
