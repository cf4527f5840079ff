"""What things are insured for and would cost anew, over REST."""

from datetime import date
from typing import Annotated, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from wherehold.finance import commands
from wherehold.finance.queries import cover
from wherehold.register.api.answers import listed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["finance"])
Source = Annotated[str, Field(max_length=200)]


class EstimateIn(Body):
    """What an asset is insured for, or a new one would cost, in the organisation's money."""

    asset_id: Id
    kind: Literal["insured", "replacement"]
    on: date
    value_minor: Annotated[int, Field(ge=1, le=10**15)]
    source: Source = ""


class IndexIn(Body):
    """Where the prices of new things stand from a day on, such as 112.4."""

    on: date
    value: Annotated[str, Field(max_length=24)]
    source: Source = ""


@router.post("/estimates", response={201: Page})
def estimate(request: AuthedRequest, body: Many[EstimateIn]) -> HttpResponse:
    """Say what assets are insured for, or what new ones would cost: all or none."""
    drafts = [commands.EstimateDraft(**one.model_dump()) for one in body]
    commands.estimate(actor=request.auth, estimates=drafts)
    return listed((one.model_dump() for one in body), status=201)


@router.get("/price-index", response=Page)
def list_price_index(request: AuthedRequest) -> HttpResponse:
    """List where the prices of new things stood, the newest first."""
    return listed(cover.price_index(actor=request.auth))


@router.post("/price-index", response={201: Page})
def set_price_index(request: AuthedRequest, body: Many[IndexIn]) -> HttpResponse:
    """Say where prices stood, in place of what was said of the same days."""
    points = [commands.IndexDraft(**one.model_dump()) for one in body]
    commands.set_price_index(actor=request.auth, points=points)
    return listed((one.model_dump() for one in body), status=201)
