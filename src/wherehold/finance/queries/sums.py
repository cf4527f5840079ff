"""What a whole book is worth at the ends of days, by class: a million lines in columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Replace

from wherehold.finance import access, batches, columns, months
from wherehold.finance.models import Line
from wherehold.finance.queries import books
from wherehold.finance.worth import BookTerms, entered, worth_on
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts
    from wherehold.finance.engine.shares import Flags

CHUNK = 50_000
_READ = (
    *("pk", "category", "cost_minor", "start"),
    *("residual", "opening_minor", "through", "left", "has_own"),
)
_USUAL = Q(
    residual_minor=None, opening_minor=0, opening_through=None, opening_months=None, own_text="{}"
)
# What is added up: things still there, those not in service, cost, what is accumulated, what the
# things are worth that begin to serve later.
THINGS, WAITING, COST, ACCUMULATED, LATER = range(5)


@dataclass(frozen=True, kw_only=True)
class Sum:
    """What some things come to at the end of a day. Units: minor units.

    `later` is the book value of those that begin to serve on a later day.
    """

    things: int = 0
    waiting: int = 0
    cost: int = 0
    accumulated: int = 0
    later: int = 0

    @property
    def net(self) -> int:
        """Return the book value."""
        return self.cost - self.accumulated


@dataclass(frozen=True, kw_only=True)
class Sums:
    """A book at the ends of days, by class."""

    currency: str
    days: Sequence[date]
    classes: dict[str, list[Sum]]

    @property
    def whole(self) -> list[Sum]:
        """Return what all classes come to, a sum a day."""
        names = [one.name for one in fields(Sum)]
        by_day = zip(*self.classes.values(), strict=True)
        found = [
            Sum(**{name: sum(getattr(s, name) for s in one) for name in names}) for one in by_day
        ]
        return found or [Sum() for _day in self.days]


def by_class(*, actor: Actor, code: str, days: Sequence[date]) -> Sums:
    """Return what the things of a book are worth at the ends of days, by class.

    It comes to what `values.register` says of each. A fixed number of statements, however many
    lines: some more where things depreciate by use.
    Raises: NotFound.
    """
    import numpy as np

    book = access.book(actor, code)
    _book, terms, policies = books.known(actor=actor)[book.pk]
    mine = access.lines(actor).filter(book=book)
    reading = _Reading(actor, mine, batches.Schemes(policies), terms)
    found: dict[str, Any] = {}
    for category, placed, figures in reading.chunks(days):
        for key in np.unique(category[placed]).tolist():
            name = reading.names.get(key, "")
            sums = figures[:, placed & (category == key)].sum(axis=1)
            found[name] = found.get(name, 0) + sums
    classes = {
        name: [
            Sum(
                things=int(one[THINGS]),
                waiting=int(one[WAITING]),
                cost=int(one[COST]),
                accumulated=int(one[ACCUMULATED]),
                later=int(one[LATER]),
            )
            for one in sums.T
        ]
        for name, sums in sorted(found.items())
    }
    return Sums(currency=book.currency, days=days, classes=classes)


class _Reading:
    """The lines of a book, read in columns; what those cannot say is read by itself."""

    def __init__(
        self, actor: Actor, mine: QuerySet[Line], schemes: batches.Schemes, terms: BookTerms
    ) -> None:
        self.mine, self.schemes, self.terms = mine, schemes, terms
        self.happened, self.counts = access.phases(mine), access.counts(mine)
        known = access.kinds(actor)
        self.names = {key: name for key, (_path, name) in known.items()}
        self.places = {key: schemes.place(path) for key, (path, _name) in known.items()}
        self.places[0] = schemes.place("")

    def chunks(self, days: Sequence[date]) -> Iterator[tuple["Amounts", "Flags", "Amounts"]]:
        """Give categories, which lines have a policy, and figures: what, lines, days."""
        import numpy as np

        changed = np.fromiter(self.happened, np.int64, len(self.happened))
        for table in _tables(self.mine):
            keys, category, cost, start, *more = table
            residual, opening, through, left, own = more or _usual(len(keys))
            categories, back = np.unique(category, return_inverse=True)
            place = np.array([self.places.get(one, -1) for one in categories.tolist()])[back]
            read = columns.Columns(
                cost=cost,
                residual=residual,
                start=start,
                opening=opening,
                through=through,
                left=left,
                scheme=place,
                apart=(own > 0) | np.isin(keys, changed),
            )
            yield category, place >= 0, self._figures(keys, read, days)

    def _figures(self, keys: "Amounts", read: columns.Columns, days: Sequence[date]) -> "Amounts":
        import numpy as np

        ends = [months.over(day) for day in days]
        charged, apart = columns.charged(read, self.schemes.all, self.terms, ends)
        told = np.array([columns.number_of(day) for day in days], np.int64)
        figures = np.empty((5, len(keys), len(days)), np.int64)
        figures[THINGS] = 1
        figures[WAITING] = (read.start[:, None] == 0) | (read.start[:, None] > told)
        figures[COST] = read.cost[:, None]
        figures[ACCUMULATED] = read.opening[:, None] + charged
        later = read.start[:, None] > told
        figures[LATER] = later * (read.cost - read.opening)[:, None]
        at = dict(zip(keys[apart].tolist(), apart.tolist(), strict=True))
        for key, exact in self._exact(list(at), days):
            figures[:, at[key]] = exact
        return figures

    def _exact(self, keys: Sequence[int], days: Sequence[date]) -> Iterator[tuple[int, Any]]:
        """Give what is reckoned by itself: the figures of each line, a column a day."""
        if not keys:
            return
        lines = Line.objects.filter(pk__in=bulk.among(keys))
        for line in access.rows(lines, *batches.COLUMNS):
            scheme = self.schemes(line["asset__category_path"]) or {}
            phases = self.happened.get(line["pk"], ())
            said = entered(line, phases, self.counts.get(line["asset_id"], ()))
            own = {**scheme, **said.own}
            worths = [worth_on(said, own, self.terms, day) for day in days]
            states = [one.state for one in worths]
            yield (
                line["pk"],
                [
                    [state != "derecognised" for state in states],
                    [state == "not_in_service" for state in states],
                    [one.cost for one in worths],
                    [one.accumulated for one in worths],
                    [
                        one.net if said.in_service_on and said.in_service_on > day else 0
                        for one, day in zip(worths, days, strict=True)
                    ],
                ],
            )


def _usual(number: int) -> list["Amounts"]:
    """Return what most lines do not say, as columns."""
    import numpy as np

    nothing, none = np.zeros(number, np.int64), np.full(number, columns.NOT_SAID, np.int64)
    return [none, nothing, nothing, none, nothing]


def _tables(lines: QuerySet[Line]) -> Iterator["Amounts"]:
    """Give chunks of lines, a row a column: first those that say little, which are read quicker.

    As the driver reads them: what the ORM adds to each row would take as long again.
    """
    import numpy as np

    told = _numbers(lines)
    for some, names in ((told.filter(_USUAL), _READ[:4]), (told.exclude(_USUAL), _READ)):
        try:
            statement, bound = some.values_list(*names).query.sql_with_params()
        except EmptyResultSet:  # Whoever may know no price has no lines.
            return
        with connection.chunked_cursor() as cursor:
            cursor.execute(statement, bound)
            while rows := cursor.fetchmany(CHUNK):
                numbers = chain.from_iterable(rows)
                table = np.fromiter(numbers, np.int64, len(rows) * len(names))
                yield table.reshape(len(rows), -1).T


def _numbers(lines: QuerySet[Line]) -> QuerySet[Line]:
    """Return lines with what columns need of them, all of it whole numbers."""

    def day(name: str) -> Cast:
        plain = Replace(Cast(name, TextField()), Value("-"), Value(""))
        return Cast(Coalesce(plain, Value("0")), BigIntegerField())

    plain = When(own_text="{}", then=Value(0))
    return lines.order_by().annotate(
        own_text=Cast("own", TextField()),
        category=Coalesce(F("asset__category"), Value(0)),
        residual=Coalesce("residual_minor", Value(columns.NOT_SAID)),
        start=day("in_service_on"),
        through=day("opening_through"),
        left=Coalesce("opening_months", Value(columns.NOT_SAID)),
        has_own=Case(plain, default=Value(1)),
    )
