"""Custody over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field, model_validator

from wherehold.custody import commands, identity, queries
from wherehold.custody.stays import Handed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ITEMS_MAX, Body, Id, Page

router = Router(tags=["custody"])
AssetIds = Annotated[list[Id], Field(min_length=1, max_length=ITEMS_MAX)]
Condition = Literal["new", "good", "worn", "damaged", "broken"]


class HandOver(Body):
    """Which assets go to whom: to a holder, to a place or into another asset."""

    asset_ids: AssetIds
    holder_id: Id | None = None
    place_id: Id | None = None
    into_asset_id: Id | None = None
    due_on: date | None = None
    at: AwareDatetime | None = None
    condition: Condition | Literal[""] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    partial: bool = False
    override: bool = Field(default=False, description="Although others were promised it.")


class CheckIn(Body):
    """Which assets come back, and where they are put."""

    asset_ids: AssetIds
    place_id: Id | None = None
    at: AwareDatetime | None = None
    condition: Condition | Literal[""] = ""
    note: Annotated[str, Field(max_length=2000)] = ""
    partial: bool = False


class NewDue(Body):
    """Which assets are expected back when; without a day, on none."""

    asset_ids: AssetIds
    due_on: date | None


class Undo(Body):
    """Which act to take back, whole or for some stays, and why."""

    act: UUID | None = None
    checkout_ids: list[Id] = Field(default_factory=list, max_length=1000)
    reason: Annotated[str, Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        """Refuse neither and both."""
        if (self.act is None) == (not self.checkout_ids):
            raise ValueError("say either act or checkout_ids")
        return self


class Settling(Body):
    """Of which things it is decided that they do not come back, how so, and why."""

    asset_ids: AssetIds
    outcome: Literal["lost", "kept", "written_off"]
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class SeenIn(Body):
    """Which kind of document somebody has shown; its number is not kept."""

    document: Literal["id_card", "passport", "licence", "pass", "known"]


class AskedIn(Body):
    """For things of which category identity is asked of those outside; without one, of all."""

    category_id: Id | None = None
    wanted: bool = True


class Asked(Body):
    """Which open stays a list shows."""

    holder: Id | None = None
    due: Literal["", "today", "overdue", "later", "none"] = ""
    search: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


class AskedOfParty(Body):
    """What of a party is shown: what it holds, held on a day or at an instant, or ever held."""

    on: date | None = None
    at: date | AwareDatetime | None = None
    ever: bool = False


@router.post("/custody/check-out", response={201: dict[str, Any]})
def check_out(request: AuthedRequest, body: HandOver) -> object:
    """Hand assets out: all of them or none, unless `partial`."""
    return _handed(commands.check_out(actor=request.auth, **body.model_dump()))


@router.post("/custody/transfer", response={201: dict[str, Any]})
def transfer(request: AuthedRequest, body: HandOver) -> object:
    """Pass assets on to another holder in one act: all of them or none, unless `partial`."""
    return _handed(commands.transfer(actor=request.auth, **body.model_dump()))


@router.post("/custody/check-in", response={201: dict[str, Any]})
def check_in(request: AuthedRequest, body: CheckIn) -> object:
    """Take assets back: all of them or none, unless `partial`."""
    return _handed(commands.check_in(actor=request.auth, **body.model_dump()))


@router.post("/custody/due", response={201: Page})
def change_due(request: AuthedRequest, body: NewDue) -> object:
    """Expect assets back on another day. Answers with those whose day changed."""
    ids = commands.change_due(actor=request.auth, **body.model_dump())
    items = [{"asset_id": key, "due_on": body.due_on} for key in ids]
    return Status(201, {"items": items, "next": None})


@router.post("/custody/undo", response={201: Page})
def undo(request: AuthedRequest, body: Undo) -> object:
    """Take back a mistaken check-out, check-in or transfer."""
    ids = commands.undo(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [{"asset_id": key} for key in ids], "next": None})


@router.get("/custody", response=Page)
def list_custody(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List what is out, what is due first coming first."""
    lines, after = queries.out_now(
        actor=request.auth,
        due=asked.due,
        holder_id=asked.holder,
        search=asked.search,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return {"items": [asdict(line) for line in lines], "next": after}


@router.get("/parties/{int:party_id}/custody", response=Page)
def party_custody(request: AuthedRequest, party_id: int, asked: Query[AskedOfParty]) -> object:
    """List what a party holds, held at the end of a day or at an instant, or ever held."""
    at = asked.at if isinstance(asked.at, datetime) else None
    on = asked.on or (None if at else asked.at)
    lines = queries.held_by(actor=request.auth, party_id=party_id, on=on, at=at, ever=asked.ever)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/parties/{int:party_id}/leaving/settle", response={201: Page})
def settle(request: AuthedRequest, party_id: int, body: Settling) -> object:
    """Decide by name that things do not come back from somebody: all of them or none."""
    ids = commands.settle(actor=request.auth, party_id=party_id, **body.model_dump())
    items = [{"asset_id": key, "outcome": body.outcome} for key in ids]
    return Status(201, {"items": items, "next": None})


@router.post("/parties/{int:party_id}/leaving/close", response={201: dict[str, Any]})
def close_list(request: AuthedRequest, party_id: int) -> object:
    """End the list of somebody who leaves, and archive them, once nothing on it is open."""
    things = commands.close_list(actor=request.auth, party_id=party_id)
    return Status(201, {"id": party_id, "things": things})


@router.get("/parties/{int:party_id}/identity", response=Page)
def list_identity(request: AuthedRequest, party_id: int) -> object:
    """List which documents somebody has shown, when and to whom, newest first."""
    lines = identity.seen_of(actor=request.auth, party_id=party_id)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/parties/{int:party_id}/identity", response={201: Page})
def see_identity(request: AuthedRequest, party_id: int, body: SeenIn) -> object:
    """Write down that somebody has shown who they are."""
    commands.see_identity(actor=request.auth, party_id=party_id, document=body.document)
    return Status(201, {"items": [body.model_dump()], "next": None})


@router.get("/custody/identity", response=Page)
def list_identity_asked(request: AuthedRequest) -> object:
    """List the categories of which nothing goes outside before identity was seen."""
    lines = identity.asked(actor=request.auth)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/custody/identity", response={201: Page})
def ask_identity(request: AuthedRequest, body: AskedIn) -> object:
    """Say whether things of a category go outside only to those whose identity was seen."""
    commands.ask_identity(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [body.model_dump()], "next": None})


def _handed(done: Handed) -> Status[dict[str, Any]]:
    items = [asdict(stay) | {"act": done.act} for stay in done.stays]
    answer: dict[str, Any] = {"items": items, "next": None}
    if done.refused:
        answer["refused"] = [asdict(one) for one in done.refused]
    return Status(201, answer)
