"""Parts of assets with lives of their own, and assets that go to another company, over REST."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from wherehold.finance import commands
from wherehold.finance.api.books import Minor, Own
from wherehold.register.api.answers import listed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["finance"])
Name = Annotated[str, Field(max_length=80)]
Note = Annotated[str, Field(max_length=200)]
Months = Annotated[int, Field(ge=1, le=4000)]


class PartIn(Body):
    """A part, its share of the cost, and how many months it still lasts."""

    name: Name
    cost_minor: Minor
    months: Months
    residual_minor: Minor | None = None
    own: Own = Own()


class DivisionIn(Body):
    """Into what an asset, or a part of it, is divided in a book."""

    book_id: Id
    on: date
    parts: Annotated[list[PartIn], Field(min_length=1, max_length=100)]
    part: Name = ""
    note: Note = ""


class ReplacementIn(Body):
    """A part that goes, and one that comes in its place with a whole life."""

    book_id: Id
    part: Name
    on: date
    way: Literal["sale", "scrap", "donation", "theft"]
    name: Name
    cost_minor: Minor
    months: Months
    residual_minor: Minor = 0
    proceeds_minor: Minor = 0
    costs_minor: Minor = 0
    note: Note = ""


class TransferIn(Body):
    """An asset that goes to another company; the rate where the books have two currencies."""

    asset_id: Id
    on: date
    rate: Annotated[str, Field(max_length=24)] = ""
    note: Note = ""


class HandOverIn(Body):
    """What goes from this book to which other one."""

    to_book_id: Id
    transfers: Annotated[list[TransferIn], Field(min_length=1, max_length=1000)]


@router.post("/assets/{int:asset_id}/parts", response={201: Page})
def divide_asset(request: AuthedRequest, asset_id: int, body: DivisionIn) -> HttpResponse:
    """Divide an asset in a book into parts with lives of their own, from a month on."""
    parts = [
        commands.PartDraft(
            own=one.own.model_dump(exclude_none=True), **one.model_dump(exclude={"own"})
        )
        for one in body.parts
    ]
    draft = commands.DivisionDraft(
        asset_id=asset_id, on=body.on, parts=parts, part=body.part, note=body.note
    )
    made = commands.divide_things(actor=request.auth, book_id=body.book_id, divisions=[draft])
    return listed(_told(made), status=201)


@router.post("/assets/{int:asset_id}/parts/replace", response={201: Page})
def replace_part(request: AuthedRequest, asset_id: int, body: ReplacementIn) -> HttpResponse:
    """Let a part of an asset go, with its gain or loss, and take a new one in its place."""
    draft = commands.ReplacementDraft(asset_id=asset_id, **body.model_dump(exclude={"book_id"}))
    made = commands.replace_parts(actor=request.auth, book_id=body.book_id, replacements=[draft])
    return listed(_told(made), status=201)


@router.post("/books/{int:book_id}/hand-over", response={201: Page})
def hand_over(request: AuthedRequest, book_id: int, body: HandOverIn) -> HttpResponse:
    """End assets in this book and begin them in that of another company, at the same value."""
    drafts = [commands.CompanyTransferDraft(**one.model_dump()) for one in body.transfers]
    made = commands.hand_to_company(
        actor=request.auth, from_id=book_id, to_id=body.to_book_id, transfers=drafts
    )
    return listed(_told(made), status=201)


def _told(made: Iterable[Any]) -> list[dict[str, Any]]:
    amounts = ("cost_minor", "accumulated_minor", "gain_minor", "late_minor")
    return [
        {"asset_id": one.line.asset_id, "book_id": one.line.book_id, "part": one.line.part}
        | {"kind": one.kind, "booked_on": one.booked_on}
        | {name: getattr(one, name) for name in amounts}
        for one in made
    ]
