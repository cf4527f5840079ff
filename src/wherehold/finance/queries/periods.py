"""Which months of a book are posted, and their journals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Abs, Coalesce

from wherehold.finance import access
from wherehold.finance.journal import Journal
from wherehold.finance.models import Book, Charge, Line, Period
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound


def periods(*, actor: Actor, key: int | str) -> list[dict[str, Any]]:
    """Return the posted months of a book, by its id or code, the newest first.

    Raises: NotFound; NotAllowed, since totals are of all things.
    """
    _must_see_all(actor)
    book = access.book(actor, key)
    found = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
    columns = ("id", "begins", "ends", "state", "lines", "charge_minor", "digest", "engine")
    return list(found.order_by("-begins").values(*columns))


def staged(*, actor: Actor, book_id: int) -> list[int]:
    """Return the ids of the months of a book that are reckoned and not posted, in their order.

    Raises: NotFound; NotAllowed.
    """
    _must_see_all(actor)
    found = Period.objects.filter(book=access.book(actor, book_id), state=Period.State.STAGED)
    return list(found.order_by("begins").values_list("pk", flat=True))


def journal(*, actor: Actor, code: str, period: str) -> Journal:
    """Return the journal of a posted month, as 2026-11.

    Raises: NotFound; NotAllowed.
    """
    _must_see_all(actor)
    book = access.book(actor, code)
    posted = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
    for one in posted:
        if f"{one.begins:%Y-%m}" == period:
            return Journal(
                book=book.code,
                currency=book.currency,
                ends=one.ends,
                expense=one.accounts["expense"],
                accumulated=one.accounts["accumulated"],
                rows=tuple((row[0], row[1], row[2]) for row in one.journal),
                digest=one.digest,
                moves=tuple((kind, way, n, moved) for kind, way, n, moved in one.moves),
                accounts={
                    name: account
                    for name, account in one.accounts.items()
                    if name not in ("expense", "accumulated")
                },
            )
    raise NotFound({"what": "period", "key": period})


@dataclass(frozen=True, kw_only=True)
class Month:
    """One month of a book, posted or not. Units: minor units."""

    begins: date
    ends: date
    id: int | None = None
    state: str = ""
    lines: int = 0
    charge: int = 0
    staged_at: datetime | None = None
    staged_by: str = ""
    posted_at: datetime | None = None
    posted_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    reopen_by_id: int | None = None
    reopen_by: str = ""
    reopen_why: str = ""

    @property
    def key(self) -> str:
        """Return how the month is called, as 2026-11."""
        return f"{self.begins:%Y-%m}"


_PEOPLE = ("staged_by", "posted_by", "closed_by", "reopen_by")


def months(*, actor: Actor, book_id: int) -> list[Month]:
    """Return the months of a book that are posted or reckoned, the newest first. Two statements.

    Raises: NotFound; NotAllowed, since totals are of all things.
    """
    _must_see_all(actor)
    found = Period.objects.filter(book=access.book(actor, book_id)).order_by("-begins")
    columns = ("id", "begins", "ends", "state", "lines", "reopen_by_id", "reopen_why")
    times = ("staged_at", "posted_at", "closed_at")
    people = {name: Coalesce(f"{name}__name", _TEXT) for name in _PEOPLE}
    rows = found.annotate(
        **{f"{name}_name": one for name, one in people.items()},
        charge=F("charge_minor"),
    ).values(*columns, *times, *(f"{name}_name" for name in _PEOPLE), "charge")
    return [_month(row) for row in rows]


def following(*, actor: Actor, book_id: int) -> date | None:
    """Return the first day of the month after the last that is posted, if any is."""
    posted = _posted(access.book(actor, book_id))
    last = posted.order_by("-begins").values_list("ends", flat=True).first()
    return last + timedelta(days=1) if last else None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What a month charges for one kind of thing, and the month before. Units: minor units."""

    kind: str
    lines: int
    charge: int
    before: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a month comes to: by kind, and what differs most from the month before."""

    month: Month
    kinds: list[Kind]
    changed: list[dict[str, Any]]

    @property
    def before(self) -> int:
        """Return what the month before charged."""
        return sum(one.before for one in self.kinds)


def preview(*, actor: Actor, period_id: int, most: int = 50) -> Preview:
    """Return what a month comes to, whether it is only reckoned or posted.

    Raises: NotFound; NotAllowed.
    """
    _must_see_all(actor)
    period = Period.objects.filter(pk=period_id).first()
    if period is None:
        raise NotFound({"what": "period", "key": period_id})
    earlier = Period.objects.filter(book=period.book_id, begins__lt=period.begins)
    last = earlier.exclude(state=Period.State.STAGED).order_by("-begins").first()
    [month] = [one for one in months(actor=actor, book_id=period.book_id) if one.id == period.pk]
    here, before = _by_kind(period), _by_kind(last) if last else {}
    kinds = [
        Kind(kind=name, lines=lines, charge=charge, before=before.get(name, (0, 0))[1])
        for name, (lines, charge) in here.items()
    ]
    gone = [
        Kind(kind=name, lines=0, charge=0, before=charge)
        for name, (_lines, charge) in before.items()
        if name not in here
    ]
    return Preview(month=month, kinds=kinds + gone, changed=_changed(period, last, most))


def latest(*, actor: Actor, book_id: int, number: int) -> dict[date, int]:
    """Return what the newest posted months charged in all, by their first days."""
    _must_see_all(actor)
    found = _posted(access.book(actor, book_id)).order_by("-begins")[:number]
    return dict(found.values_list("begins", "charge_minor"))


def size(*, actor: Actor, book_id: int) -> int:
    """Return how many lines a book has: how long something about all of them takes."""
    return Line.objects.filter(book=access.book(actor, book_id)).count()


def _by_kind(period: Period) -> dict[str, tuple[int, int]]:
    return {kind: (lines, charge) for kind, charge, lines in period.journal}


def _changed(period: Period, last: Period | None, most: int) -> list[dict[str, Any]]:
    """Return lines whose charge differs from the month before, the largest difference first.

    One minor unit up or down is rounding.
    """
    same = Charge.objects.filter(period=last, line=OuterRef("line")).values("charge_minor")
    before = Coalesce(Subquery(same[:1]), 0)
    found = Charge.objects.filter(period=period).annotate(before=before)
    more = found.annotate(more=F("charge_minor") - F("before"))
    differing = more.annotate(size=Abs("more")).filter(size__gt=1)
    columns = ("line__asset", "line__asset__tag", "line__asset__name", "charge_minor")
    return list(differing.order_by("-size", "pk").values(*columns, "before", "more")[:most])


_TEXT: Any = Value("")


def _month(row: dict[str, Any]) -> Month:
    return Month(**row | {name: row.pop(f"{name}_name") for name in _PEOPLE})


def _posted(book: Book) -> QuerySet[Period]:
    return Period.objects.filter(book=book).exclude(state=Period.State.STAGED)


def _must_see_all(actor: Actor) -> None:
    if not actor.may_everywhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
