"""Transfers over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.kernel import organisation
from wherehold.register.api.answers import listed, written
from wherehold.transfers import commands, document
from wherehold.transfers.queries import transfers
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["transfers"])
Word = Annotated[str, Field(max_length=120)]
Reason = Annotated[str, Field(min_length=1, max_length=300)]


class NewTransfer(Body):
    """Which things are to go from where to where."""

    asset_ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]
    from_place_id: Id
    to_place_id: Id
    note: Annotated[str, Field(max_length=2000)] = ""


class Way(Body):
    """What is known of the way: who carries it, under what number, until when."""

    carrier: Word = ""
    tracking_no: Word = ""
    expected_on: date | None = None


class Receipt(Body):
    """What arrived, and where it is put; `surplus`: also what was not sent; `complete`: that
    was all."""

    asset_ids: Annotated[list[Id], Field(max_length=1000)] = Field(default_factory=list)
    place_id: Id | None = None
    surplus: bool = False
    complete: bool = False


class Decision(Body):
    """What became of a thing that was short or surplus."""

    asset_id: Id
    outcome: Literal["found", "stayed", "lost", "kept", "goes_back"]
    reason: Reason


class Why(Body):
    """Why it is called off."""

    reason: Reason


class Asked(Body):
    """Which transfers a list shows."""

    state: Literal["", "prepared", "sent", "late", "differs", "done"] = ""
    asset: Id | None = None
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=transfers.LIMIT_MAX)] = 50


@router.get("/transfers", response=Page)
def list_transfers(request: AuthedRequest, asked: Query[Asked]) -> HttpResponse:
    """List transfers, the newest first; late ones, and those with differences, by `state`."""
    lines, after = transfers.page(
        actor=request.auth,
        bucket=asked.state,
        asset_id=asked.asset,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return listed((asdict(one) for one in lines), after)


@router.post("/transfers", response={201: dict[str, Any]})
def prepare(request: AuthedRequest, body: NewTransfer) -> HttpResponse:
    """Put things on the list of what is to go to a place. Nothing moves yet."""
    return _card(request, commands.prepare(actor=request.auth, **body.model_dump()), 201)


@router.get("/transfers/{int:transfer_id}", response=dict[str, Any])
def show(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Show a transfer with its things, and what became of each."""
    return _card(request, transfer_id)


@router.get("/transfers/{int:transfer_id}/packing-list.pdf")
def show_packing_list(request: AuthedRequest, transfer_id: int) -> HttpResponse:
    """Fetch the packing list as PDF/A."""
    card = transfers.card(actor=request.auth, transfer_id=transfer_id)
    made = document.draw(card, owner=organisation.current().name)
    return HttpResponse(made, content_type="application/pdf")


@router.post("/transfers/{int:transfer_id}/ship", response={201: dict[str, Any]})
def ship(request: AuthedRequest, transfer_id: int, body: Way) -> HttpResponse:
    """Send the things off: they are in transit from then on."""
    commands.ship(actor=request.auth, transfer_id=transfer_id, **body.model_dump())
    return _card(request, transfer_id, 201)


@router.post("/transfers/{int:transfer_id}/change", response={201: dict[str, Any]})
def change(request: AuthedRequest, transfer_id: int, body: Way) -> HttpResponse:
    """Write down what is known of the way by now."""
    commands.change(actor=request.auth, transfer_id=transfer_id, **body.model_dump())
    return _card(request, transfer_id, 201)


@router.post("/transfers/{int:transfer_id}/receive", response={201: dict[str, Any]})
def receive(request: AuthedRequest, transfer_id: int, body: Receipt) -> HttpResponse:
    """Take in what arrived. What was not sent is refused, unless it is surplus knowingly."""
    commands.receive(actor=request.auth, transfer_id=transfer_id, **body.model_dump())
    return _card(request, transfer_id, 201)


@router.post("/transfers/{int:transfer_id}/decide", response={201: dict[str, Any]})
def decide(request: AuthedRequest, transfer_id: int, body: Decision) -> HttpResponse:
    """Say what became of a thing that was short or surplus."""
    commands.decide(actor=request.auth, transfer_id=transfer_id, **body.model_dump())
    return _card(request, transfer_id, 201)


@router.post("/transfers/{int:transfer_id}/cancel", response={201: dict[str, Any]})
def cancel(request: AuthedRequest, transfer_id: int, body: Why) -> HttpResponse:
    """Have the things not go, or have them back before any of them arrived."""
    commands.cancel(actor=request.auth, transfer_id=transfer_id, reason=body.reason)
    return _card(request, transfer_id, 201)


def _card(request: AuthedRequest, transfer_id: int, status: int = 200) -> HttpResponse:
    card = transfers.card(actor=request.auth, transfer_id=transfer_id)
    return written(asdict(card), status)
