"""The log of scans, as it came."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import known, parties
from wherehold.stocktake import access
from wherehold.stocktake.models import Scan

LIMIT_MAX = 500


@dataclass(frozen=True, kw_only=True)
class ScanLine:
    """One scan of the log."""

    client_id: str
    code: str
    place: str
    who: str
    method: str
    at: datetime
    captured_at: datetime
    recorded_at: datetime
    clock: str
    result: str
    taken_back: bool


def log(
    *, actor: Actor, stocktake_id: int, cursor: str = "", limit: int = 200
) -> tuple[list[ScanLine], str | None]:
    """Return the log of scans in the order in which they came, and the next cursor.

    It is for those who run or sign the count, whole.

    Raises: NotFound, NotAllowed, BadCursor.
    """
    one = access.found(actor, stocktake_id)
    if not (access.may(actor, access.RUN, one) or access.may(actor, access.CLOSE, one)):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    limit = max(1, min(limit, LIMIT_MAX))
    found = Scan.objects.filter(stocktake=one)
    if cursor:
        (last,) = cursors.read(cursor, int)
        found = found.filter(pk__gt=last)
    rows = list(found.order_by("pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    rows = rows[:limit]
    places = known.places(actor=actor, ids={row.place_id or 0 for row in rows})
    people = parties.names(actor=actor, ids={row.party_id or 0 for row in rows})
    same = ("client_id", "code", "method", "at", "captured_at", "recorded_at", "clock", "result")
    return [
        ScanLine(
            **{name: getattr(row, name) for name in same},
            place=places.get(row.place_id or 0, ""),
            who=people.get(row.party_id or 0, ""),
            taken_back=row.taken_back_at is not None,
        )
        for row in rows
    ], after
