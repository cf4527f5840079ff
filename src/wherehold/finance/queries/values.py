"""What things are worth in books: one of them in all, or all of them in one on a day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Min

from wherehold.finance import access
from wherehold.finance.engine.schedule import Row
from wherehold.finance.queries import books
from wherehold.finance.worth import (
    UNITS,
    BookTerms,
    Counts,
    Entered,
    Phase,
    Scheme,
    Worth,
    entered,
    policy_for,
    rows_of,
    worth_on,
)
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

_LINE = (
    *("pk", "book_id", "asset_id", "part", "cost_minor", "residual_minor", "in_service_on"),
    "own",
    *("opening_minor", "opening_through", "opening_months", "asset__category_path", "asset__tag"),
    *("asset__name", "asset__category__full_name"),
)


@dataclass(frozen=True, kw_only=True)
class InBook:
    """A thing in a book: what the line says, and by what it is depreciated."""

    asset_id: int
    tag: str
    name: str
    kind: str
    part: str
    book: Mapping[str, Any]
    line: Entered
    scheme: Scheme
    terms: BookTerms

    def worth(self, day: date) -> Worth:
        """Return what it is worth at the end of a day."""
        return worth_on(self.line, self.scheme, self.terms, day)

    def rows(self, period_months: int = 1) -> list[Row]:
        """Return its schedule."""
        return rows_of(self.line, self.scheme, self.terms, period_months=period_months)


def of_asset(*, actor: Actor, asset_id: int) -> list[InBook]:
    """Return a thing in every book that it is in, by their codes, part by part.

    Five statements, and two more where its units may count.
    """
    known = books.known(actor=actor)
    lines = access.lines(actor).filter(asset=asset_id)
    rows, happened = list(lines.values(*_LINE)), access.phases(lines)
    schemes = [scheme for _book, _terms, policies in known.values() for _path, scheme in policies]
    schemes += [row["own"] for row in rows]
    schemes += [phase.own for phases in happened.values() for phase in phases]
    by_units = any(one.get("method") == UNITS for one in schemes)
    used = access.counts(lines) if by_units else {}
    found = [one for line in rows if (one := _placed(line, known, happened, used)) is not None]
    return sorted(found, key=lambda one: (str(one.book["code"]), one.part))


def in_book(*, actor: Actor, asset_id: int, code: str, part: str = "") -> InBook:
    """Return a thing in one book, or a part of it.

    Raises: NotFound, also when it is not in it.
    """
    for one in parts_in_book(actor=actor, asset_id=asset_id, code=code, part=part):
        if one.part == part:
            return one
    raise NotFound({"what": "line", "key": f"{asset_id} {code}"})


def parts_in_book(*, actor: Actor, asset_id: int, code: str, part: str = "") -> list[InBook]:
    """Return a thing in one book, part by part, or the one part that is named.

    One that is not divided is one part.
    Raises: NotFound, also when it is not in it.
    """
    book = access.book(actor, code)
    found = of_asset(actor=actor, asset_id=asset_id)
    mine = [one for one in found if one.book["id"] == book.pk and part in ("", one.part)]
    if not mine:
        raise NotFound({"what": "line", "key": f"{asset_id} {code} {part}".strip()})
    return mine


def register(
    *, actor: Actor, code: str, as_at: date, after: int = 0
) -> Iterator[tuple[InBook, Worth]]:
    """Give every thing of a book with what it is worth at the end of a day.

    They come in the order of their ids, from behind `after`, and are read as they are wanted.
    The policies that hold now are those that it goes by.
    Raises: NotFound.
    """
    book = access.book(actor, code)
    known = books.known(actor=actor)
    lines = access.lines(actor).filter(book=book, asset__gt=after).order_by("asset", "part")
    happened, used = access.phases(lines.order_by()), access.counts(lines.order_by())
    for line in lines.values(*_LINE).iterator(chunk_size=2_000):
        if (one := _placed(line, known, happened, used)) is not None:
            yield one, one.worth(as_at)


def lines_of(*, actor: Actor, code: str, methods: Sequence[str]) -> Iterator[InBook]:
    """Give the things of a book that are depreciated by some methods. They are not ordered.

    Raises: NotFound.
    """
    book = access.book(actor, code)
    known = books.known(actor=actor)
    lines = access.lines(actor).filter(book=book)
    happened, used = access.phases(lines), access.counts(lines)
    for line in lines.values(*_LINE).iterator(chunk_size=2_000):
        one = _placed(line, known, happened, used)
        if one is not None and one.scheme["method"] in methods:
            yield one


def _placed(
    line: Mapping[str, Any],
    known: Mapping[int, tuple[Mapping[str, Any], BookTerms, books.Policies]],
    happened: Mapping[int, tuple[Phase, ...]],
    used: Mapping[int, Counts],
) -> InBook | None:
    if line["book_id"] not in known:
        return None
    book, terms, policies = known[line["book_id"]]
    scheme = policy_for(line["asset__category_path"], policies)
    if scheme is None:
        return None
    return InBook(
        asset_id=line["asset_id"],
        tag=line["asset__tag"],
        name=line["asset__name"],
        kind=line["asset__category__full_name"] or "",
        part=line["part"],
        book=book,
        line=entered(line, happened.get(line["pk"], ()), used.get(line["asset_id"], ())),
        scheme={**scheme, **line["own"]},
        terms=terms,
    )


def first_charged(*, actor: Actor, book_id: int) -> date | None:
    """Return the first day that a book can charge for: after openings, since things serve."""
    served = access.lines(actor).filter(book=book_id, in_service_on__isnull=False)
    opened = served.filter(opening_through__isnull=False)
    fresh = served.filter(opening_through=None).aggregate(day=Min("in_service_on"))["day"]
    carried = opened.aggregate(day=Min("opening_through"))["day"]
    days = [day for day in (fresh, carried and carried + timedelta(days=1)) if day]
    return min(days, default=None)
