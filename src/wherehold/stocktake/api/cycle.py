"""The plan of counts over REST."""

from dataclasses import asdict
from typing import Annotated, Any

from ninja import Router, Status
from pydantic import Field

from wherehold.stocktake import commands
from wherehold.stocktake.queries import counts, cycle
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Page

router = Router(tags=["stocktakes"])


class CycleIn(Body):
    """From which value on a class begins, and how often each is counted."""

    a_minor: Annotated[int, Field(ge=0, le=2**53)] = 100_000
    b_minor: Annotated[int, Field(ge=0, le=2**53)] = 20_000
    a_days: Annotated[int, Field(ge=1, le=3650)] = 91
    b_days: Annotated[int, Field(ge=1, le=3650)] = 182
    c_days: Annotated[int, Field(ge=1, le=3650)] = 365
    wrong_days: Annotated[int, Field(ge=1, le=3650)] = 730


class DueIn(Body):
    """What the count is called, and how many are counted at most."""

    name: Annotated[str, Field(max_length=120)] = ""
    most: Annotated[int, Field(ge=1, le=100_000)] | None = None


@router.get("/stocktakes/cycle", response=dict[str, Any])
def show_cycle(request: AuthedRequest) -> object:
    """Return the plan that spreads counting over the year, and what is due this week."""
    return cycle.told(actor=request.auth)


@router.post("/stocktakes/cycle", response={201: dict[str, Any]})
def set_cycle(request: AuthedRequest, body: CycleIn) -> object:
    """Say how often what comes round."""
    commands.set_cycle(actor=request.auth, terms=commands.CycleTerms(**body.model_dump()))
    return Status(201, cycle.told(actor=request.auth))


@router.post("/stocktakes/cycle/counts", response={201: Page})
def open_due(request: AuthedRequest, body: DueIn) -> object:
    """Open a count of what is due this week."""
    key = commands.open_due(actor=request.auth, name=body.name, most=body.most)
    card = counts.card(actor=request.auth, stocktake_id=key)
    return Status(201, {"items": [asdict(card)], "next": None})
