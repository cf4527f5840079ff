"""Readers of the ledger: what happens elsewhere because something happened here.

A reaction is a plain function that is given entries, in order, a page at a time. Each has its own
cursor, and what it writes commits together with the cursor: once. What it does outside the
database (a mail, a call) it asks the outbox or a job to do. A reaction that fails is tried again,
later and later, and holds up nobody but itself; Settings shows why.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from wherehold.kernel import clock, sequencer
from wherehold.kernel.models import Cursor, Entry, Position

Reaction = Callable[[Sequence[Entry]], None]
PAGE = 2_000
WAIT_S_MAX = 3_600
TROUBLE_CHARACTERS_MAX = 2_000


def after(pos: int, *, limit: int = PAGE, kinds: Sequence[str] = ()) -> tuple[list[Entry], int]:
    """Return entries at positions from `pos` on, and the position to go on from.

    It looks at `limit` positions at most; of those, only entries of the kinds wanted come back,
    all if none are named. At the end of the ledger the position stays where it is.
    """
    end = min(sequencer.size(), pos + limit)
    if end <= pos:
        return [], pos
    placed = Position.objects.filter(pos__gte=pos, pos__lt=end).order_by("pos")
    order = list(placed.values_list("seq", flat=True))
    wanted = Entry.objects.filter(seq__in=order)
    if kinds:
        wanted = wanted.filter(kind__in=kinds)
    found = {entry.seq: entry for entry in wanted}
    return [found[seq] for seq in order if seq in found], end


def run(reactions: Mapping[str, Sequence[Reaction]]) -> bool:
    """Give every reaction its next page; say whether any of them has more to read.

    `reactions` is the table of which functions hear of which kind of entry. A function that
    is new to a ledger others have read already begins at its end.
    """
    kinds_of: dict[Reaction, list[str]] = {}
    for kind, functions in reactions.items():
        for function in functions:
            kinds_of.setdefault(function, []).append(kind)
    end = sequencer.size()
    cursors = _cursors([name_of(function) for function in kinds_of], end)
    more = False
    for function, kinds in kinds_of.items():
        cursor = cursors[name_of(function)]
        if cursor.pos < end and (cursor.retry_at is None or cursor.retry_at <= clock.now()):
            more = _step(function, kinds) or more
    return more


def name_of(reaction: Reaction) -> str:
    """Return the name under which a reaction's cursor is kept."""
    return f"{reaction.__module__}.{reaction.__qualname__}".removeprefix("wherehold.")[-80:]


def _cursors(names: list[str], end: int) -> dict[str, Cursor]:
    cursors = Cursor.objects.in_bulk(names)
    if missing := [name for name in names if name not in cursors]:
        begin = end if Cursor.objects.exists() else 0
        Cursor.objects.bulk_create(
            [Cursor(name=name, pos=begin) for name in missing], ignore_conflicts=True
        )
        cursors = Cursor.objects.in_bulk(names)
    return cursors


def _step(function: Reaction, kinds: Sequence[str]) -> bool:
    """Let a reaction read a page. Say whether there is more."""
    name = name_of(function)
    try:
        with transaction.atomic():
            locked = Cursor.objects.select_for_update(skip_locked=True).filter(name=name).first()
            if locked is None:
                return False
            entries, pos = after(locked.pos, kinds=kinds)
            if entries:
                function(entries)
            Cursor.objects.filter(name=name).update(
                pos=pos, moved_at=clock.now(), trouble="", failures=0, retry_at=None
            )
    except DatabaseError:
        if connection.connection is None or not connection.is_usable():
            raise
        _failed(name)
        return False
    except Exception:
        _failed(name)
        return False
    return pos < sequencer.size()


def _failed(name: str) -> None:
    """Note why a reaction did not go on, and when it is tried again."""
    from wherehold.kernel.jobs import trouble_of

    with transaction.atomic():
        cursor = Cursor.objects.select_for_update().get(name=name)
        cursor.failures += 1
        cursor.trouble = trouble_of()
        cursor.retry_at = clock.now() + timedelta(seconds=min(WAIT_S_MAX, 2**cursor.failures))
        cursor.save(update_fields=["failures", "trouble", "retry_at"])
