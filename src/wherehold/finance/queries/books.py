"""Which books there are, and how they depreciate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from wherehold.finance import access
from wherehold.finance.models import Policy, TaxYear
from wherehold.finance.worth import SCHEME, BookTerms, Scheme
from wherehold.kernel.actor import Actor

_BOOK = (
    *("id", "code", "name", "currency", "fiscal_start", "rounding", "threshold_minor", "company"),
)  # fmt: skip
Policies = list[tuple[str, Scheme]]


def books(*, actor: Actor) -> list[dict[str, Any]]:
    """Return all books, in the order of their codes."""
    return list(access.books(actor).order_by("code").values(*_BOOK))


def book_id(*, actor: Actor, code: str) -> int:
    """Return the id of a book. Raises: NotFound."""
    return access.book(actor, code).pk


def policies(*, actor: Actor, key: int | str) -> list[dict[str, Any]]:
    """Return how a book, by its id or code, depreciates: everything first, then by category.

    Raises: NotFound.
    """
    book = access.book(actor, key)
    found = Policy.objects.filter(book=book).order_by("category_path")
    return list(found.values("category_id", "category__full_name", *SCHEME))


def known(*, actor: Actor) -> dict[int, tuple[Mapping[str, Any], BookTerms, Policies]]:
    """Return every book by id with its terms and its policies by path. Three statements."""
    found: dict[int, tuple[Mapping[str, Any], BookTerms, Policies]] = {}
    pools: dict[int, dict[date, str]] = {}
    for book, begins, convention in TaxYear.objects.values_list("book", "begins", "convention"):
        pools.setdefault(book, {})[begins] = convention
    for one in books(actor=actor):
        terms = BookTerms(
            currency=one["currency"],
            fiscal_start=one["fiscal_start"],
            rounding=one["rounding"],
            pools=pools.get(one["id"], {}),
        )
        found[one["id"]] = (one, terms, [])
    for row in Policy.objects.filter(book__in=found).values("book", "category_path", *SCHEME):
        found[row.pop("book")][2].append((row.pop("category_path"), row))
    return found


def to_take_in(*, actor: Actor, book_id: int) -> int:
    """Return how many things cost enough for a book and are in no line of it yet."""
    return access.due(actor, access.book(actor, book_id)).count()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How much is in a book. Units: minor units; `waiting` have no day in service."""

    lines: int
    cost: int
    waiting: int
    waiting_cost: int


def standing(*, actor: Actor, book_id: int) -> Standing:
    """Return how much of what the actor may know prices of is in a book. One statement."""
    waits = Q(in_service_on=None)
    found = access.lines(actor).filter(book=book_id)
    counted = found.aggregate(
        lines=Count("pk"),
        cost=Coalesce(Sum("cost_minor"), 0),
        waiting=Count("pk", filter=waits),
        waiting_cost=Coalesce(Sum("cost_minor", filter=waits), 0),
    )
    return Standing(**{name: int(value) for name, value in counted.items()})
