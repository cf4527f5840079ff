"""What acts on assets begin with: let in, lock, and look whether the act can be at all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access
from wherehold.register.models import Asset, Hold
from wherehold.register.refusals import InFuture, IsArchived, NothingChosen, OnHold


def enter(
    asker: Actor,
    asset_ids: Iterable[int],
    permission: str,
    *,
    archived: bool = False,
) -> list[Asset]:
    """Return the assets, locked in ascending order of id, if the asker may change them all.

    Raises: NothingChosen, NotFound, NotAllowed; IsArchived unless `archived`.
    """
    ids = list(asset_ids)
    if not ids:
        raise NothingChosen({"field": "asset_ids"})
    assets = access.assets_for_update(asker, ids, permission)
    if not archived and (gone := [a for a in assets if a.archived_at is not None]):
        raise IsArchived(*({"asset_id": a.pk, "tag": a.tag} for a in gone))
    return assets


def moment(at: datetime | None) -> datetime:
    """Return when an act happened: now if nothing else was said.

    Raises: InFuture.
    """
    now = clock.now()
    if at is not None and at > now:
        raise InFuture({"field": "at", "at": f"{at:%Y-%m-%d %H:%M}"})
    return at or now


def not_on_hold(assets: Sequence[Asset]) -> None:
    """Refuse assets on which a hold stands, with its reason.

    Raises: OnHold.
    """
    standing = Hold.objects.filter(asset__in=[a.pk for a in assets], lifted_at=None)
    reasons: Mapping[int, str] = dict(standing.order_by("-pk").values_list("asset_id", "reason"))
    if held := [a for a in assets if a.pk in reasons]:
        raise OnHold(*({"asset_id": a.pk, "tag": a.tag, "reason": reasons[a.pk]} for a in held))


def missing(what: str, keys: Iterable[object]) -> NotFound:
    """Return the refusal that names what is not there."""
    return NotFound(*({"what": what, "key": key} for key in keys))
