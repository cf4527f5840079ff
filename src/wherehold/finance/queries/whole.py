"""A whole book in columns: what each of a million lines is worth at the ends of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from wherehold.finance import access, batches, columns, months, wide
from wherehold.finance.engine.methods import METHODS
from wherehold.finance.models import Book, Line
from wherehold.finance.queries import books
from wherehold.finance.worth import BookTerms, entered, worth_on
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

# So many at a time stay within the processor's own memory.
CHUNK = 50_000
# What is said of a line as whole numbers; a day is three. Most lines say only the first of it.
_LITTLE, _ALL = 6, 13
_USUAL = Q(
    residual_minor=None, opening_minor=0, opening_through=None, opening_months=None, own_text="{}"
)
WAITING, GOING, OVER = range(3)
# What a thing is in a book, by number. The first three are those that columns can tell.
STATES = (
    *("not_in_service", "depreciating", "fully_depreciated"),
    *("suspended", "held_for_sale", "derecognised"),
)
GONE = STATES.index("derecognised")
NAMES = tuple(METHODS)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Lines that have a policy, in the order of their ids, at the ends of days: a column a day.

    `start` is a day as columns have it; `state` a place among the states, `method` among methods.
    Units: minor units.
    """

    keys: "Amounts"
    category: "Amounts"
    start: "Amounts"
    method: "Amounts"
    state: "Amounts"
    cost: "Amounts"
    accumulated: "Amounts"
    charged: "Amounts"


@dataclass(frozen=True, kw_only=True)
class Whole:
    """The lines of a book as columns, and what is needed besides to reckon them."""

    keys: "Amounts"
    category: "Amounts"
    lines: columns.Columns
    schemes: batches.Schemes
    terms: BookTerms
    happened: batches.Happened


def figures(*, actor: Actor, book: Book, days: Sequence[date]) -> Figures:
    """Return what every line of a book that has a policy is worth at the ends of days.

    A fixed number of statements, however many lines: some more where things depreciate by use.
    """
    import numpy as np

    whole = _read(actor, book)
    told = np.array([columns.number_of(day) for day in days], np.int64)
    size = (len(whole.keys), len(days))
    charged, state = np.zeros(size, np.int64), np.full(size, GOING, np.int64)
    ends, apart = [months.over(day) for day in days], [np.zeros(0, np.int64)]
    for begin in range(0, size[0], CHUNK):
        some = slice(begin, begin + CHUNK)
        reckoned = columns.charged(whole.lines.some(some), whole.schemes.all, whole.terms, ends)
        charged[some] = reckoned.amounts
        state[some][reckoned.over] = OVER
        apart.append(reckoned.apart + begin)
    start = whole.lines.start
    methods = np.array([NAMES.index(one["method"]) for one in whole.schemes.all], np.int64)
    state[(start[:, None] == 0) | (start[:, None] > told)] = WAITING
    found = Figures(
        keys=whole.keys,
        category=whole.category,
        start=start,
        method=methods[whole.lines.scheme],
        state=state,
        cost=np.repeat(whole.lines.cost[:, None], len(days), axis=1),
        accumulated=whole.lines.opening[:, None] + charged,
        charged=charged,
    )
    _by_itself(found, whole, np.concatenate(apart), days)
    return found


def _by_itself(found: Figures, whole: Whole, apart: "Amounts", days: Sequence[date]) -> None:
    """Fill in what columns cannot tell, line by line."""
    if not len(apart):
        return
    places = dict(zip(whole.keys[apart].tolist(), apart.tolist(), strict=True))
    lines = Line.objects.filter(pk__in=bulk.among(places))
    used = access.counts(lines)
    for line in access.rows(lines, *batches.COLUMNS):
        at = places[line["pk"]]
        scheme = whole.schemes(line["asset__category_path"]) or {}
        said = entered(line, whole.happened.get(line["pk"], ()), used.get(line["asset_id"], ()))
        own = {**scheme, **said.own}
        worths = [worth_on(said, own, whole.terms, day) for day in days]
        found.method[at] = NAMES.index(own["method"])
        found.state[at] = [STATES.index(one.state) for one in worths]
        found.cost[at] = [one.cost for one in worths]
        found.accumulated[at] = [one.accumulated for one in worths]
        found.charged[at] = [one.charged for one in worths]


def _read(actor: Actor, book: Book) -> Whole:
    import numpy as np

    _book, terms, policies = books.known(actor=actor)[book.pk]
    mine = access.lines(actor).filter(book=book)
    happened, schemes = access.phases(mine, many=True), batches.Schemes(policies)
    table = _table(mine)
    keys, category = table[0], table[1]
    paths = {key: path for key, (path, _name) in access.kinds(actor).items()} | {0: ""}
    categories, back = np.unique(category, return_inverse=True)
    known = [schemes.place(paths[key]) if key in paths else -1 for key in categories.tolist()]
    place = np.array(known, np.int64)[back]
    changed = np.fromiter(happened, np.int64, len(happened))
    if (place < 0).any() or (np.diff(keys) < 0).any():
        placed = np.flatnonzero(place >= 0)
        order = placed[np.argsort(keys[placed])]
        table, place = table[:, order], place[order]
    return Whole(
        keys=table[0],
        category=table[1],
        lines=columns.Columns(
            cost=table[2],
            start=wide.days(table[3:6]),
            residual=table[6] - 1,
            opening=table[7],
            through=wide.days(table[8:11]),
            left=table[11] - 1,
            scheme=place,
            apart=(table[12] > 0) | np.isin(table[0], changed),
        ),
        schemes=schemes,
        terms=terms,
        happened=happened,
    )


def _table(lines: QuerySet[Line]) -> "Amounts":
    """Return lines, a row a column. One statement."""
    import numpy as np

    served = wide.day("in_service_on")
    little = ("pk", Coalesce(F("asset__category"), Value(0)), "cost_minor", served)
    more = (
        wide.or_none("residual_minor"),
        *("opening_minor", wide.day("opening_through")),
        wide.or_none("opening_months"),
        Case(When(own_text="{}", then=Value(0)), default=Value(1)),
    )
    told = lines.annotate(own_text=Cast("own", TextField()))
    groups = [(_USUAL, little, _LITTLE), (~_USUAL, (*little, *more), _ALL)]
    usual, others = wide.numbers(told, groups)
    table = np.zeros((_ALL, usual.shape[1] + others.shape[1]), np.int64)
    table[:_LITTLE, : usual.shape[1]] = usual
    table[:, usual.shape[1] :] = others
    return table
