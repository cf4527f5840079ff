"""One asset over REST: read it, change it, see what happened to it."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from wherehold.register.api import answers
from wherehold.register.api.schemas import (
    AssetPatch,
    BulkPatch,
    Code,
    Copies,
    HoldIn,
    NoteIn,
    mentions,
)
from wherehold.register.commands import assets, changes, holds, identifiers, naming, notes
from wherehold.register.queries import assets as queries
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Many, Page

router = Router(tags=["assets"])
Card = dict[str, Any]


@router.get("/assets/{int:asset_id}", response=Card)
def read_asset(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Show one asset with its codes, keywords and standing holds; its ETag is its version."""
    return answers.with_version(queries.card(actor=request.auth, asset_id=asset_id))


@router.patch("/assets/{int:asset_id}", response=Card)
def change_asset(request: AuthedRequest, asset_id: int, body: AssetPatch) -> HttpResponse:
    """Change what is sent of one asset, in one entry. With If-Match only that version of it."""
    known = naming.settle_references(actor=request.auth, mentions=list(mentions([body])))
    changes.change_assets(
        actor=request.auth,
        changes={asset_id: answers.changes_of(body, known)},
        versions=answers.version_asked(request, asset_id),
    )
    return answers.with_version(queries.card(actor=request.auth, asset_id=asset_id))


@router.post("/assets/change", response={201: Page})
def change_many(request: AuthedRequest, body: BulkPatch) -> HttpResponse:
    """Change the same of many assets: all of them or none."""
    known = naming.settle_references(actor=request.auth, mentions=list(mentions([body.changes])))
    wanted = answers.changes_of(body.changes, known)
    ids = changes.change_assets(actor=request.auth, changes=dict.fromkeys(body.asset_ids, wanted))
    return answers.done(ids)


@router.get("/assets/{int:asset_id}/contents", response=Page)
def read_contents(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """List what lies right in an asset."""
    queries.card(actor=request.auth, asset_id=asset_id)
    return answers.listed(queries.contents(actor=request.auth, asset_id=asset_id))


@router.post("/assets/{int:asset_id}/notes", response={201: Page})
def write_note(request: AuthedRequest, asset_id: int, body: NoteIn) -> HttpResponse:
    """Write a note about an asset."""
    return answers.done(notes.note(actor=request.auth, asset_ids=[asset_id], text=body.text))


@router.post("/assets/{int:asset_id}/identifiers", response={201: Page})
def add_identifiers(request: AuthedRequest, asset_id: int, body: Many[Code]) -> HttpResponse:
    """Give an asset one more code, or several."""
    codes = [(one.kind, one.value) for one in body]
    identifiers.add_identifiers(actor=request.auth, codes={asset_id: codes})
    return _codes(request, asset_id)


@router.post("/assets/{int:asset_id}/identifiers/remove", response={201: Page})
def remove_identifiers(request: AuthedRequest, asset_id: int, body: Many[Code]) -> HttpResponse:
    """Take a code off an asset, or several."""
    codes = [(one.kind, one.value) for one in body]
    identifiers.remove_identifiers(actor=request.auth, codes={asset_id: codes})
    return _codes(request, asset_id)


@router.post("/assets/{int:asset_id}/holds", response={201: Page})
def place_hold(request: AuthedRequest, asset_id: int, body: HoldIn) -> HttpResponse:
    """Keep an asset from being handed out until the hold is lifted."""
    ids = holds.place_holds(actor=request.auth, asset_ids=[asset_id], reason=body.reason)
    items = [{"id": key, "asset_id": asset_id, "reason": body.reason} for key in ids]
    return answers.listed(items, status=201)


@router.post("/assets/{int:asset_id}/duplicate", response={201: Page})
def duplicate(request: AuthedRequest, asset_id: int, body: Copies) -> HttpResponse:
    """Enter more pieces of what an asset is one of."""
    ids = assets.duplicate_asset(actor=request.auth, asset_id=asset_id, count=body.count)
    cards = queries.cards(actor=request.auth, asset_ids=ids)
    return answers.listed(cards, status=201)


def _codes(request: AuthedRequest, asset_id: int) -> HttpResponse:
    card = queries.card(actor=request.auth, asset_id=asset_id)
    return answers.listed(card["identifiers"], status=201)
