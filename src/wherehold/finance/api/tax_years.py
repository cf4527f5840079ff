"""US tax years over REST: their pools, and what tax law grants."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.finance import commands, pooling
from wherehold.finance.queries import tax_years
from wherehold.register.api.answers import listed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Many, Page

router = Router(tags=["finance"])
Minor = Annotated[int, Field(ge=0, le=10**15)]
Code = Annotated[str, Field(max_length=20)]


class AskedYears(Body):
    """Which book."""

    book: Code


class LockedYear(Body):
    """A tax year of a book, by its first day."""

    book: Code
    begins: date


class AllowanceIn(Body):
    """What tax law grants for what is put to use between two days, and where that is said.

    A special allowance has a share; an election to expense has a limit, which falls by what is put
    to use above an amount. Units: cents.
    """

    kind: Literal["special", "expense"]
    begins: date
    ends: date | None = None
    permille: Annotated[int, Field(ge=0, le=1000)] = 0
    limit_minor: Minor = 0
    above_minor: Minor = 0
    source: Annotated[str, Field(min_length=1, max_length=200)]


@router.get("/tax-years", response=Page)
def list_tax_years(request: AuthedRequest, asked: Query[AskedYears]) -> HttpResponse:
    """List the tax years of a book: the pool of each, and which assets would flip."""
    found = tax_years.years(actor=request.auth, code=asked.book)
    return listed(map(pooling.told, found))


@router.post("/tax-years/lock", response={201: Page})
def lock_tax_year(request: AuthedRequest, body: LockedYear) -> HttpResponse:
    """Settle the convention of a tax year that is over."""
    convention = commands.lock_tax_year(actor=request.auth, code=body.book, begins=body.begins)
    return listed([{"begins": body.begins, "convention": convention}], status=201)


@router.get("/allowances", response=Page)
def list_allowances(request: AuthedRequest) -> HttpResponse:
    """List what tax law grants, with its source, the newest first."""
    return listed(asdict(one) for one in tax_years.allowance_list(actor=request.auth))


@router.post("/allowances", response={201: Page})
def set_allowances(request: AuthedRequest, body: Many[AllowanceIn]) -> HttpResponse:
    """Say what tax law grants from some days on, in place of what was said of those days."""
    drafts = [commands.AllowanceDraft(**one.model_dump()) for one in body]
    commands.set_allowances(actor=request.auth, allowances=drafts)
    return listed((one.model_dump() for one in body), status=201)
