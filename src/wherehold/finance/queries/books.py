"""Which books there are, and how they depreciate."""

from collections.abc import Mapping
from typing import Any

from wherehold.finance import access
from wherehold.finance.models import Policy
from wherehold.finance.worth import SCHEME, BookTerms, Scheme
from wherehold.kernel.actor import Actor

_BOOK = (
    *("id", "code", "name", "currency", "fiscal_start", "rounding", "threshold_minor"),
)  # fmt: skip
Policies = list[tuple[str, Scheme]]


def books(*, actor: Actor) -> list[dict[str, Any]]:
    """Return all books, in the order of their codes."""
    return list(access.books(actor).order_by("code").values(*_BOOK))


def policies(*, actor: Actor, book_id: int) -> list[dict[str, Any]]:
    """Return how a book depreciates, everything first, then by category.

    Raises: NotFound.
    """
    book = access.book(actor, book_id)
    found = Policy.objects.filter(book=book).order_by("category_path")
    return list(found.values("category_id", "category__full_name", *SCHEME))


def known(*, actor: Actor) -> dict[int, tuple[Mapping[str, Any], BookTerms, Policies]]:
    """Return every book by id with its terms and its policies by path. Two statements."""
    found: dict[int, tuple[Mapping[str, Any], BookTerms, Policies]] = {}
    for one in books(actor=actor):
        terms = BookTerms(
            currency=one["currency"], fiscal_start=one["fiscal_start"], rounding=one["rounding"]
        )
        found[one["id"]] = (one, terms, [])
    for row in Policy.objects.filter(book__in=found).values("book", "category_path", *SCHEME):
        found[row.pop("book")][2].append((row.pop("category_path"), row))
    return found
