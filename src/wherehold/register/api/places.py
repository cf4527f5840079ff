"""Places over REST."""

from dataclasses import asdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.register.api import answers
from wherehold.register.api.schemas import Reference
from wherehold.register.commands import naming
from wherehold.register.commands import places as commands
from wherehold.register.commands.naming import Mention
from wherehold.register.queries import places as queries
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["places"])
Kind = Literal["site", "building", "floor", "room", "shelf", "vehicle", "transit"]
Degrees = Annotated[Decimal, Field(ge=-180, le=180, max_digits=9, decimal_places=6)]


class PlaceIn(Body):
    """A place to enter. Without a kind: a site on top of the tree, else a room."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: Kind | Literal[""] = ""
    parent: Reference | None = None
    parent_id: Id | None = None
    address: Annotated[str, Field(max_length=400)] = ""
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    time_zone: Annotated[str, Field(max_length=64)] = ""
    accountable_id: Id | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class PlacePatch(Body):
    """What to change of a place; what is left out stays. Null as parent: on top of the tree."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    kind: Kind = "room"
    parent_id: Id | None = None
    address: Annotated[str, Field(max_length=400)] = ""
    latitude: Degrees | None = None
    longitude: Degrees | None = None
    time_zone: Annotated[str, Field(max_length=64)] = ""
    accountable_id: Id | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class AskedOfPlaces(Body):
    """Which places a list shows."""

    search: Annotated[str, Field(max_length=200)] = ""
    parent: Id | None = None
    archived: bool = False
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


@router.get("/places", response=Page)
def list_places(request: AuthedRequest, asked: Query[AskedOfPlaces]) -> HttpResponse:
    """List places, each before what lies in it."""
    lines, after = queries.page(
        actor=request.auth,
        search=asked.search,
        parent_id=asked.parent,
        archived=asked.archived,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return answers.listed((asdict(line) for line in lines), after)


@router.post("/places", response={201: Page})
def create_places(request: AuthedRequest, body: Many[PlaceIn]) -> HttpResponse:
    """Enter one place or many: all of them or none. Answers in the order given."""
    mentions = [Mention(i, "place", one.parent) for i, one in enumerate(body) if one.parent]
    known = naming.settle_references(actor=request.auth, mentions=mentions)
    new = []
    for one in body:
        values = one.model_dump(exclude={"parent"})
        if one.parent is not None:
            values["parent_id"] = known["place", one.parent]
        new.append(commands.NewPlace(**values))
    return _shown(request, commands.create_places(actor=request.auth, places=new), 201)


@router.get("/places/{int:place_id}", response=dict[str, Any])
def read_place(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Show one place."""
    [line] = queries.known(actor=request.auth, place_ids=[place_id])
    return answers.written(asdict(line))


@router.patch("/places/{int:place_id}", response=dict[str, Any])
def change_place(request: AuthedRequest, place_id: int, body: PlacePatch) -> HttpResponse:
    """Change what is sent of one place. Elsewhere in the tree it takes along all that is in it."""
    changes = {place_id: body.model_dump(exclude_unset=True)}
    commands.change_places(actor=request.auth, changes=changes)
    return read_place(request, place_id)


@router.post("/places/{int:place_id}/archive", response={201: Page})
def archive_place(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Archive a place and the places in it, where nothing is any more."""
    ids = commands.archive_places(actor=request.auth, place_ids=[place_id])
    return _shown(request, ids, 201)


@router.post("/places/{int:place_id}/restore", response={201: Page})
def restore_place(request: AuthedRequest, place_id: int) -> HttpResponse:
    """Bring an archived place back with the places in it."""
    ids = commands.restore_places(actor=request.auth, place_ids=[place_id])
    return _shown(request, ids, 201)


def _shown(request: AuthedRequest, ids: list[int], status: int) -> HttpResponse:
    lines = {line.id: line for line in queries.known(actor=request.auth, place_ids=ids)}
    return answers.listed((asdict(lines[key]) for key in ids), status=status)
