"""Many things over some weeks: what each is booked for, out, or kept from. A few statements.

Whom something is for is told to those who may know; to everybody else it is booked, no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.reservations import access, things
from wherehold.reservations.models import Booking, Line
from wherehold.reservations.things import Scope

Row = dict[str, Any]
ROWS_MAX = 500
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


@dataclass(frozen=True)
class Claim:
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
    for row in _booked(claims, starts, ends):
        _put(claims[row["asset_id"]], _claim(actor, row), bool(row["checkout_id"]))
    models = {row["model_id"] for row in shown if row["model_id"]}
    promised: dict[int, list[Claim]] = {}
    for row in _promised(models, claims, starts, ends):
        if row["asset_id"]:
            claims[row["asset_id"]].append(_claim(actor, row))
        else:
            promised.setdefault(row["promised_model"], []).append(_claim(actor, row))
    return Weeks([_thing(row) for row in shown], claims, promised, len(rows) > ROWS_MAX)


def people(*, actor: Actor, first: date, days: int) -> dict[tuple[int, str], list[Claim]]:
    """Return who has booked what in these days, of those whom the actor may know. One statement."""
    starts, ends = _window(first, days)
    reach = access.visible(actor, "custody.holder", "reservation__")
    lines = Line.objects.filter(reach, reservation__state__in=SHOWN, **_meeting(starts, ends))
    lines = lines.annotate(promised_model=F("model"), what=_what())
    rows = _columns(lines, "reservation__", "what").order_by("r_party", "begins_at", "pk")
    found: dict[tuple[int, str], list[Claim]] = {}
    for row in rows[: ROWS_MAX * 4]:
        key = (row["r_party_id"], row["r_party"])
        found.setdefault(key, []).append(replace(_claim(actor, row), what=row["what"]))
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


def _put(claims: list[Claim], one: Claim, is_out: bool) -> None:
    """Add a booking; what is out with it takes the place of what the thing itself says."""
    for index, other in enumerate(claims):
        if is_out and one.kind in ("out", "overdue") and other.kind in ("held", "overdue"):
            kind = "overdue" if other.kind == "overdue" else "out"
            ends = other.ends if kind == "overdue" else one.ends
            claims[index] = replace(one, kind=kind, begins=other.begins, ends=ends)
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


def _booked(claims: Iterable[int], starts: datetime, ends: datetime) -> list[Row]:
    kept = Booking.objects.filter(asset__in=list(claims), **_meeting(starts, ends))
    kept = kept.filter(Q(open=True) | Q(returned_at__isnull=False))
    kept = kept.annotate(quantity=Value(1), promised_model=F("line__model"))
    return list(_columns(kept, "line__reservation__", "returned_at", "checkout_id"))


def _promised(
    models: Iterable[int], claims: Iterable[int], starts: datetime, ends: datetime
) -> list[Row]:
    """Return promises without a piece, and what is waited for."""
    lines = Line.objects.filter(**_meeting(starts, ends))
    floating = Q(open=True, floating__gt=0, model__in=set(models))
    wanted = Q(model__in=set(models)) | Q(asset__in=list(claims))
    waiting = Q(open=False, reservation__state="waiting") & wanted
    lines = lines.filter(floating | waiting).annotate(promised_model=F("model"))
    return list(_columns(lines, "reservation__"))


def _columns(found: QuerySet[Any], at: str, *more: str) -> Any:  # noqa: ANN401 - rows
    """Read what a claim is made of; `at` leads to the reservation."""
    names = ("state", "ends_at", "project", "party_id", "made_by_id", "place_path", "category_path")
    own = {f"r_{name}": F(f"{at}{name}") for name in names}
    marked = found.annotate(r_id=F(f"{at}id"), r_party=F(f"{at}party__name"), **own)
    return marked.values(
        *("asset_id", "promised_model", "quantity", "begins_at", "until_at", "r_id", "r_party"),
        *own,
        *more,
    )


def _claim(actor: Actor, row: Row) -> Claim:
    told = actor.party_id is not None and actor.party_id in (row["r_party_id"], row["r_made_by_id"])
    told = told or actor.may("custody.holder", row["r_place_path"], row["r_category_path"])
    back = row.get("returned_at")
    ends = min(back, row["r_ends_at"]) if back else row["r_ends_at"]
    late = row["r_state"] == "out" and ends < clock.now() and not back
    return Claim(
        kind="returned" if back else "overdue" if late else row["r_state"],
        begins=row["begins_at"],
        ends=max(ends, row["begins_at"]),
        until=ends if back else row["until_at"],
        reservation_id=row["r_id"],
        who=row["r_party"] if told else "",
        project=row["r_project"] if told else "",
        quantity=row["quantity"],
    )
