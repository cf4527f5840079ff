"""What a book does not know yet: things without a price, a day, a rate; the worst first."""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from wherehold.finance import access
from wherehold.finance.models import Line
from wherehold.kernel.actor import Actor

WORST_MAX = 100
_NO_PRICE = Q(price_minor=None)
_NO_DAY = Q(purchased_on=None)


@dataclass(frozen=True, kw_only=True)
class Known:
    """How much is known of the things that belong in books."""

    things: int
    priced: int
    dated: int

    @property
    def percent(self) -> float:
        """Return how many of a hundred have a price."""
        return 100 * self.priced / self.things if self.things else 0.0


def known(*, actor: Actor) -> Known:
    """Return how many things have a price and a day of purchase. One statement."""
    counted = access.owned(actor).aggregate(
        things=Count("pk"),
        priced=Count("pk", filter=~_NO_PRICE),
        dated=Count("pk", filter=~_NO_DAY),
    )
    return Known(**counted)


@dataclass(frozen=True, kw_only=True)
class Gap:
    """What is missing of one kind of thing."""

    category_id: int | None
    category: str
    things: int
    unpriced: int
    undated: int


def worst(*, actor: Actor) -> list[Gap]:
    """Return by category what is missing, where most prices are missing first. One statement."""
    kinds = access.owned(actor).values(key=F("category"), kind=F("category__full_name"))
    counted = kinds.annotate(
        things=Count("pk"),
        unpriced=Count("pk", filter=_NO_PRICE),
        undated=Count("pk", filter=_NO_DAY),
    )
    found = counted.filter(Q(unpriced__gt=0) | Q(undated__gt=0))
    return [
        Gap(
            category_id=one["key"],
            category=one["kind"] or "",
            things=one["things"],
            unpriced=one["unpriced"],
            undated=one["undated"],
        )
        for one in found.order_by("-unpriced", "-undated", "kind")[:WORST_MAX]
    ]


@dataclass(frozen=True, kw_only=True)
class Exceptions:
    """What keeps things from being charged in a book. Units: minor units of the book."""

    unpriced: int
    unrated: int
    waiting: int
    waiting_cost: int


def exceptions(*, actor: Actor, book_id: int) -> Exceptions:
    """Return what is in service and yet not charged in a book. Four statements.

    Raises: NotFound.
    """
    book = access.book(actor, book_id)
    unknown = IsNull(access.cost_in(book), True)
    foreign = access.outside(actor, book, access.SEE).filter(unknown)
    inside = Exists(Line.objects.filter(book=book, asset=OuterRef("pk")))
    waiting = access.lines(actor).filter(book=book, in_service_on=None)
    counted = waiting.aggregate(n=Count("pk"), cost=Coalesce(Sum("cost_minor"), 0))
    return Exceptions(
        unpriced=access.owned(actor).filter(_NO_PRICE).exclude(inside).count(),
        unrated=foreign.count(),
        waiting=counted["n"],
        waiting_cost=counted["cost"],
    )
