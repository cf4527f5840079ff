"""What the pages of books share."""

from typing import Any

from wherehold.finance import access
from wherehold.finance.queries import books, periods
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.ui.request import AuthedRequest


def book_of(request: AuthedRequest, code: str) -> dict[str, Any]:
    """Return a book by its code.

    Raises: NotFound.
    """
    for one in books.books(actor=request.auth):
        if one["code"] == code:
            return one
    raise NotFound({"what": "book", "key": code})


def month_of(request: AuthedRequest, code: str, key: str) -> tuple[dict[str, Any], periods.Month]:
    """Return a book and one of its months that is posted or reckoned.

    Raises: NotFound; NotAllowed.
    """
    book = book_of(request, code)
    for one in periods.months(actor=request.auth, book_id=book["id"]):
        if one.key == key:
            return book, one
    raise NotFound({"what": "period", "key": key})


def must_keep(request: AuthedRequest) -> None:
    """Refuse whoever does not keep the books.

    Raises: NotAllowed.
    """
    if not request.auth.may_everywhere(access.KEEP):
        raise NotAllowed({"actor": request.auth.name, "permission": access.KEEP})


def must_see_all(request: AuthedRequest) -> None:
    """Refuse whoever may not know all prices: totals are of all things.

    Raises: NotAllowed.
    """
    if not request.auth.may_everywhere(access.SEE):
        raise NotAllowed({"actor": request.auth.name, "permission": access.SEE})
