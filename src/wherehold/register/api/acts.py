"""Acts on many assets over REST. Each answers with the assets that it changed."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from wherehold.register.api import answers
from wherehold.register.api.schemas import (
    Chosen,
    Confirm,
    HoldOnMany,
    Lift,
    Merge,
    Mistaken,
    Move,
    NewCondition,
    NewStage,
    NoteOnMany,
    PutInto,
    SeenIn,
    TakeOut,
    UndoAct,
)
from wherehold.register.commands import (
    containment,
    holds,
    lifecycle,
    merge,
    moving,
    notes,
    undo,
)
from wherehold.register.refusals import BadAsset
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Many, Page

router = Router(tags=["assets"])
DONE = {201: Page}


@router.post("/assets/move", response=DONE)
def move(request: AuthedRequest, body: Move) -> HttpResponse:
    """Bring assets to a place, with what is inside them."""
    moves = dict.fromkeys(body.asset_ids, body.place_id)
    ids = moving.move_assets(actor=request.auth, moves=moves, note=body.note, at=body.at)
    return answers.done(ids)


@router.post("/assets/stage", response=DONE)
def set_stage(request: AuthedRequest, body: NewStage) -> HttpResponse:
    """Bring assets into a stage of their life."""
    stages = dict.fromkeys(body.asset_ids, str(body.stage))
    ids = lifecycle.set_stage(actor=request.auth, stages=stages, note=body.note, at=body.at)
    return answers.done(ids)


@router.post("/assets/condition", response=DONE)
def set_condition(request: AuthedRequest, body: NewCondition) -> HttpResponse:
    """Say in what condition assets are."""
    found = dict.fromkeys(body.asset_ids, str(body.condition))
    ids = lifecycle.set_condition(actor=request.auth, conditions=found, note=body.note, at=body.at)
    return answers.done(ids)


@router.post("/assets/archive", response=DONE)
def archive(request: AuthedRequest, body: Chosen) -> HttpResponse:
    """Take assets out of the lists."""
    ids = lifecycle.archive(actor=request.auth, asset_ids=body.asset_ids, note=body.note)
    return answers.done(ids)


@router.post("/assets/restore", response=DONE)
def restore(request: AuthedRequest, body: Chosen) -> HttpResponse:
    """Bring archived assets back."""
    ids = lifecycle.restore(actor=request.auth, asset_ids=body.asset_ids, note=body.note)
    return answers.done(ids)


@router.post("/assets/void", response=DONE)
def void(request: AuthedRequest, body: Mistaken) -> HttpResponse:
    """Say that assets were entered by mistake: their codes are free again."""
    ids = lifecycle.void(actor=request.auth, asset_ids=body.asset_ids, reason=body.reason)
    return answers.done(ids)


@router.post("/assets/merge", response=DONE)
def merge_records(request: AuthedRequest, body: Merge) -> HttpResponse:
    """Make one record of several of one thing. Answers with the act, by which it is undone."""
    act = merge.merge_assets(actor=request.auth, asset_id=body.asset_id, other_ids=body.other_ids)
    return answers.listed([{"asset_id": body.asset_id, "act": str(act)}], status=201)


@router.post("/assets/unmerge", response=DONE)
def unmerge_records(request: AuthedRequest, body: UndoAct) -> HttpResponse:
    """Make the records that an act merged two things again."""
    act = _act(body.act)
    ids = merge.unmerge_assets(actor=request.auth, undone=act, reason=body.reason)
    return answers.done(ids)


@router.post("/assets/undo", response=DONE)
def undo_act(request: AuthedRequest, body: UndoAct) -> HttpResponse:
    """Take back what an act changed on assets, by an entry that reverses it."""
    ids = undo.undo(actor=request.auth, undone=_act(body.act), reason=body.reason)
    return answers.done(ids)


@router.post("/assets/seen", response=DONE)
def see(request: AuthedRequest, body: Many[SeenIn]) -> HttpResponse:
    """Write down where assets were observed. Answers with those it is the newest sighting of."""
    sightings = [moving.Sighting(**one.model_dump()) for one in body]
    return answers.done(moving.see_assets(actor=request.auth, sightings=sightings))


@router.post("/assets/confirm", response=DONE)
def confirm(request: AuthedRequest, body: Confirm) -> HttpResponse:
    """Vouch for assets being as they are recorded."""
    ids = moving.confirm_assets(
        actor=request.auth, asset_ids=body.asset_ids, how=body.how, at=body.at
    )
    return answers.done(ids)


@router.post("/assets/put-into", response=DONE)
def put_into(request: AuthedRequest, body: PutInto) -> HttpResponse:
    """Put assets into another one."""
    ids = containment.put_into(
        actor=request.auth,
        asset_ids=body.asset_ids,
        container_id=body.container_id,
        at=body.at,
    )
    return answers.done(ids)


@router.post("/assets/take-out", response=DONE)
def take_out(request: AuthedRequest, body: TakeOut) -> HttpResponse:
    """Take assets out of what they are in."""
    ids = containment.take_out(actor=request.auth, asset_ids=body.asset_ids, at=body.at)
    return answers.done(ids)


@router.post("/assets/notes", response=DONE)
def note(request: AuthedRequest, body: NoteOnMany) -> HttpResponse:
    """Write a note about several assets."""
    ids = notes.note(actor=request.auth, asset_ids=body.asset_ids, text=body.text)
    return answers.done(ids)


@router.post("/assets/holds", response=DONE)
def hold(request: AuthedRequest, body: HoldOnMany) -> HttpResponse:
    """Keep several assets from being handed out until the holds are lifted."""
    ids = holds.place_holds(actor=request.auth, asset_ids=body.asset_ids, reason=body.reason)
    items = [{"id": key, "reason": body.reason} for key in ids]
    return answers.listed(items, status=201)


@router.post("/holds/lift", response=DONE)
def lift(request: AuthedRequest, body: Lift) -> HttpResponse:
    """Lift holds. Answers with the assets that they stood on."""
    ids = holds.lift_holds(actor=request.auth, hold_ids=body.hold_ids, note=body.note)
    return answers.done(ids)


def _act(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadAsset({"field": "act", "why": text}) from None
