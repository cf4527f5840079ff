"""Acts on the organisation's own map: one file, kept in the data folder."""

from functools import partial

from django.db import transaction

from wherehold.kernel import clock, ledger, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.tracking import access, events, maps
from wherehold.tracking.maps import Brought
from wherehold.tracking.models import BaseMap


@transaction.atomic
def keep_map(*, actor: Actor, brought: Brought) -> None:
    """Let maps stand on a file that was brought, in the place of what there was.

    Its file lies in place already, that of the former one goes after the commit: whatever
    happens between, a map that is named has its file. Where it is refused, the caller takes it
    away.

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
    _let_go()
    BaseMap.objects.create(
        file=brought.path.name, sha256=brought.sha256, size=brought.size, kept_at=clock.now()
    )


@transaction.atomic
def drop_map(*, actor: Actor) -> None:
    """Let maps stand on what comes along again.

    Raises: NotAllowed (settings.manage), NotFound.
    Records: tracking.map_dropped.
    """
    access.must_set(actor)
    if not _let_go():
        raise NotFound({"what": "map", "key": ""})
    ledger.record([events.MapDropped()], actor=actor, happened_at=clock.now())


def _let_go() -> bool:
    """Let no map be named; their files go after the commit. Say whether there was one."""
    organisation.one_after_the_other()
    names = list(BaseMap.objects.values_list("file", flat=True))
    BaseMap.objects.all().delete()
    for name in names:
        transaction.on_commit(partial((maps.folder() / name).unlink, missing_ok=True))
    return bool(names)
