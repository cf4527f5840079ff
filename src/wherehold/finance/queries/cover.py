"""What things are insured for beside what new ones would cost, and where each figure comes from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q

from wherehold.finance import access
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.models import Change, Estimate, PriceIndex
from wherehold.kernel.actor import Actor

HAND, INDEXED, PRICE, PRICE_INDEXED = "hand", "hand-indexed", "price", "price-indexed"


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


def covers(*, actor: Actor, code: str, as_at: date) -> list[Cover]:
    """Return the things of a book that were there on a day, the least covered first.

    Raises: NotFound.
    """
    book = access.book(actor, code)
    gone = Change.objects.filter(line__book=book, kind=Change.Kind.DISPOSE, on__lte=as_at)
    inside = access.lines(actor).filter(book=book).exclude(pk__in=gone.values("line"))
    # Of a divided thing one part speaks for all: what it is insured for is said of the whole.
    beside = inside.filter(asset=OuterRef("asset"))
    lines = inside.filter(
        Q(part="") | ~Exists(beside.filter(Q(part="") | Q(pk__lt=OuterRef("pk"))))
    )
    said = Estimate.objects.filter(asset__in=lines.values("asset"), on__lte=as_at)
    last: dict[tuple[int, str], dict[str, Any]] = {}
    for row in said.order_by("on", "pk").values("asset_id", "kind", "on", "value_minor", "source"):
        last[row["asset_id"], row["kind"]] = dict(row)
    index = _Index([(one.on, one.value) for one in PriceIndex.objects.order_by("on")])
    columns = ("asset__tag", "asset__name", "asset__category__full_name")
    figures = ("asset_id", "asset__value_minor", "asset__purchased_on")
    found = []
    rows = lines.order_by("asset__tag").values_list(*columns, *figures)
    for tag, name, kind, asset_id, price, bought in rows.iterator(chunk_size=2_000):
        insured = last.get((asset_id, Estimate.Kind.INSURED))
        said_anew = last.get((asset_id, Estimate.Kind.REPLACEMENT))
        replacement, source = _anew(said_anew, price, bought, index, as_at)
        found.append(
            Cover(
                tag=tag,
                name=name,
                kind=kind or "",
                insured=insured["value_minor"] if insured else None,
                said=insured["source"] if insured else "",
                replacement=replacement,
                source=source,
            )
        )
    return sorted(found, key=lambda one: (one.gap is None, one.gap or 0))


def price_index(*, actor: Actor) -> list[dict[str, Any]]:
    """Return where the prices of new things stood, the newest first. One statement."""
    if not actor.may_somewhere(access.SEE):
        return []
    return [dict(one) for one in PriceIndex.objects.order_by("-on").values("on", "value", "source")]


def _anew(
    said: dict[str, Any] | None,
    price: int | None,
    bought: date | None,
    index: "_Index",
    day: date,
) -> tuple[int | None, str]:
    """Return what a new one costs on a day, and where that comes from."""
    value, since, sources = price, bought, (PRICE, PRICE_INDEXED)
    if said is not None:
        value, since, sources = said["value_minor"], said["on"], (HAND, INDEXED)
    if value is None:
        return None, ""
    ratio = index.ratio(since, day) if since else None
    return (value, sources[0]) if ratio is None else (half_up(value * ratio), sources[1])


class _Index:
    """Where prices stood, by days."""

    def __init__(self, points: Sequence[tuple[date, str]]) -> None:
        self.days = [on for on, _value in points]
        self.values = [Fraction(value) for _on, value in points]
        self._known: dict[tuple[date, date], Fraction | None] = {}

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
