"""Which months of a book are posted, and their journals."""

from typing import Any

from wherehold.finance import access
from wherehold.finance.journal import Journal
from wherehold.finance.models import Period
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound


def periods(*, actor: Actor, book_id: int) -> list[dict[str, Any]]:
    """Return the posted months of a book, the newest first.

    Raises: NotFound; NotAllowed, since totals are of all things.
    """
    _must_see_all(actor)
    book = access.book(actor, book_id)
    found = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
    columns = ("id", "begins", "ends", "state", "lines", "charge_minor", "digest", "engine")
    return list(found.order_by("-begins").values(*columns))


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
            )
    raise NotFound({"what": "period", "key": period})


def _must_see_all(actor: Actor) -> None:
    if not actor.may_everywhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
