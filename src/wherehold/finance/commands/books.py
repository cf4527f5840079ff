"""Acts on books: open one, say how it depreciates."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance.checking import check_scheme
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.rounding import ROUNDINGS
from wherehold.finance.events import BookOpened, PolicySet
from wherehold.finance.models import Book, Policy
from wherehold.finance.refusals import BadBook, BookThere, bad_terms
from wherehold.finance.worth import SCHEME
from wherehold.kernel import bulk, clock, ledger, money
from wherehold.kernel.actor import Actor

CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


@dataclass(frozen=True, kw_only=True)
class PolicyDraft:
    """How a book is to depreciate a category; none stands for everything."""

    category_id: int | None = None
    method: str = "straight-line"
    convention: str = "full-month"
    life: int = 60
    step_months: int = 1
    residual_permille: int = 0
    rate: str = ""
    factor: str = ""
    switch: bool = False
    write_off_rest: bool = False
    total_units: int = 0

    def scheme(self) -> dict[str, Any]:
        """Return it by the names that the engine's terms are made from."""
        return {name: getattr(self, name) for name in SCHEME}


@transaction.atomic
def open_book(
    *,
    actor: Actor,
    code: str,
    name: str,
    currency: str,
    fiscal_start: int = 1,
    rounding: str = "cumulative",
    threshold_minor: int = 0,
    company: str = "",
) -> int:
    """Open a book and return its id. What is in it comes by other acts.

    Units: `threshold_minor` in minor units; `fiscal_start` is a month.
    Raises: NotAllowed (finance.keep everywhere); BadBook; UnknownCurrency; BookThere.
    Records: finance.book_opened.
    """
    access.must_keep(actor)
    _check_book(code, name, rounding, fiscal_start, threshold_minor)
    money.exponent(currency)
    if Book.objects.filter(code=code).exists():
        raise BookThere({"code": code})
    now = clock.now()
    given = {
        "code": code,
        "name": name.strip(),
        "currency": currency,
        "fiscal_start": fiscal_start,
        "rounding": rounding,
        "threshold_minor": threshold_minor,
        "company": company.strip()[:80],
    }
    book = Book.objects.create(**given, created_at=now)
    opened = BookOpened(
        subject_id=book.pk,
        code=code,
        name=book.name,
        currency=currency,
        fiscal_start=fiscal_start,
        rounding=rounding,
        threshold_minor=threshold_minor,
    )
    ledger.record([opened], actor=actor, happened_at=now)
    return book.pk


@transaction.atomic
def set_policies(*, actor: Actor, book_id: int, policies: Sequence[PolicyDraft]) -> None:
    """Say how a book depreciates some categories, in place of what it said of them.

    Raises: NotAllowed (finance.keep everywhere); NotFound; BadTerms.
    Records: finance.policy_set, one for each.
    """
    access.must_keep(actor)
    book = access.book(actor, book_id)
    paths = access.paths_of_categories(
        {one.category_id for one in policies if one.category_id is not None}
    )
    terms = access.terms(book)
    try:
        for one in policies:
            check_scheme(one.scheme(), terms)
    except Wrong as wrong:
        raise bad_terms(wrong) from wrong
    rows = [
        Policy(
            book=book,
            category_id=one.category_id,
            category_key=one.category_id or 0,
            category_path=paths.get(one.category_id or 0, ""),
            **one.scheme(),
        )
        for one in policies
    ]
    bulk.put(rows, key=["book_id", "category_key"], columns=["category_path", *SCHEME])
    said = [
        PolicySet(subject_id=book.pk, category_id=one.category_id, terms=one.scheme())
        for one in policies
    ]
    ledger.record(said, actor=actor, happened_at=clock.now())


def _check_book(code: str, name: str, rounding: str, fiscal_start: int, threshold: int) -> None:
    wrong = []
    if not CODE.fullmatch(code):
        wrong.append({"field": "code", "why": _("small letters, digits and hyphens, 20 at most")})
    if not 0 < len(name.strip()) <= 80:
        wrong.append({"field": "name", "why": "1 … 80"})
    if rounding not in ROUNDINGS:
        wrong.append({"field": "rounding", "why": ", ".join(ROUNDINGS)})
    if not 1 <= fiscal_start <= 12:
        wrong.append({"field": "fiscal_start", "why": "1 … 12"})
    if threshold < 0:
        wrong.append({"field": "threshold_minor", "why": "0 …"})
    if wrong:
        raise BadBook(*wrong)
