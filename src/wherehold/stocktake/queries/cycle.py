"""The plan that spreads counting over the year: what is dear or often wrong comes round sooner."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Coalesce, TruncMonth

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.stocktake import access, rules
from wherehold.stocktake.models import Cycle, Line, Stocktake
from wherehold.stocktake.queries.counts import OPEN_STATES

CLASSES = ("A", "B", "C")
WEEK = timedelta(days=7)
MONTHS = 12
TERMS = ("a_minor", "b_minor", "a_days", "b_days", "c_days", "wrong_days")


@dataclass(frozen=True, kw_only=True)
class ClassLine:
    """A class of things: how many, how often they are to be seen, and how many wait."""

    name: str
    days: int
    things: int
    due: int


@dataclass(frozen=True, kw_only=True)
class Month:
    """How many things were counted in a month."""

    on: date
    counted: int


@dataclass(frozen=True, kw_only=True)
class CyclePlan:
    """What the plan comes to for whoever asks.

    `weekly` are as many as have to be counted in a week so that all come round in time;
    `this_week` are those that wait, no more than that.
    """

    terms: Cycle
    classes: list[ClassLine]
    weekly: int
    this_week: int
    months: list[Month]

    @property
    def due(self) -> int:
        """Return how many wait in all."""
        return sum(one.due for one in self.classes)

    @property
    def in_time(self) -> int:
        """Return how many were seen within their time."""
        return sum(one.things - one.due for one in self.classes)


def terms(*, actor: Actor) -> Cycle:
    """Return how often what comes round, or what is so until somebody says otherwise."""
    assert actor.name
    return Cycle.objects.first() or Cycle()


def plan(*, actor: Actor) -> CyclePlan:
    """Return what the plan comes to where the asker runs counts. Four statements.

    Raises: NotAllowed (stocktake.run).
    """
    said = terms(actor=actor)
    numbers = {
        row["rank"]: row
        for row in _ranked(actor, said)
        .values("rank")
        .annotate(things=Count("pk"), waits=Count("pk", filter=_late(said)))
        .order_by("rank")
    }
    classes = [
        ClassLine(
            name=name,
            days=days,
            things=numbers.get(rank, {}).get("things", 0),
            due=numbers.get(rank, {}).get("waits", 0),
        )
        for rank, (name, days) in enumerate(zip(CLASSES, _days(said), strict=True), start=1)
    ]
    weekly = ceil(sum(one.things * WEEK.days / one.days for one in classes))
    due = _due(actor, said).count()
    months = _months(actor)
    return CyclePlan(
        terms=said, classes=classes, weekly=weekly, this_week=min(due, weekly), months=months
    )


def told(*, actor: Actor) -> dict[str, Any]:
    """Return the plan in plain words and numbers, as programs read it.

    Raises: NotAllowed (stocktake.run).
    """
    found = plan(actor=actor)
    return {
        "terms": {name: getattr(found.terms, name) for name in TERMS},
        "classes": [asdict(one) for one in found.classes],
        "weekly": found.weekly,
        "this_week": found.this_week,
        "due": found.due,
        "months": [asdict(one) for one in found.months],
    }


def due_ids(*, actor: Actor, most: int) -> list[int]:
    """Return what is due until this day next week: class by class, what waits longest first.

    What is being counted already is left out.

    Raises: NotAllowed (stocktake.run).
    """
    found = _due(actor, terms(actor=actor)).order_by("rank", "last", "pk")
    return list(found.values_list("pk", flat=True)[: max(0, most)])


def _due(actor: Actor, said: Cycle) -> QuerySet[Any]:
    going = Line.objects.filter(stocktake__state__in=OPEN_STATES, expected=True)
    return _ranked(actor, said).filter(_late(said)).exclude(pk__in=going.values("asset"))


def _ranked(actor: Actor, said: Cycle) -> QuerySet[Any]:
    """Return what can be counted, with its class and when its record was last vouched for."""
    if not actor.may_somewhere(access.RUN):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    since = clock.now() - timedelta(days=said.wrong_days)
    before = Stocktake.objects.filter(opened_at__gte=since, state=Stocktake.State.CLOSED)
    wrong = Line.objects.filter(
        stocktake__in=before.values("pk"), state__in=(rules.ELSEWHERE, rules.MISSING)
    ).values("asset")
    dear, middling = Q(value_minor__gte=said.a_minor), Q(value_minor__gte=said.b_minor)
    rank = Case(
        When(dear | (middling & Q(pk__in=wrong)), then=1),
        When(middling | Q(pk__in=wrong), then=2),
        default=3,
    )
    found = access.countable(actor)
    return found.annotate(rank=rank, last=Coalesce("confirmed_at", "created_at"))


def _days(said: Cycle) -> Sequence[int]:
    return (said.a_days, said.b_days, said.c_days)


def _late(said: Cycle) -> Q:
    """Return the condition on things whose time is over by this day next week."""
    until = clock.now() + WEEK
    late = Q(pk__in=())
    for rank, days in enumerate(_days(said), start=1):
        late |= Q(rank=rank, last__lt=until - timedelta(days=days))
    return late


def _months(actor: Actor) -> list[Month]:
    """Return how many things were counted in each month of this year. One statement."""
    today = clock.today()
    begun = datetime(today.year, 1, 1, tzinfo=clock.zone())
    lines = Line.objects.filter(access.lines_seen(actor), seen_at__gte=begun)
    month = TruncMonth("seen_at", tzinfo=clock.zone())
    rows = lines.annotate(month=month).values_list("month").annotate(n=Count("pk")).order_by()
    counted = {at.month: number for at, number in rows if at}
    return [
        Month(on=date(today.year, n, 1), counted=counted.get(n, 0)) for n in range(1, MONTHS + 1)
    ]
