"""Kits over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from wherehold.kits import commands
from wherehold.kits.contents import Wanted
from wherehold.kits.queries import kits, templates
from wherehold.register.api.answers import listed, written
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["kits"])
Condition = Literal["", "new", "good", "worn", "damaged", "broken"]
Note = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
AssetIds = Annotated[list[Id], Field(min_length=1, max_length=500)]
Pieces = Annotated[list[Id], Field(max_length=500)]


class Line(Body):
    """One line: a certain thing, or so many of a model or category; `must`: not without it."""

    asset_id: Id | None = None
    model_id: Id | None = None
    category_id: Id | None = None
    quantity: Annotated[int, Field(ge=1, le=500)] = 1
    must: bool = True
    substitutes: Annotated[list[Id], Field(max_length=20)] = Field(default_factory=list)


Lines = Annotated[list[Line], Field(max_length=100)]


class NewKit(Body):
    """Which thing becomes a kit, by a template, a list or both, with what in it."""

    asset_id: Id
    template_id: Id | None = None
    contents: Lines = Field(default_factory=list)
    asset_ids: Pieces = Field(default_factory=list)


class Contents(Body):
    """What belongs into a kit from now on."""

    contents: Lines


class Things(Body):
    """Which things are put in or taken out."""

    asset_ids: AssetIds


class Out(Body):
    """Who gets the kit, until when; `incomplete`: one knows what is lacking."""

    holder_id: Id
    due_on: date | None = None
    at: AwareDatetime | None = None
    condition: Condition = ""
    note: Note = ""
    incomplete: bool = False


class In(Body):
    """What of the kit comes back: everything, unless pieces are named. Where it is put."""

    asset_ids: Pieces | None = None
    place_id: Id | None = None
    at: AwareDatetime | None = None
    condition: Condition = ""
    note: Note = ""


class There(Body):
    """What is there of the kit: everything, unless pieces are named."""

    asset_ids: Pieces | None = None


class Outcome(Body):
    """What became of a missing piece, and why; a replacement where it was replaced."""

    outcome: Literal["found", "lost", "replaced"]
    reason: Reason = ""
    replacement_id: Id | None = None


class TemplateIn(Body):
    """A list of what belongs together: for kits, or for people with a role."""

    name: Name
    use: Literal["kit", "role"] = "kit"
    contents: Lines


class Asked(Body):
    """Which kits a list shows."""

    asset: Id | None = None
    search: Annotated[str, Field(max_length=200)] = ""
    missing: bool = False
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=kits.LIMIT_MAX)] = 50


@router.get("/kits", response=Page)
def list_kits(request: AuthedRequest, asked: Query[Asked]) -> HttpResponse:
    """List kits by tag; `missing`: those from which something is missing; `asset`: this one."""
    said = asked.model_dump(exclude={"asset"})
    lines, after = kits.page(actor=request.auth, asset_id=asked.asset, **said)
    return listed((_told(one) for one in lines), after)


@router.post("/kits", response={201: dict[str, Any]})
def make_kit(request: AuthedRequest, body: NewKit) -> HttpResponse:
    """Make a thing a kit, and put things into it."""
    key = commands.make(
        actor=request.auth,
        asset_id=body.asset_id,
        template_id=body.template_id,
        wants=_wanted(body.contents),
        asset_ids=body.asset_ids,
    )
    return _card(request, key, 201)


@router.get("/kits/missing", response=Page)
def list_missing(request: AuthedRequest, all: bool = False) -> HttpResponse:
    """List what is missing from kits, with who had it; with `all` also what was decided."""
    lines = kits.missing_pieces(actor=request.auth, open_only=not all)
    return listed(asdict(one) for one in lines)


@router.post("/kits/missing/{int:missing_id}/resolve", response={201: dict[str, Any]})
def resolve_missing(request: AuthedRequest, missing_id: int, body: Outcome) -> HttpResponse:
    """Say what became of a missing piece."""
    key = commands.resolve(actor=request.auth, missing_id=missing_id, **body.model_dump())
    return _card(request, key, 201)


@router.get("/kits/{int:kit_id}", response=dict[str, Any])
def show_kit(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Show a kit: what belongs into it, what is in it, what is missing."""
    return _card(request, kit_id)


@router.post("/kits/{int:kit_id}/contents", response={201: dict[str, Any]})
def change_contents(request: AuthedRequest, kit_id: int, body: Contents) -> HttpResponse:
    """Say anew what belongs into a kit."""
    commands.change_contents(actor=request.auth, kit_id=kit_id, wants=_wanted(body.contents))
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/pack", response={201: dict[str, Any]})
def pack_kit(request: AuthedRequest, kit_id: int, body: Things) -> HttpResponse:
    """Put things into a kit: all of them or none."""
    commands.pack(actor=request.auth, kit_id=kit_id, asset_ids=body.asset_ids)
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/unpack", response={201: dict[str, Any]})
def unpack_kit(request: AuthedRequest, kit_id: int, body: Things) -> HttpResponse:
    """Take things out of a kit for good: all of them or none."""
    commands.unpack(actor=request.auth, kit_id=kit_id, asset_ids=body.asset_ids)
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/check-out", response={201: dict[str, Any]})
def check_out_kit(request: AuthedRequest, kit_id: int, body: Out) -> HttpResponse:
    """Hand a kit out with all that is in it."""
    commands.check_out(actor=request.auth, kit_id=kit_id, **body.model_dump())
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/check-in", response={201: dict[str, Any]})
def check_in_kit(request: AuthedRequest, kit_id: int, body: In) -> HttpResponse:
    """Take a kit back. What went along and is not named is missing, and followed."""
    commands.check_in(actor=request.auth, kit_id=kit_id, **body.model_dump())
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/count", response={201: dict[str, Any]})
def count_kit(request: AuthedRequest, kit_id: int, body: There) -> HttpResponse:
    """Say that a kit is here with what is in it. What is not named is missing."""
    commands.count(actor=request.auth, kit_id=kit_id, asset_ids=body.asset_ids)
    return _card(request, kit_id, 201)


@router.post("/kits/{int:kit_id}/unmake", response={201: dict[str, Any]})
def unmake_kit(request: AuthedRequest, kit_id: int) -> HttpResponse:
    """Have a kit be just a thing again; its pieces are taken out."""
    return written({"asset_id": commands.unmake(actor=request.auth, kit_id=kit_id)}, 201)


@router.get("/kit-templates", response=Page)
def list_templates(request: AuthedRequest, use: Literal["kit", "role"] = "kit") -> HttpResponse:
    """List what was written down to belong together, for kits or for roles."""
    return listed(asdict(one) for one in templates.templates(actor=request.auth, use=use))


@router.post("/kit-templates", response={201: dict[str, Any]})
def create_template(request: AuthedRequest, body: TemplateIn) -> HttpResponse:
    """Write down what belongs together."""
    wants = _wanted(body.contents)
    key = commands.save_template(actor=request.auth, name=body.name, use=body.use, wants=wants)
    return _template(request, key, 201)


@router.get("/kit-templates/{int:template_id}", response=dict[str, Any])
def show_template(request: AuthedRequest, template_id: int) -> HttpResponse:
    """Show a list of what belongs together."""
    return _template(request, template_id)


@router.put("/kit-templates/{int:template_id}", response=dict[str, Any])
def save_template(request: AuthedRequest, template_id: int, body: TemplateIn) -> HttpResponse:
    """Write down anew what belongs together. What it is for stays."""
    commands.save_template(
        actor=request.auth,
        name=body.name,
        wants=_wanted(body.contents),
        template_id=template_id,
    )
    return _template(request, template_id)


@router.post("/kit-templates/{int:template_id}/archive", response={201: dict[str, Any]})
def archive_template(request: AuthedRequest, template_id: int) -> HttpResponse:
    """Use a list no more."""
    key = commands.archive_template(actor=request.auth, template_id=template_id)
    return written({"id": key}, 201)


@router.get("/parties/{int:party_id}/role-kits/{int:template_id}", response=Page)
def show_checklist(request: AuthedRequest, party_id: int, template_id: int) -> HttpResponse:
    """Say what somebody with a role gets, and how much of it they hold."""
    lines = templates.checklist(actor=request.auth, template_id=template_id, party_id=party_id)
    return listed(asdict(one) for one in lines)


def _wanted(lines: list[Line]) -> list[Wanted]:
    return [Wanted(**one.model_dump()) for one in lines]


def _told(line: kits.KitLine) -> dict[str, Any]:
    return asdict(line) | {"complete": line.complete}


def _card(request: AuthedRequest, kit_id: int, status: int = 200) -> HttpResponse:
    return written(_told(kits.card(actor=request.auth, kit_id=kit_id)), status)


def _template(request: AuthedRequest, template_id: int, status: int = 200) -> HttpResponse:
    card = templates.template(actor=request.auth, template_id=template_id)
    return written(asdict(card), status)
