"""Acts on the organisation's own map: one file of pictures, kept in the data folder."""

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.tracking import access, events, maps
from wherehold.tracking.maps import Brought


@transaction.atomic
def keep_map(*, actor: Actor, brought: Brought) -> None:
    """Let maps stand on a file that was brought, in the place of what there was.

    It counts once this has been committed; where it is refused, the caller takes it away.

    Raises: NotAllowed (settings.manage).
    Records: tracking.map_kept.
    """
    access.must_set(actor)
    kept = events.MapKept(
        sha256=brought.sha256,
        size=brought.size,
        pictures=brought.pictures,
        zoom_most=brought.zoom_most,
    )
    ledger.record([kept], actor=actor, happened_at=clock.now())
    transaction.on_commit(lambda: brought.draft.replace(maps.path()))


@transaction.atomic
def drop_map(*, actor: Actor) -> None:
    """Let maps stand on what comes along again.

    Raises: NotAllowed (settings.manage), NotFound.
    Records: tracking.map_dropped.
    """
    access.must_set(actor)
    if not maps.path().exists():
        raise NotFound({"what": "map", "key": maps.NAME})
    ledger.record([events.MapDropped()], actor=actor, happened_at=clock.now())
    transaction.on_commit(lambda: maps.path().unlink(missing_ok=True))
