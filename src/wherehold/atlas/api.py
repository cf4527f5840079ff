"""Where things are over REST: by all that speaks for it, and what is done where that disagrees."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.conf import settings
from django.urls import reverse
from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field

from wherehold.tracking import commands
from wherehold.tracking.commands import NewArea
from wherehold.tracking.floors import Anchor
from wherehold.tracking.privacy import Rules
from wherehold.tracking.queries import glimpses, plans, presence, privacy, shares
from wherehold.tracking.queries.plans import PlanLine
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["whereabouts"])
State = Literal["elsewhere", "agrees", "silent", "never"]


class AskedOfWhereabouts(Body):
    """Which list: seen elsewhere than recorded, there, silent for a day, or never seen."""

    state: State = "elsewhere"
    search: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=presence.LIMIT_MAX)] = 50


class ChosenIn(Body):
    """Which things an act is for, and what is said of it."""

    asset_ids: list[Id] = Field(min_length=1, max_length=10_000)
    note: str = Field("", max_length=2_000)


class ShareIn(Body):
    """Until when a link shows where a thing is, and what for."""

    ends_at: AwareDatetime
    note: str = Field("", max_length=200)


class AnchorIn(Body):
    """A point of a plan: pixels from left and top, metres right and up, perhaps on the earth."""

    px: tuple[float, float]
    metres: tuple[float, float]
    earth: tuple[float, float] | None = None


class CalibrateIn(Body):
    """Two points of a plan."""

    points: list[AnchorIn] = Field(min_length=2, max_length=2)


class AreaIn(Body):
    """An area of a plan: corners in metres, and the place that it is, if it is one."""

    name: str = Field(min_length=1, max_length=200)
    corners: list[tuple[float, float]] = Field(min_length=3, max_length=200)
    place_id: Id | None = None


class RulesIn(Body):
    """What is kept from others of where people are, and why that is to be so."""

    long_days: int
    look_allowed: bool
    look_minutes: int
    share_allowed: bool
    live_allowed: bool = False
    precision: int = 0
    history_days: int = 0
    work_days: int = 31
    work_from: int = 6
    work_until: int = 20
    category_id: Id | None = None
    reason: str = Field(min_length=1, max_length=500)


class PrivateIn(Body):
    """Until when one keeps to oneself where one is; nothing: until one ends it."""

    until: AwareDatetime | None = None


@router.get("/privacy", response=dict[str, Any])
def read_privacy(request: AuthedRequest) -> dict[str, Any]:
    """Say what is kept from others of where people are, and what it was or is going to be."""
    changes = privacy.changes(actor=request.auth)
    return {**asdict(privacy.rules(actor=request.auth)), "changes": [asdict(c) for c in changes]}


@router.post("/privacy", response={201: dict[str, int]})
def set_privacy(request: AuthedRequest, body: RulesIn) -> Status[Any]:
    """Keep more from others at once, or ask a second person to keep less."""
    rules = Rules(**body.model_dump(exclude={"reason", "category_id"}))
    key = commands.set_privacy(
        actor=request.auth, rules=rules, reason=body.reason, category_id=body.category_id
    )
    return Status(201, {"id": key})


@router.post("/privacy/{int:rule_id}/grant", response={204: None})
def grant_privacy(request: AuthedRequest, rule_id: int) -> Status[None]:
    """Grant what somebody else asked for; it holds a day later."""
    commands.grant_privacy(actor=request.auth, rule_id=rule_id)
    return Status(204, None)


@router.get("/privacy/mine", response=dict[str, Any])
def read_private(request: AuthedRequest) -> dict[str, Any]:
    """Say whether one keeps to oneself where one is, and which devices are on what one keeps."""
    mine = privacy.private_since(actor=request.auth)
    devices = glimpses.devices_on_me(actor=request.auth)
    return {
        "private": mine is not None,
        "from_at": mine.from_at if mine else None,
        "until": mine.until_at if mine else None,
        "devices": [{"device": device, "asset": thing} for device, thing in devices],
    }


@router.post("/privacy/mine", response={204: None})
def begin_private(request: AuthedRequest, body: PrivateIn) -> Status[None]:
    """Keep to oneself where one is, until an instant or until one ends it."""
    commands.begin_private(actor=request.auth, until=body.until)
    return Status(204, None)


@router.post("/privacy/mine/end", response={204: None})
def end_private(request: AuthedRequest) -> Status[None]:
    """Keep to oneself no longer where one is."""
    commands.end_private(actor=request.auth)
    return Status(204, None)


@router.post("/assets/{int:asset_id}/look", response=dict[str, Any])
def see_kept(request: AuthedRequest, asset_id: int) -> dict[str, Any]:
    """Say where a thing is that a person keeps, as settings allow; the person reads who asked."""
    return asdict(commands.see_kept(actor=request.auth, asset_id=asset_id))


@router.get("/assets/{int:asset_id}/whereabouts", response=dict[str, Any])
def read_whereabouts(request: AuthedRequest, asset_id: int) -> dict[str, Any]:
    """Say where a thing most likely is, beside where it is recorded, and all that says so."""
    told = asdict(presence.of_asset(actor=request.auth, asset_id=asset_id))
    for one in (told["estimate"] or {}, *told["evidence"]):
        one.pop("path", None)
    return told


@router.get("/whereabouts", response=Page)
def list_whereabouts(request: AuthedRequest, asked: Query[AskedOfWhereabouts]) -> dict[str, Any]:
    """List the things whose record and sightings disagree, agree, or that are silent."""
    given = {"search": [asked.search]} if asked.search else {}
    lines, after = presence.page(
        actor=request.auth,
        state=asked.state,
        given=given,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/whereabouts/move", response=Page)
def move_where_seen(request: AuthedRequest, body: ChosenIn) -> dict[str, Any]:
    """Let things be recorded where they were last seen, all or none."""
    return _done(commands.move_where_seen(actor=request.auth, **body.model_dump()))


@router.post("/whereabouts/not-there", response=Page)
def say_not_there(request: AuthedRequest, body: ChosenIn) -> dict[str, Any]:
    """Say that somebody looked where things were last seen and did not find them."""
    return _done(commands.not_there(actor=request.auth, **body.model_dump()))


@router.post("/whereabouts/seen", response=Page)
def mark_seen(request: AuthedRequest, body: ChosenIn) -> dict[str, Any]:
    """Say that somebody has just seen things where they are recorded."""
    return _done(commands.mark_seen(actor=request.auth, asset_ids=body.asset_ids))


@router.get("/assets/{int:asset_id}/shares", response=Page)
def list_shares(request: AuthedRequest, asset_id: int) -> dict[str, Any]:
    """List the open links that show where a thing is."""
    lines = shares.of_asset(actor=request.auth, asset_id=asset_id)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/assets/{int:asset_id}/shares", response={201: dict[str, Any]})
def share(request: AuthedRequest, asset_id: int, body: ShareIn) -> Status[Any]:
    """Make a link that shows where a thing is, and nothing else, until an instant; told once."""
    key, secret = commands.share(actor=request.auth, asset_id=asset_id, **body.model_dump())
    link = f"{settings.PUBLIC_URL}{reverse('atlas:shared', args=[secret])}"
    return Status(201, {"id": key, "link": link})


@router.post("/shares/{int:share_id}/end", response={204: None})
def end_share(request: AuthedRequest, share_id: int) -> Status[None]:
    """Let a link show nothing more, at once."""
    commands.end_share(actor=request.auth, share_id=share_id)
    return Status(204, None)


@router.get("/plans", response=Page)
def list_plans(request: AuthedRequest) -> dict[str, Any]:
    """List the places that have a plan."""
    return {"items": [_plan(one) for one in plans.plans(actor=request.auth)], "next": None}


@router.get("/places/{int:place_id}/plan", response=dict[str, Any])
def read_plan(request: AuthedRequest, place_id: int) -> dict[str, Any]:
    """Show the plan of a place: how it lies, its areas in metres, and how much is in each."""
    card = plans.card(actor=request.auth, place_id=place_id)
    return {
        **_plan(card),
        "attachment_id": card.attachment_id,
        "width_px": card.width_px,
        "height_px": card.height_px,
        "anchors": card.anchors,
        "areas": [asdict(one) for one in card.areas],
    }


@router.post("/places/{int:place_id}/plan/calibrate", response={204: None})
def calibrate_plan(request: AuthedRequest, place_id: int, body: CalibrateIn) -> Status[None]:
    """Say of two points of a plan where they lie in metres, and perhaps on the earth."""
    first, second = (Anchor(one.px, one.metres, one.earth) for one in body.points)
    commands.calibrate(actor=request.auth, place_id=place_id, first=first, second=second)
    return Status(204, None)


@router.post("/places/{int:place_id}/plan/areas", response={201: Page})
def draw_areas(request: AuthedRequest, place_id: int, body: Many[AreaIn]) -> Status[Any]:
    """Draw areas on a plan, or draw those of the same name anew."""
    areas = [NewArea(**one.model_dump()) for one in body]
    made = commands.draw_areas(actor=request.auth, place_id=place_id, areas=areas)
    return Status(201, {"items": [{"id": key} for key in made], "next": None})


def _plan(one: PlanLine) -> dict[str, Any]:
    return {"place_id": one.place_id, "place": one.place, "calibrated": one.calibrated}


def _done(asset_ids: list[int]) -> dict[str, Any]:
    return {"items": [{"id": key} for key in asset_ids], "next": None}
