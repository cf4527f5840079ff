"""What books come to, over REST: values on a day, reports, journals."""

from datetime import date
from itertools import islice
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.finance import reports, totals, writing
from wherehold.finance.api.books import AskedBook, told
from wherehold.finance.journal import as_file
from wherehold.finance.queries import periods, sums, values
from wherehold.finance.queries.values import InBook
from wherehold.finance.refusals import refusing
from wherehold.kernel import clock, sheets
from wherehold.register.api.answers import listed, written
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Page

router = Router(tags=["finance"])


class AskedJournal(AskedBook):
    """Which book, which month, as 2026-11, and in which format."""

    period: Annotated[str, Field(max_length=40)]
    form: Literal["json", "csv", "xlsx", "beancount", "ledger"] = "json"


class AskedReport(AskedBook):
    """Which book, from which day to which, grouped by what, as what."""

    begins: date | None = None
    as_at: date | None = None
    by: Literal["class", "cost-centre"] = "class"
    form: Literal["json", "csv", "xlsx", "pdf"] = "json"


class AskedTotals(AskedBook):
    """Which book, on which day: today, unless it is said."""

    as_at: date | None = None


class AskedValues(AskedTotals):
    """Which page of them, too."""

    cursor: Annotated[str, Field(max_length=20, pattern="^[0-9]*$")] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


@router.get("/valuations", response=Page)
def list_valuations(request: AuthedRequest, asked: Query[AskedValues]) -> HttpResponse:
    """List what the things of a book are worth at the end of a day, in the order of their ids.

    The parts of a divided thing are on one page.
    """
    day, after = asked.as_at or clock.today(), int(asked.cursor or 0)
    found = values.register(actor=request.auth, code=asked.book, as_at=day, after=after)
    page = [one for one, _worth in islice(found, asked.limit)]
    following = next((one for one, _worth in found if _next(one, page)), None)
    more = str(page[-1].asset_id) if following else None
    return listed((told(one, day) for one in page), more)


def _next(one: InBook, page: list[InBook]) -> bool:
    """Say whether a line is of another thing than the last one of a page; else it is put there."""
    if page and one.asset_id == page[-1].asset_id:
        page.append(one)
        return False
    return True


@router.get("/valuations/totals", response=Page)
def list_totals(request: AuthedRequest, asked: Query[AskedTotals]) -> HttpResponse:
    """List what the classes of a book come to at the end of a day; the last row is all of them."""
    days = [asked.as_at or clock.today()]
    return listed(totals.by_class(sums.by_class(actor=request.auth, code=asked.book, days=days)))


@router.get("/reports/{name}", response=dict[str, Any])
def show_report(request: AuthedRequest, name: str, asked: Query[AskedReport]) -> HttpResponse:
    """Return a report: headings, rows, totals. `form` gives it as a file instead."""
    wanted = reports.Asked(code=asked.book, begins=asked.begins, ends=asked.as_at, by=asked.by)
    with refusing():
        found = reports.report(request.auth, name, wanted)
        if asked.form == "json":
            return written(writing.told(found))
        kind, write = writing.FORMS[asked.form]
        return HttpResponse(write(found), content_type=kind)


@router.get("/journals", response=dict[str, Any])
def show_journal(request: AuthedRequest, asked: Query[AskedJournal]) -> HttpResponse:
    """Return the journal of a posted month: debit and credit for each kind of thing."""
    found = periods.journal(actor=request.auth, code=asked.book, period=asked.period)
    kinds = {**sheets.TYPES, "json": "application/json"}
    kind = kinds.get(asked.form, "text/plain; charset=utf-8")
    return HttpResponse(as_file(found, asked.form), content_type=kind)
