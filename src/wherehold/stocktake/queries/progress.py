"""How a count stands: zones, numbers, devices, and how it went before."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet, Sum

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.queries import parties
from wherehold.stocktake import access, figures, rules
from wherehold.stocktake.models import (
    Answer,
    Counter,
    Device,
    Line,
    Question,
    Stocktake,
    Unknown,
    Zone,
)
from wherehold.stocktake.queries.counts import NUMBERS, OPEN_STATES


@dataclass(frozen=True, kw_only=True)
class ZoneLine:
    """A zone with how far it is and who counts it; without numbers where they are hidden."""

    id: int
    place_id: int | None
    name: str
    expected: int | None
    found: int | None
    elsewhere: int | None
    missing: int | None
    moved: int | None
    finished_at: datetime | None
    people: list[tuple[int, str]]
    mine: bool

    @property
    def done(self) -> int:
        """Return how many of what is expected need no more looking for."""
        return (self.found or 0) + (self.elsewhere or 0) + (self.moved or 0)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How a count stands. Numbers are of what the asker sees; money only for those who may."""

    expected: int
    found: int
    elsewhere: int
    missing: int
    moved: int
    open: int
    extra_found: int
    extra_elsewhere: int
    unknown: int
    duplicate: int
    to_decide: int
    missing_minor: int | None
    value_minor: int | None

    @property
    def seen(self) -> int:
        """Return how many of what is expected were seen."""
        return self.found + self.elsewhere

    @property
    def judged(self) -> int:
        """Return of how many it is known whether the record is right."""
        return self.found + self.elsewhere + self.missing

    @property
    def accuracy(self) -> rules.Interval | None:
        """Return how right the records are, with what is likely in the long run."""
        return rules.wilson(self.found, self.judged)


def zones(*, actor: Actor, stocktake_id: int) -> list[ZoneLine]:
    """Return the zones of a count that the asker sees, by name. Four statements.

    Who does not oversee the whole count sees those that they count.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    rows = list(_zones_seen(actor, one).order_by("name", "pk"))
    pairs = list(Counter.objects.filter(zone__in=rows).values_list("zone_id", "party_id"))
    names = parties.names(actor=actor, ids={party_id for _zone, party_id in pairs})
    hidden = one.blind and one.state in OPEN_STATES and not access.may(actor, access.RUN, one)
    people: dict[int, list[tuple[int, str]]] = {}
    for zone_id, party_id in pairs:
        if party_id in names:
            people.setdefault(zone_id, []).append((party_id, names[party_id]))
    mine = {zone_id for zone_id, party_id in pairs if party_id == actor.party_id}
    return [
        ZoneLine(
            id=zone.pk,
            place_id=zone.place_id,
            name=zone.name,
            **{name: None if hidden else getattr(zone, name) for name in NUMBERS},
            finished_at=zone.finished_at,
            people=sorted(people.get(zone.pk, []), key=lambda pair: pair[1]),
            mine=zone.pk in mine,
        )
        for zone in rows
    ]


def _zones_seen(actor: Actor, one: Stocktake) -> QuerySet[Zone]:
    found = Zone.objects.filter(stocktake=one)
    if access.overlooks(actor, one):
        return found
    return found.filter(pk__in=Counter.objects.filter(party=actor.party_id).values("zone"))


def progress(*, actor: Actor, stocktake_id: int) -> Progress | None:
    """Return how a count stands, or None where the asker must not know. Ten statements at most.

    Numbers of expected things are read off the zones, so this stays quick at any size.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    if one.blind and one.state in OPEN_STATES and not access.may(actor, access.RUN, one):
        return None
    seen = _zones_seen(actor, one)
    sums = seen.aggregate(**{f"{name}_": Sum(name) for name in NUMBERS})
    numbers = {name: int(sums[f"{name}_"] or 0) for name in NUMBERS}
    lines, codes = Line.objects.filter(stocktake=one), Unknown.objects.filter(stocktake=one)
    whole = access.overlooks(actor, one)
    if not whole:
        lines, codes = lines.filter(zone__in=seen), codes.filter(zone__in=seen)
    extra = dict(
        lines.filter(expected=False).values_list("state").annotate(n=Count("pk")).order_by()
    )
    prices = access.sees_prices(actor, one)
    gone = lines.filter(state=rules.MISSING)
    unknown = codes.filter(outcome="").count()
    again = _again(lines)
    return Progress(
        **numbers,
        open=numbers["expected"] - sum(numbers[name] for name in NUMBERS[1:]),
        extra_found=extra.get(rules.FOUND, 0),
        extra_elsewhere=extra.get(rules.ELSEWHERE, 0),
        unknown=unknown,
        duplicate=again[0],
        to_decide=again[1] + _undecided(one, lines) + unknown,
        missing_minor=figures.minor(gone) if prices else None,
        value_minor=one.value_minor if prices and whole else None,
    )


def _again(lines: QuerySet[Line]) -> tuple[int, int]:
    """Count what was read again, and of this what was seen at two places and is undecided.

    By what was read again alone, and not in groups: else SQLite walks all lines of the count.
    """
    doubtful = Q(twice=True, state=rules.FOUND, outcome="")
    numbers = lines.filter(times__gt=0).aggregate(
        again=Count("pk"), doubtful=Count("pk", filter=doubtful)
    )
    return numbers["again"], numbers["doubtful"]


def _undecided(one: Stocktake, lines: QuerySet[Line]) -> int:
    """Count what is misplaced, missing or dear and seen by one alone, and undecided."""
    undecided = lines.filter(outcome="")
    number = undecided.filter(state__in=(rules.ELSEWHERE, rules.MISSING)).count()
    if one.second_minor is not None:
        dear = undecided.filter(state=rules.FOUND, value_minor__gte=one.second_minor)
        number += dear.filter(expected=True, second_at=None, twice=False).count()
    return number


@dataclass(frozen=True, kw_only=True)
class DeviceLine:
    """A device that scanned, and what it still holds."""

    name: str
    who: str
    pending: int
    reported_at: datetime


def devices(*, actor: Actor, stocktake_id: int) -> list[DeviceLine]:
    """Return the devices of a count, those with most to send first. Three statements.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    rows = list(Device.objects.filter(stocktake=one).order_by("-pending", "name", "pk"))
    names = parties.names(actor=actor, ids={row.party_id or 0 for row in rows})
    return [
        DeviceLine(
            name=str(row),
            who=names.get(row.party_id or 0, ""),
            pending=row.pending,
            reported_at=row.reported_at,
        )
        for row in rows
        if access.overlooks(actor, one) or row.party_id == actor.party_id
    ]


@dataclass(frozen=True, kw_only=True)
class Point:
    """One count of a row of counts of the same: how right the records were, and what was lost."""

    id: int
    name: str
    on: date
    right: int
    judged: int
    sampled: bool
    lost: int
    lost_minor: int | None
    signed: bool

    @property
    def accuracy(self) -> rules.Interval | None:
        """Return how right the records were."""
        return rules.wilson(self.right, self.judged)


def trend(*, actor: Actor, stocktake_id: int, most: int = 8) -> list[Point]:
    """Return this count and those of the same scope that were signed before, oldest first.

    Two statements, and one for the numbers of a count that is going on.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    if not access.overlooks(actor, one):
        return []
    same = Q(given=one.given, place_path=one.place_path, category_path=one.category_path)
    before = Stocktake.objects.filter(same, state=Stocktake.State.CLOSED, pk__lt=one.pk)
    rows = [*reversed(before.order_by("-pk")[: most - 1]), one]
    points = [_point(actor, row) for row in rows]
    return [point for point in points if point.judged]


def _point(actor: Actor, one: Stocktake) -> Point:
    result = one.result
    if result is None:
        numbers = figures.counted(one)
        judged = numbers["found"] + numbers["elsewhere"] + numbers["missing"]
        result = {"right": numbers["found"], "judged": judged, "lost": numbers["missing"]}
    return Point(
        id=one.pk,
        name=one.name,
        on=clock.day_of(one.closed_at or one.opened_at),
        right=result["right"],
        judged=result["judged"],
        sampled=one.sample is not None,
        lost=result["lost"],
        lost_minor=result.get("lost_minor") if access.sees_prices(actor, one) else None,
        signed=one.result is not None,
    )


@dataclass(frozen=True, kw_only=True)
class AskedLine:
    """Somebody who was asked what they have: how much, and what they said."""

    party_id: int
    name: str
    things: int
    yes: int
    no: int
    asked_at: datetime
    answered_at: datetime | None


def asked(*, actor: Actor, stocktake_id: int) -> list[AskedLine]:
    """Return who was asked what they hold, by name. Three statements.

    Raises: NotFound.
    """
    one = access.found(actor, stocktake_id)
    if not access.overlooks(actor, one):
        return []
    rows = list(Question.objects.filter(stocktake=one))
    names = parties.names(actor=actor, ids={row.party_id for row in rows})
    said = Answer.objects.filter(question__in=rows).values_list("question_id")
    told = {
        key: (things, yes, no)
        for key, things, yes, no in said.annotate(
            n=Count("pk"), yes=Count("pk", Q(said="yes")), no=Count("pk", Q(said="no"))
        ).order_by()
    }
    lines = [_asked(row, names, told.get(row.pk, (0, 0, 0))) for row in rows]
    return sorted((one for one in lines if one.name), key=lambda one: one.name)


def _asked(row: Question, names: dict[int, str], told: tuple[int, int, int]) -> AskedLine:
    return AskedLine(
        party_id=row.party_id,
        name=names.get(row.party_id, ""),
        things=told[0],
        yes=told[1],
        no=told[2],
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )
