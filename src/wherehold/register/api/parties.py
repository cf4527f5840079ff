"""Parties over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router, Status
from pydantic import Field

from wherehold.register.commands import parties as commands
from wherehold.register.queries import parties as queries
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["parties"])
Kind = Literal["person", "team", "department", "supplier"]


class Code(Body):
    """A code by which a party is known, beside its e-mail and user name."""

    kind: Literal["badge", "employee_no", "other"]
    value: Annotated[str, Field(min_length=1, max_length=128)]


class PartyIn(Body):
    """A party to enter."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind = "person"
    email: Annotated[str, Field(max_length=254)] = ""
    username: Annotated[str, Field(max_length=150)] = ""
    manager_id: Id | None = None
    unit_id: Id | None = None
    place_id: Id | None = None
    leaves_on: date | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    identifiers: list[Code] = Field(default_factory=list, max_length=50)


class PartyPatch(Body):
    """What to change of a party; what is left out stays."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    kind: Kind = "person"
    email: Annotated[str, Field(max_length=254)] = ""
    username: Annotated[str, Field(max_length=150)] = ""
    manager_id: Id | None = None
    unit_id: Id | None = None
    place_id: Id | None = None
    leaves_on: date | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    identifiers: list[Code] = Field(default_factory=list, max_length=50)


class Asked(Body):
    """Which parties a list shows."""

    search: Annotated[str, Field(max_length=200)] = ""
    kind: Kind | None = None
    unit: Id | None = None
    archived: bool = False
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


@router.get("/parties", response=Page)
def list_parties(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List parties by name."""
    lines, after = queries.page(
        actor=request.auth,
        search=asked.search,
        kinds=[asked.kind] if asked.kind else [],
        unit_id=asked.unit,
        archived=asked.archived,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/parties", response={201: Page})
def create_parties(request: AuthedRequest, body: Many[PartyIn]) -> object:
    """Enter one party or many: all of them or none. Answers in the order given."""
    new = [commands.NewParty(**_plain(one)) for one in body]
    ids = commands.create(actor=request.auth, parties=new)
    made = {line.id: line for line in queries.known(actor=request.auth, party_ids=ids)}
    return Status(201, {"items": [asdict(made[key]) for key in ids], "next": None})


@router.get("/parties/{int:party_id}", response=dict[str, Any])
def read_party(request: AuthedRequest, party_id: int) -> object:
    """Show one party with its codes and own fields."""
    return _shown(request, party_id)


@router.patch("/parties/{int:party_id}", response=dict[str, Any])
def change_party(request: AuthedRequest, party_id: int, body: PartyPatch) -> object:
    """Change what is sent of one party."""
    changes = _plain(body, only_sent=True)
    commands.change(actor=request.auth, party_ids=[party_id], changes=changes)
    return _shown(request, party_id)


@router.post("/parties/{int:party_id}/archive", response=dict[str, Any])
def archive_party(request: AuthedRequest, party_id: int) -> object:
    """Archive one party, which holds nothing."""
    commands.archive(actor=request.auth, party_ids=[party_id])
    return _shown(request, party_id)


@router.post("/parties/{int:party_id}/restore", response=dict[str, Any])
def restore_party(request: AuthedRequest, party_id: int) -> object:
    """Bring one archived party back."""
    commands.restore(actor=request.auth, party_ids=[party_id])
    return _shown(request, party_id)


def _plain(body: Body, *, only_sent: bool = False) -> dict[str, Any]:
    values = body.model_dump(exclude_unset=only_sent)
    if "identifiers" in values:
        values["identifiers"] = tuple((one["kind"], one["value"]) for one in values["identifiers"])
    return values


def _shown(request: AuthedRequest, party_id: int) -> dict[str, Any]:
    card = asdict(queries.card(actor=request.auth, party_id=party_id))
    codes = [{"kind": kind, "value": value} for kind, value in card["identifiers"]]
    return card | {"identifiers": codes}
