"""Searches over REST."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.conf import settings
from django.urls import reverse
from ninja import Query, Router, Status
from pydantic import Field

from wherehold.loss import commands, queries
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["searches"])
Text = Annotated[str, Field(max_length=2_000)]


class AskedOfSearches(Body):
    """Which searches a list shows."""

    state: Literal["open", "found", "written_off", "all"] = "open"
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


class SuspectIn(Body):
    """Which things are missing, and why one thinks so."""

    asset_ids: list[Id] = Field(min_length=1, max_length=10_000)
    reason: Literal["overdue", "silent", "count", "reported", "other"] = "other"
    note: Text = ""
    owner_id: Id | None = None
    due_on: date | None = None


class AskIn(Body):
    """Whom to ask."""

    party_ids: list[Id] = Field(min_length=1, max_length=100)


class AnswerIn(Body):
    """What somebody said who was asked."""

    party_id: Id
    text: Text


class FoundIn(Body):
    """Which searches ended well, and where the things are."""

    search_ids: list[Id] = Field(min_length=1, max_length=10_000)
    place_id: Id
    note: Text = ""


class WriteOffIn(Body):
    """Which things are given up for lost, and what is known of that."""

    search_ids: list[Id] = Field(min_length=1, max_length=10_000)
    statement: Text
    police_ref: Annotated[str, Field(max_length=120)] = ""
    insurance_ref: Annotated[str, Field(max_length=120)] = ""


@router.get("/searches", response=Page)
def list_searches(request: AuthedRequest, asked: Query[AskedOfSearches]) -> dict[str, Any]:
    """List searches for missing things, the newest first."""
    lines, after = queries.page(actor=request.auth, **asked.model_dump())
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/searches", response={201: Page})
def suspect(request: AuthedRequest, body: SuspectIn) -> Status[Any]:
    """Say that things are missing, all or none, and begin a search for each."""
    ids = commands.suspect(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [{"id": key} for key in ids], "next": None})


@router.get("/searches/{int:search_id}", response=dict[str, Any])
def read_search(request: AuthedRequest, search_id: int) -> dict[str, Any]:
    """Show a search, with the people who may know more."""
    return asdict(queries.card(actor=request.auth, search_id=search_id))


@router.post("/searches/{int:search_id}/ask", response=dict[str, list[str]])
def ask(request: AuthedRequest, search_id: int, body: AskIn) -> dict[str, list[str]]:
    """Ask people by mail whether they know where it is; those without an address are named."""
    link = settings.PUBLIC_URL.rstrip("/") + reverse("loss:answer", args=[search_id])
    written, mute = commands.ask(
        actor=request.auth, search_id=search_id, party_ids=body.party_ids, link=link
    )
    return {"written_to": written, "no_address": mute}


@router.post("/searches/{int:search_id}/answer", response={204: None})
def answer(request: AuthedRequest, search_id: int, body: AnswerIn) -> Status[None]:
    """Write down what somebody said who was asked."""
    commands.answer(actor=request.auth, search_id=search_id, **body.model_dump())
    return Status(204, None)


@router.post("/searches/found", response=Page)
def find(request: AuthedRequest, body: FoundIn) -> dict[str, Any]:
    """Say that things were found at a place: they are recorded there and in use as before."""
    ids = commands.find(actor=request.auth, **body.model_dump())
    return {"items": [{"id": key} for key in ids], "next": None}


@router.post("/searches/write-off", response=Page)
def write_off(request: AuthedRequest, body: WriteOffIn) -> dict[str, Any]:
    """Give things up for lost, with statement, references of police and insurance, and value."""
    ids = commands.write_off(actor=request.auth, **body.model_dump())
    return {"items": [{"id": key} for key in ids], "next": None}
