"""What a thing that is about to be handed out is promised for. Custody asks this.

One short statement where nothing is promised, however many things go.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils.translation import gettext as _

from wherehold.custody.claims import Claim, Going
from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.reservations import rules
from wherehold.reservations.checking import Ask, Check
from wherehold.reservations.engine import Span
from wherehold.reservations.models import Booking, Reservation, Rule
from wherehold.reservations.pools import Pool

FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)


def of_others(*, actor: Actor, going: Mapping[int, Going]) -> dict[int, Claim]:
    """Return by thing the first reservation of somebody else that it would be missing for.

    That is one of this very piece, or one of its kind that no piece is left for.
    """
    assert actor.name
    ids, anything = _look(going)
    if not ids and not anything:
        return {}
    spans = _spans(going)
    booked = _booked(ids, going, spans) if ids else {}
    rest = {key: one for key, one in going.items() if key not in booked and not one.held}
    return booked | _promised(rest, spans) if rest and anything else booked


def _look(going: Mapping[int, Going]) -> tuple[list[int], bool]:
    """Return the bookings of these pieces, and whether anything of a kind is promised at all."""
    among = bulk.among(going)
    since = bulk.instant(min(one.since for one in going.values()))
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT id FROM reservations_booking WHERE "open" AND checkout_id IS NULL '
            f"AND until_at > %s AND asset_id IN ({among.sql}) UNION ALL SELECT 0 FROM "
            '(SELECT id FROM reservations_line WHERE "open" AND floating > 0 AND until_at > %s '
            "LIMIT 1) AS one",
            [since, *among.params, since],
        )
        ids = [key for (key,) in cursor.fetchall()]
    return [key for key in ids if key], 0 in ids


def _spans(going: Mapping[int, Going]) -> dict[int, Span]:
    """Return from when to when each thing would be away."""
    zone, ends = clock.zone(), cache(_end)
    return {key: Span(one.since, ends(one.until, zone)) for key, one in going.items()}


def _end(until: datetime | date | None, zone: ZoneInfo) -> datetime:
    if until is None:
        return FOR_GOOD
    if isinstance(until, datetime):
        return until
    return datetime.combine(until + timedelta(days=1), time(), zone)


def _claim(number: int, begins: datetime) -> Claim:
    return Claim(number, _("reservation {number}").format(number=number), begins)


def _booked(
    ids: Iterable[int], going: Mapping[int, Going], spans: Mapping[int, Span]
) -> dict[int, Claim]:
    """Return the bookings of these pieces that somebody else has."""
    found: dict[int, Claim] = {}
    rows = Booking.objects.filter(pk__in=bulk.among(ids)).order_by("begins_at", "pk")
    columns = ("asset_id", "begins_at", "until_at", "line__reservation__party")
    for key, begins, until, party, number in rows.values_list(*columns, "line__reservation"):
        if spans[key].meets(Span(begins, until)) and party != going[key].holder_id:
            found.setdefault(key, _claim(number, begins))
    return found


def _promised(going: Mapping[int, Going], spans: Mapping[int, Span]) -> dict[int, Claim]:
    """Return promises without a piece that would find none any more, where they do now."""
    asks = [Ask(Pool(asset_id=key), spans[key], 1, Rule()) for key in going]
    check = Check(asks, without=_own({one.holder_id for one in going.values()}))
    touched: dict[int, Claim] = {}
    for one in check.floating:
        for key in check.members[one.pool] & going.keys():
            if one.span.meets(spans[key]):
                touched.setdefault(key, _claim(one.reservation_id, one.span.begins))
    taken = [int(key in touched) for key in going]
    if not touched or check.possible(taken) or not check.possible([0] * len(taken)):
        return {}
    return touched


def _own(holder_ids: Iterable[int | None]) -> list[int]:
    """Return what the holders have reserved themselves: that may well be served by it."""
    people = {key for key in holder_ids if key is not None}
    mine = Reservation.objects.filter(party__in=people, state__in=rules.STARTING)
    return list(mine.values_list("pk", flat=True))
