"""Availability and reservations over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Any

from ninja import Query, Router, Status

from wherehold.custody.stays import Handed
from wherehold.reservations import commands
from wherehold.reservations.api.bodies import (
    Asked,
    AskedFree,
    Back,
    BorrowIn,
    FeedIn,
    GiveBackIn,
    Given,
    HoursIn,
    Later,
    LimitIn,
    LineIn,
    Period,
    Pieces,
    Reason,
    RepeatedIn,
    ReservationIn,
    RuleIn,
    TakeIn,
    TransportIn,
)
from wherehold.reservations.commands.lending import RuleTerms
from wherehold.reservations.queries import availability, feeds, lending, listed
from wherehold.reservations.times import Open
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Many, Page

router = Router(tags=["reservations"])


@router.get("/availability", response=dict[str, Any])
def available(request: AuthedRequest, asked: Query[AskedFree]) -> object:
    """Say how many are free from when to when, and why not more."""
    wanted = commands.Wanted(
        asset_id=asked.asset,
        model_id=asked.model,
        category_id=asked.category,
        quantity=asked.quantity,
        keywords=tuple(word.strip() for word in asked.keyword.split(",") if word.strip()),
    )
    found = availability.availability(
        actor=request.auth,
        wanted=wanted,
        begins_at=asked.from_,
        ends_at=asked.to,
        place_id=asked.place,
    )
    return asdict(found)


@router.get("/reservations", response=Page)
def list_reservations(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List reservations, the latest beginning first."""
    lines, after = listed.page(
        actor=request.auth,
        state=asked.state,
        party_id=asked.party,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/reservations", response={201: Page})
def reserve(request: AuthedRequest, body: Many[ReservationIn]) -> object:
    """Reserve things: one or many, all or none."""
    ids = commands.reserve(actor=request.auth, wishes_given=[_wish(one) for one in body])
    return _cards(request, ids)


@router.post("/reservations/repeat", response={201: dict[str, Any]})
def reserve_repeatedly(request: AuthedRequest, body: RepeatedIn) -> object:
    """Reserve things each time that a rule says, all of them or those that can be had."""
    rule = body.repeat.model_dump()
    repeat = commands.Repeat(**{**rule, "weekdays": tuple(rule["weekdays"])})
    made = commands.reserve_repeatedly(
        actor=request.auth, wish=_wish(body), repeat=repeat, skip=body.skip
    )
    return Status(201, asdict(made))


@router.get("/reservations/due", response=dict[str, Any])
def list_due(request: AuthedRequest, on: date | None = None) -> object:
    """List what is to be prepared, handed out and taken back on a day, and what is overdue."""
    return asdict(listed.day_list(actor=request.auth, on=on))


@router.post("/reservations/borrow", response={201: Page})
def borrow(request: AuthedRequest, body: BorrowIn) -> object:
    """Reserve things for oneself that people borrow by themselves."""
    lines = [_wanted(line) for line in body.lines]
    said = body.model_dump(exclude={"lines"})
    return _cards(request, [commands.borrow(actor=request.auth, lines=lines, **said)])


@router.post("/reservations/take", response={201: Page})
def take(request: AuthedRequest, body: TakeIn) -> object:
    """Take a thing from the shelf that was scanned."""
    return _cards(request, [commands.take(actor=request.auth, **body.model_dump())])


@router.post("/reservations/give-back", response={201: Page})
def give_back(request: AuthedRequest, body: GiveBackIn) -> object:
    """Bring a thing that one has back to the shelf that was scanned."""
    commands.give_back(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [{"asset_id": body.asset_id}], "next": None})


@router.post("/reservations/rules", response={201: Page})
def set_rule(request: AuthedRequest, body: RuleIn) -> object:
    """Say how things of a category are lent."""
    terms = RuleTerms(**body.model_dump(exclude={"category_id"}))
    commands.set_rule(actor=request.auth, category_id=body.category_id, terms=terms)
    return Status(201, {"items": [body.model_dump()], "next": None})


@router.post("/reservations/limits", response={201: Page})
def set_limit(request: AuthedRequest, body: LimitIn) -> object:
    """Say how much people with a role borrow by themselves."""
    commands.set_limit(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [body.model_dump()], "next": None})


@router.get("/reservations/transports", response=Page)
def list_transports(request: AuthedRequest) -> object:
    """List how long things are under way between sites; without sites, between all others."""
    lines = lending.transports(actor=request.auth)
    return {"items": [asdict(line) for line in lines], "next": None}


@router.post("/reservations/transports", response={201: Page})
def set_transport(request: AuthedRequest, body: TransportIn) -> object:
    """Say how long things are under way between two sites; without minutes nothing is said."""
    commands.set_transport(actor=request.auth, **body.model_dump())
    return Status(201, {"items": [body.model_dump()], "next": None})


@router.post("/reservations/feeds", response={201: Page})
def make_feed(request: AuthedRequest, body: FeedIn) -> object:
    """Make a calendar that other programs read; its secret is told once."""
    key, secret = commands.make_feed(actor=request.auth, **body.model_dump())
    item = {"feed_id": key, "path": f"/calendar.ics?token={secret}"}
    return Status(201, {"items": [item], "next": None})


@router.get("/reservations/feeds", response=Page)
def list_feeds(request: AuthedRequest) -> object:
    """List one's own calendars."""
    return {"items": [asdict(one) for one in feeds.mine(actor=request.auth)], "next": None}


@router.post("/reservations/feeds/{int:feed_id}/revoke", response={201: Page})
def revoke_feed(request: AuthedRequest, feed_id: int) -> object:
    """Let the address of a calendar lead nowhere any more."""
    commands.revoke_feed(actor=request.auth, feed_id=feed_id)
    return Status(201, {"items": [{"feed_id": feed_id}], "next": None})


@router.get("/reservations/{int:reservation_id}", response=dict[str, Any])
def read(request: AuthedRequest, reservation_id: int) -> object:
    """Return a reservation with its lines."""
    return asdict(listed.card(actor=request.auth, reservation_id=reservation_id))


@router.post("/reservations/{int:reservation_id}/approve", response={201: Page})
def approve(request: AuthedRequest, reservation_id: int) -> object:
    """Say yes to what was asked for."""
    return _cards(request, commands.approve(actor=request.auth, reservation_ids=[reservation_id]))


@router.post("/reservations/{int:reservation_id}/accept", response={201: Page})
def accept(request: AuthedRequest, reservation_id: int) -> object:
    """Take what was waited for and is offered."""
    commands.accept(actor=request.auth, reservation_id=reservation_id)
    return _cards(request, [reservation_id])


@router.post("/reservations/{int:reservation_id}/prepare", response={201: Page})
def prepare(request: AuthedRequest, reservation_id: int, body: Pieces) -> object:
    """Choose the pieces and lay them ready."""
    commands.prepare(actor=request.auth, reservation_id=reservation_id, asset_ids=body.asset_ids)
    return _cards(request, [reservation_id])


@router.post("/reservations/{int:reservation_id}/hand-out", response={201: dict[str, Any]})
def hand_out(request: AuthedRequest, reservation_id: int, body: Given) -> object:
    """Hand pieces out: those that are named, or all."""
    handed = commands.hand_out(
        actor=request.auth, reservation_id=reservation_id, **body.model_dump()
    )
    return _handed(handed)


@router.post("/reservations/{int:reservation_id}/return", response={201: dict[str, Any]})
def take_back(request: AuthedRequest, reservation_id: int, body: Back) -> object:
    """Take pieces back: those that are named, or all that are out."""
    handed = commands.take_back(
        actor=request.auth, reservation_id=reservation_id, **body.model_dump()
    )
    return _handed(handed)


@router.post("/reservations/{int:reservation_id}/extend", response={201: Page})
def extend(request: AuthedRequest, reservation_id: int, body: Later) -> object:
    """Keep it for longer, if nobody waits for it."""
    commands.extend(actor=request.auth, reservation_id=reservation_id, ends_at=body.ends_at)
    return _cards(request, [reservation_id])


@router.post("/reservations/{int:reservation_id}/change", response={201: Page})
def change(request: AuthedRequest, reservation_id: int, body: Period) -> object:
    """Move it to another period."""
    swap = commands.Swap(**body.swap.model_dump()) if body.swap else None
    period = body.model_dump(exclude={"swap"})
    commands.change(actor=request.auth, reservation_id=reservation_id, swap=swap, **period)
    return _cards(request, [reservation_id])


@router.post("/reservations/{int:reservation_id}/cancel", response={201: Page})
def cancel(request: AuthedRequest, reservation_id: int, body: Reason) -> object:
    """Call it off."""
    ids = [reservation_id]
    if body.following:
        rest = listed.following(actor=request.auth, reservation_id=reservation_id)
        ids = [one.id for one in rest] or ids
    ids = commands.cancel(actor=request.auth, reservation_ids=ids, reason=body.reason)
    return _cards(request, ids)


@router.post("/places/{int:place_id}/hours", response={201: Page})
def set_hours(request: AuthedRequest, place_id: int, body: HoursIn) -> object:
    """Say when a place is open."""
    hours = [Open(**one.model_dump()) for one in body.hours]
    commands.set_hours(actor=request.auth, place_id=place_id, hours=hours)
    return Status(201, {"items": [one.model_dump() for one in body.hours], "next": None})


def _wish(one: ReservationIn) -> commands.Wish:
    lines = [_wanted(line) for line in one.lines]
    said = one.model_dump(exclude={"lines", "repeat", "skip"})
    return commands.Wish(**said, lines=lines)


def _wanted(line: LineIn) -> commands.Wanted:
    return commands.Wanted(**line.model_dump(exclude={"keywords"}), keywords=tuple(line.keywords))


def _cards(request: AuthedRequest, ids: list[int]) -> Status[dict[str, Any]]:
    cards = listed.cards(actor=request.auth, reservation_ids=ids)
    return Status(201, {"items": [asdict(one) for one in cards], "next": None})


def _handed(done: Handed) -> Status[dict[str, Any]]:
    items = [asdict(stay) | {"act": done.act} for stay in done.stays]
    return Status(201, {"items": items, "next": None})
