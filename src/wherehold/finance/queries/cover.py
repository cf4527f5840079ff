"""What things are insured for beside what new ones would cost, and where each figure comes from."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from wherehold.finance import access, wide
from wherehold.finance.columns import day_of
from wherehold.finance.engine.many import FITS_MAX
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.models import Change, Estimate, Line, PriceIndex
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor

if TYPE_CHECKING:
    from wherehold.finance.engine.many import Amounts

HAND, PRICE = "hand", "price"
# Where a figure comes from; behind each the same, carried on by the index of prices.
SOURCES = ("", HAND, "hand-indexed", PRICE, "price-indexed")
GONE = (Change.Kind.DISPOSE, Change.Kind.LEAVE)
EACH = Q(pk__isnull=False)
CHUNK = 2_000
_NAMES = ("asset__tag", "asset__name", "asset__category__full_name")


@dataclass(frozen=True, kw_only=True)
class Cover:
    """One thing. Units: the organisation's currency; none where nobody said anything.

    `source` says where what a new one costs comes from; `said` what was said of the insurance.
    """

    tag: str
    name: str
    kind: str
    insured: int | None
    said: str
    replacement: int | None
    source: str

    @property
    def gap(self) -> int | None:
        """Return by how much it is insured too low (below nothing) or too high."""
        return None if self.replacement is None else (self.insured or 0) - self.replacement


class Covers:
    """Things, the least covered first: how many, what they come to, each. Units: as of `Cover`."""

    def __init__(self, actor: Actor, found: "_Found") -> None:
        """Take figures of things, in the order of their ids."""
        import numpy as np

        self._actor, self._found = actor, found
        none = found.replacement < 0
        insured = np.maximum(found.insured, 0)
        gap = np.where(none, 0, insured - found.replacement)
        self._order = np.lexsort((found.assets, gap, none))
        self.insured, self.gap = int(insured.sum()), int(gap.sum())
        self.replacement = int(found.replacement[~none].sum())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._order)

    def __iter__(self) -> Iterator[Cover]:
        """Give each, with its names, which are read now. Two statements a chunk."""
        for begin in range(0, len(self._order), CHUNK):
            yield from self._named(self._order[begin : begin + CHUNK])

    def _named(self, those: "Amounts") -> Iterator[Cover]:
        found = self._found
        keys, said = found.assets[those].tolist(), found.said[those].tolist()
        named = access.lines(self._actor).filter(asset__in=bulk.among(keys))
        names = {key: rest for key, *rest in named.values_list("asset", *_NAMES).distinct()}
        told = Estimate.objects.filter(pk__in=bulk.among(key for key in said if key))
        sources = dict(told.values_list("pk", "source"))
        figures = (found.insured, found.replacement, found.source)
        columns = (each[those].tolist() for each in figures)
        for key, estimate, insured, anew, source in zip(keys, said, *columns, strict=True):
            tag, name, kind = names[key]
            yield Cover(
                tag=tag,
                name=name,
                kind=kind or "",
                insured=None if insured < 0 else insured,
                said=sources.get(estimate, ""),
                replacement=None if anew < 0 else anew,
                source=SOURCES[source],
            )


def covers(*, actor: Actor, code: str, as_at: date) -> Covers:
    """Return the things of a book that were there on a day, the least covered first.

    Three statements, however many things.
    Raises: NotFound.
    """
    import numpy as np

    book = access.book(actor, code)
    gone = Change.objects.filter(line=OuterRef("pk"), kind__in=GONE, on__lte=as_at)
    lines = access.lines(actor).filter(~Exists(gone), book=book)
    columns = ("asset", wide.or_none("asset__value_minor"), wide.day("asset__purchased_on"))
    [table] = wide.numbers(lines, [(EACH, columns, 2 + wide.DAY_COLUMNS)])
    # Of a divided thing one part speaks for all: what it is insured for is said of the whole.
    assets, first = np.unique(table[0], return_index=True)
    table = table[:, first]
    insured, replaced = (_last_said(lines, kind, as_at, assets) for kind in Estimate.Kind)
    index = _Index([(one.on, one.value) for one in PriceIndex.objects.order_by("on")])
    by_hand = replaced.values >= 0
    values = np.where(by_hand, replaced.values, table[1] - 1)
    since = np.where(by_hand, replaced.days, wide.days(table[2:]))
    anew, risen = index.risen(values, since, as_at)
    source = np.where(by_hand, SOURCES.index(HAND), SOURCES.index(PRICE)) + risen
    return Covers(
        actor,
        _Found(
            assets=assets,
            insured=insured.values,
            said=insured.keys,
            replacement=anew,
            source=np.where(anew < 0, 0, source),
        ),
    )


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Figures of things, a column each; -1 where nobody said anything."""

    assets: "Amounts"
    insured: "Amounts"
    said: "Amounts"
    replacement: "Amounts"
    source: "Amounts"


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What was said of things last: the ids of estimates, the days, the values or -1."""

    keys: "Amounts"
    days: "Amounts"
    values: "Amounts"


def _last_said(lines: QuerySet[Line], kind: str, day: date, assets: "Amounts") -> _Said:
    """Return what was last said of a kind, for each of these things. One statement."""
    import numpy as np

    of_lines = Exists(lines.filter(asset=OuterRef("asset")))
    said = Estimate.objects.filter(of_lines, kind=kind, on__lte=day)
    columns = ("pk", "asset", "value_minor", wide.day("on"))
    [table] = wide.numbers(said, [(EACH, columns, 3 + wide.DAY_COLUMNS)])
    keys, things, values = table[:3]
    on = wide.days(table[3:])
    order = np.lexsort((keys, on, things))
    last = order[np.append(np.diff(things[order]) != 0, True)[: len(order)]]
    at = np.searchsorted(assets, things[last])
    found = [np.full(len(assets), none, np.int64) for none in (0, 0, -1)]
    for column, mine in zip(found, (keys, on, values), strict=True):
        column[at] = mine[last]
    return _Said(keys=found[0], days=found[1], values=found[2])


def price_index(*, actor: Actor) -> list[dict[str, Any]]:
    """Return where the prices of new things stood, the newest first. One statement."""
    if not actor.may_somewhere(access.SEE):
        return []
    return [dict(one) for one in PriceIndex.objects.order_by("-on").values("on", "value", "source")]


class _Index:
    """Where prices stood, by days."""

    def __init__(self, points: Sequence[tuple[date, str]]) -> None:
        self.days = [on for on, _value in points]
        self.values = [Fraction(value) for _on, value in points]
        self._known: dict[tuple[date, date], Fraction | None] = {}

    def risen(self, values: "Amounts", since: "Amounts", day: date) -> tuple["Amounts", "Amounts"]:
        """Return what values of some days come to on another, and whether prices say so: 1 or 0.

        Days are numbers as columns have them. Things were bought on some thousands of days,
        however many they are.
        """
        import numpy as np

        found, told = values.copy(), np.zeros(len(values), np.int64)
        if len(self.days) < 2:
            return found, told
        known = np.flatnonzero((values >= 0) & (since > 0))
        order = known[np.argsort(since[known], kind="stable")]
        for those in np.split(order, np.flatnonzero(np.diff(since[order])) + 1):
            ratio = self.ratio(day_of(int(since[those[0]])), day) if len(those) else None
            if ratio is not None:
                found[those], told[those] = _times(values[those], ratio), 1
        return found, told

    def ratio(self, since: date, day: date) -> Fraction | None:
        """Return by what prices rose from one day to another; none where that is not known.

        Things were bought on some thousands of days, however many they are.
        """
        if (since, day) not in self._known:
            self._known[since, day] = self._ratio(since, day)
        return self._known[since, day]

    def _ratio(self, since: date, day: date) -> Fraction | None:
        first, last = bisect_right(self.days, since), bisect_right(self.days, day)
        if not first or first == last:
            return None
        return self.values[last - 1] / self.values[first - 1]


def _times(values: "Amounts", ratio: Fraction) -> "Amounts":
    """Return values times a ratio, half a minor unit up."""
    import numpy as np

    above, below = ratio.numerator, ratio.denominator
    if (2 * int(values.max()) + 1) * max(above, below) < FITS_MAX:
        product: Amounts = (2 * values * above + below) // (2 * below)
        return product
    return np.array([half_up(one * ratio) for one in values.tolist()], np.int64)
