"""Many things over some weeks: what each is booked for, out, or kept from. A few statements.

Whom something is for is told to those who may know; to everybody else it is booked, no more.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.reservations import access, things
from wherehold.reservations.models import Line
from wherehold.reservations.things import Scope

Row = dict[str, Any]
ROWS_MAX = 500
# In the order of `_Seen`.
BOOKED = """
SELECT b.asset_id, l.model_id, 1, r.begins_at {z}, b.until_at {z}, r.id, p.name, r.state,
    r.ends_at {z}, r.project, r.party_id, r.made_by_id, r.place_path, r.category_path,
    b.returned_at {z}, b.checkout_id
FROM reservations_booking b JOIN reservations_line l ON l.id = b.line_id
JOIN reservations_reservation r ON r.id = l.reservation_id
JOIN register_party p ON p.id = r.party_id
WHERE b.asset_id IN ({among}) AND b.begins_at < %s AND b.until_at > %s
    AND (b."open" OR b.returned_at IS NOT NULL)
"""
SHOWN = ("waiting", "requested", "approved", "prepared", "out", "returned", "no_show")


@dataclass(frozen=True)
class Thing:
    """One piece as a row of the calendar."""

    id: int
    tag: str
    name: str
    model_id: int | None
    model: str
    place: str


class Claim(NamedTuple):
    """Something that keeps a piece, or so many of a model, for a while.

    `kind` is a state of a reservation, or `held`, `overdue`, `hold`. `until` is the end and the
    time needed after it.
    """

    kind: str
    begins: datetime
    ends: datetime
    until: datetime
    reservation_id: int | None = None
    who: str = ""
    project: str = ""
    what: str = ""
    quantity: int = 1


class _Seen(NamedTuple):
    """What a claim is made of, as the database answers; `r_` is of its reservation."""

    asset_id: int | None
    promised_model: int | None
    quantity: int
    begins_at: datetime
    until_at: datetime
    r_id: int
    r_party: str
    r_state: str
    r_ends_at: datetime
    r_project: str
    r_party_id: int
    r_made_by_id: int | None
    r_place_path: str
    r_category_path: str
    returned_at: datetime | None = None
    checkout_id: int | None = None


@dataclass(frozen=True)
class Weeks:
    """What a calendar shows: its things, what keeps each, and what is promised of each model."""

    things: list[Thing]
    of_things: dict[int, list[Claim]]
    of_models: dict[int, list[Claim]]
    more: bool


def weeks(*, actor: Actor, first: date, days: int, scope: Scope) -> Weeks:
    """Return things by model and tag with what keeps them in these days. Four statements.

    Units: days are the organisation's.
    """
    starts, ends = _window(first, days)
    rows = list(things.lent(actor, starts, scope)[: ROWS_MAX + 1])
    shown = rows[:ROWS_MAX]
    claims: dict[int, list[Claim]] = {
        row["pk"]: _present(actor, row, starts, ends) for row in shown
    }
    told = _teller(actor)
    for row in _booked(claims, starts, ends):
        its, one = claims[row.asset_id or 0], told(row)
        if row.checkout_id:
            _put_out(its, one)
        else:
            its.append(one)
    models = {row["model_id"] for row in shown if row["model_id"]}
    promised: dict[int, list[Claim]] = {}
    for row in _promised(models, claims, starts, ends):
        if row.asset_id:
            claims[row.asset_id].append(told(row))
        else:
            promised.setdefault(row.promised_model or 0, []).append(told(row))
    return Weeks([_thing(row) for row in shown], claims, promised, len(rows) > ROWS_MAX)


def people(*, actor: Actor, first: date, days: int) -> dict[tuple[int, str], list[Claim]]:
    """Return who has booked what in these days, of those whom the actor may know. One statement."""
    starts, ends = _window(first, days)
    reach = access.visible(actor, "custody.holder", "reservation__")
    lines = Line.objects.filter(reach, reservation__state__in=SHOWN, **_meeting(starts, ends))
    lines = lines.annotate(promised_model=F("model"), what=_what())
    rows = _columns(lines, "reservation__", "what").order_by("r_party", "begins_at", "pk")
    told = _teller(actor)
    found: dict[tuple[int, str], list[Claim]] = {}
    for columns in rows[: ROWS_MAX * 4]:
        row, what = _Seen(*columns[:-1]), columns[-1]
        found.setdefault((row.r_party_id, row.r_party), []).append(told(row)._replace(what=what))
    return found


def _what() -> Coalesce:
    return Coalesce("asset__tag", "model__name", "category__name")


def _window(first: date, days: int) -> tuple[datetime, datetime]:
    zone = clock.zone()
    last = first + timedelta(days=days)
    return datetime.combine(first, time(), zone), datetime.combine(last, time(), zone)


def _meeting(starts: datetime, ends: datetime) -> dict[str, datetime]:
    return {"begins_at__lt": ends, "until_at__gt": starts}


def _thing(row: Row) -> Thing:
    return Thing(
        id=row["pk"],
        tag=row["tag"],
        name=row["name"],
        model_id=row["model_id"],
        model=row["model__name"] or "",
        place=row["place__full_name"] or "",
    )


def _put_out(claims: list[Claim], one: Claim) -> None:
    """Add what is out with a booking; it takes the place of what the thing itself says."""
    for index, other in enumerate(claims):
        if one.kind in ("out", "overdue") and other.kind in ("held", "overdue"):
            kind = "overdue" if other.kind == "overdue" else "out"
            ends = other.ends if kind == "overdue" else one.ends
            claims[index] = one._replace(kind=kind, begins=other.begins, ends=ends)
            return
    claims.append(one)


def _keeper(actor: Actor, row: Row) -> str:
    """Return who holds a thing, to those who may know."""
    mine = actor.party_id is not None and actor.party_id == row["holder_id"]
    told = mine or actor.may("custody.holder", row["place_path"], row["category_path"])
    return (row["holder__name"] or "") if told else ""


def _present(actor: Actor, row: Row, starts: datetime, ends: datetime) -> list[Claim]:
    """Return what keeps a thing now: out, overdue, on hold, in repair."""
    found = []
    now, zone = clock.now(), clock.zone()
    since, due = row["held_since"], row["due_on"]
    if row["held"] and since:
        last = datetime.combine(due + timedelta(days=1), time(), zone) if due else ends
        late = last < now
        kind = "overdue" if late else "held"
        who = _keeper(actor, row)
        found.append(Claim(kind, since, now if late else last, last, who=who))
    if row["hold"]:
        found.append(Claim("hold", row["hold_at"], ends, ends, what=row["hold"]))
    if row["stage"] == "in_repair":
        found.append(Claim("hold", max(now, starts), ends, ends))
    return [one for one in found if one.begins < ends and one.ends > starts]


def _booked(claims: Iterable[int], starts: datetime, ends: datetime) -> list[_Seen]:
    """Return the bookings of things. By hand: of thousands, instants cost more than all else."""
    among = bulk.among(claims)
    with connection.cursor() as cursor:
        cursor.execute(
            BOOKED.format(among=among.sql, z="" if _speaks_instants() else "|| '+00:00'"),
            [*among.params, bulk.instant(ends), bulk.instant(starts)],
        )
        rows = cursor.fetchall()
    if _speaks_instants():
        return [_Seen(*row) for row in rows]
    read: Callable[[str], datetime] = cache(datetime.fromisoformat)
    return [
        _Seen._make(
            (
                *row[:3],
                read(row[3]),
                read(row[4]),
                *row[5:8],
                read(row[8]),
                *row[9:14],
                read(row[14]) if row[14] else None,
                row[15],
            )
        )
        for row in rows
    ]


def _speaks_instants() -> bool:
    """Say whether the database answers with instants; else they are texts of UTC."""
    return connection.vendor == "postgresql"


def _promised(
    models: Iterable[int], claims: Iterable[int], starts: datetime, ends: datetime
) -> list[_Seen]:
    """Return promises without a piece, and what is waited for."""
    lines = Line.objects.filter(**_meeting(starts, ends))
    floating = Q(open=True, floating__gt=0, model__in=set(models))
    wanted = Q(model__in=set(models)) | Q(asset__in=bulk.among(claims))
    waiting = Q(open=False, reservation__state="waiting") & wanted
    lines = lines.filter(floating | waiting).annotate(promised_model=F("model"))
    return [_Seen(*row) for row in _columns(lines, "reservation__")]


def _columns(found: QuerySet[Any], at: str, *more: str) -> Any:  # noqa: ANN401 - rows
    """Read what a claim is made of; `at` leads to the reservation."""
    names = [name.removeprefix("r_") for name in _Seen._fields[7:14]]
    own = {f"r_{name}": F(f"{at}{name}") for name in names}
    marked = found.annotate(r_id=F(f"{at}id"), r_party=F(f"{at}party__name"), **own)
    return marked.values_list(*_Seen._fields[:14], *more)


def _teller(actor: Actor) -> Callable[[_Seen], Claim]:
    """Return what makes a claim of a row; what the actor may know is asked once a kind of place."""
    may, now = cache(partial(actor.may, "custody.holder")), clock.now()

    def told(row: _Seen) -> Claim:
        mine = actor.party_id is not None and actor.party_id in (row.r_party_id, row.r_made_by_id)
        known = mine or may(row.r_place_path, row.r_category_path)
        back, ends = row.returned_at, row.r_ends_at
        if back is not None:
            kind, ends = "returned", min(back, ends)
        else:
            kind = "overdue" if row.r_state == "out" and ends < now else row.r_state
        return Claim(
            kind,
            row.begins_at,
            ends if ends > row.begins_at else row.begins_at,
            ends if back else row.until_at,
            row.r_id,
            row.r_party if known else "",
            row.r_project if known else "",
            "",
            row.quantity,
        )

    return told
