"""Doing what a scan means."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.custody.refusals import AlreadyOut, NotOut
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.kits import commands as kits
from wherehold.labels import commands as batches
from wherehold.register.commands import identifiers, moving
from wherehold.register.commands import undo as register
from wherehold.register.queries import holding, labelled
from wherehold.scan import meanings, queries
from wherehold.scan.grammar import (
    IN,
    MOVE,
    OPEN,
    OUT,
    PASS,
    SEEN,
    UNDO,
    Outcome,
    Session,
    Spot,
    word_of,
)


@transaction.atomic
def take(*, actor: Actor, code: str, session: Session, choice: str = "") -> Outcome:
    """Do what a scan means in this session; whatever is refused comes back as a word.

    `choice` names the thing itself (asset:7) when a code had several hits, or once more after a
    blocker. A code of the register goes before a word on the wall.

    Raises: nothing that a scan can bring about.
    Records: what the commands record that it calls; source "scan".
    """
    actor = actor.via("scan")
    spots = queries.spots(actor=actor, code=code, choice=choice)
    if not spots and word_of(code) == UNDO:
        return _last_undone(actor, session)
    if not spots and (tag := queries.blank(actor=actor, code=code)):
        return meanings.blank(tag, session)
    if asked := meanings.unclear(spots, code, session):
        return asked
    [spot] = spots
    if spot.type == "asset":
        return _thing(actor, spot, session).in_session(session)
    if spot.type == "party":
        may = actor.may_somewhere("custody.check_out")
        return meanings.person(spot, session, may_hand=may)
    if spot.type == "reservation":
        return meanings.reservation(spot, session)
    return meanings.place(spot, session)


@transaction.atomic
def take_back(*, actor: Actor, act: UUID) -> Outcome:
    """Take back what a scan did.

    Raises: nothing: a refusal comes back as a word.
    Records: custody.undone or register.undone, one for each asset; source "scan".
    """
    actor, reason = actor.via("scan"), _("Scanned by mistake")
    try:
        try:
            custody.undo(actor=actor, act=act, reason=reason)
        except NotFound:
            register.undo(actor=actor, undone=act, reason=reason)
    except Refusal as refusal:
        return Outcome(tone="bad", word=str(refusal.title), title="", detail=str(refusal))
    return Outcome(tone="ok", word=_("Taken back"), title="")


@transaction.atomic
def link(*, actor: Actor, code: str, tag: str, session: Session) -> Outcome:
    """Let a code that nobody knew stand for a thing from now on.

    Raises: nothing: a refusal comes back as a word.
    Records: register.identifier_added; source "scan".
    """
    actor = actor.via("scan")
    things = [spot for spot in queries.spots(actor=actor, code=tag) if spot.type == "asset"]
    if len(things) != 1:
        word = _("No such thing") if not things else _("Which one?")
        detail = _("Type the tag of one thing.")
        return Outcome(
            tone="bad", word=word, title=tag, detail=detail, session=session, unknown=True
        )
    [spot] = things
    try:
        identifiers.add_identifiers(actor=actor, codes={spot.id: [("other", code)]})
    except Refusal as refusal:
        return _blocked(spot, refusal, ()).in_session(session)
    detail = _("{code} now stands for {tag}").format(code=code, tag=spot.label)
    return _of(spot, word=_("Linked"), detail=detail).in_session(session)


@transaction.atomic
def claim(*, actor: Actor, code: str, session: Session, name: str = "", tag: str = "") -> Outcome:
    """Put a blank label on a thing: a new one of this name, or the one with this tag.

    A new thing is where one is, or where things are put in this session.

    Raises: nothing: a refusal comes back as a word.
    Records: labels.claimed; register.created or register.identifier_added; source "scan".
    """
    actor = actor.via("scan")
    try:
        if not tag:
            place_id = _place_of(session)
            asset_id, printed = batches.claim_as_new(
                actor=actor, code=code, name=name, place_id=place_id
            )
        else:
            [asset_id] = labelled.ids_of_tags(actor=actor, tags=[tag])
            printed = batches.claim(actor=actor, code=code, asset_id=asset_id)
    except Refusal as refusal:
        word, detail = str(refusal.title), str(refusal)
        return Outcome(
            tone="bad", word=word, title=tag or name, detail=detail, session=session, blank=True
        )
    spot = queries.spot(actor=actor, key=f"asset:{asset_id}")
    detail = _("The label {tag} is on it").format(tag=printed)
    title = (spot.detail or spot.label) if spot else printed
    return Outcome(
        tone="ok", word=_("Claimed"), title=title, detail=detail, spot=spot, session=session
    )


def _place_of(session: Session) -> int | None:
    if session.target and session.target.type == "place":
        return session.target.id
    return session.here


def _last_undone(actor: Actor, session: Session) -> Outcome:
    if session.last is None:
        return meanings.nothing_to_undo(session)
    return take_back(actor=actor, act=session.last).in_session(replace(session, last=None))


def _thing(actor: Actor, spot: Spot, session: Session) -> Outcome:
    if session.mode == OPEN:
        return Outcome(
            tone="ok", word=_("Found"), title=spot.label, detail=spot.detail, spot=spot, go=True
        )
    if session.mode == MOVE and session.target and session.target.type != "place":
        session = replace(session, target=None)
    if session.mode == MOVE and session.target is None and session.here:
        place = queries.spot(actor=actor, key=f"place:{session.here}")
        session = replace(session, target=place)
    if session.mode in NEEDS_TARGET and session.target is None:
        word = _("To whom?") if session.mode != MOVE else _("Where to?")
        detail = _("Scan a badge or a place next.") if session.mode != MOVE else _("Scan a place.")
        return _of(spot, tone="warn", word=word, detail=detail, pending=True)
    try:
        return ACTS[session.mode](actor, spot, session)
    except AlreadyOut as refusal:
        remedies = (PASS, IN) if session.target else (IN,)
        return _blocked(spot, refusal, remedies)
    except NotOut as refusal:
        return _blocked(spot, refusal, (SEEN,))
    except Refusal as refusal:
        return _blocked(spot, refusal, ())


def _blocked(spot: Spot, refusal: Refusal, remedies: tuple[str, ...]) -> Outcome:
    tone = "warn" if remedies else "bad"
    word, detail = str(refusal.title), str(refusal)
    return _of(spot, tone=tone, word=word, detail=detail, remedies=remedies)


def _out(actor: Actor, spot: Spot, session: Session) -> Outcome:
    done = kits.hand_out(actor=actor, asset_ids=[spot.id], **_towards(session))
    return _of(spot, word=_("Checked out"), detail=_to(spot, session), act=done.act)


def _pass(actor: Actor, spot: Spot, session: Session) -> Outcome:
    done = custody.transfer(actor=actor, asset_ids=[spot.id], **_towards(session))
    return _of(spot, word=_("Passed on"), detail=_to(spot, session), act=done.act)


def _in(actor: Actor, spot: Spot, session: Session) -> Outcome:
    put = session.target.id if session.target and session.target.type == "place" else session.here
    done = kits.take_back(actor=actor, asset_ids=[spot.id], place_id=put)
    return _of(spot, word=_("Checked in"), act=done.act)


def _move(actor: Actor, spot: Spot, session: Session) -> Outcome:
    assert session.target is not None
    act = ledger.new_act()
    moved = moving.move_assets(actor=actor, moves={spot.id: session.target.id}, act=act)
    if not moved:
        return _of(spot, tone="warn", word=_("Already there"), detail=_to(spot, session))
    return _of(spot, word=_("Moved"), detail=_to(spot, session), act=act)


def _seen(actor: Actor, spot: Spot, session: Session) -> Outcome:
    at = session.target.id if session.target and session.target.type == "place" else session.here
    if at is None:
        moving.confirm_assets(actor=actor, asset_ids=[spot.id], how="scan", in_place=False)
        return _of(spot, word=_("Confirmed"))
    moving.see_assets(actor=actor, sightings=[moving.Sighting(asset_id=spot.id, place_id=at)])
    [line] = holding.assets_named(actor=actor, asset_ids=[spot.id])
    if not line.astray:
        return _of(spot, word=_("Seen here"))
    detail = _("Expected at {place}").format(place=line.place)
    return _of(spot, tone="warn", word=_("Wrong place"), detail=detail, remedies=(MOVE,))


NEEDS_TARGET = frozenset({OUT, PASS, MOVE})
ACTS: dict[str, Callable[[Actor, Spot, Session], Outcome]] = {
    OUT: _out,
    PASS: _pass,
    IN: _in,
    MOVE: _move,
    SEEN: _seen,
}


def _towards(session: Session) -> dict[str, Any]:
    assert session.target is not None
    names = {"party": "holder_id", "place": "place_id", "asset": "into_asset_id"}
    return {names[session.target.type]: session.target.id}


def _to(spot: Spot, session: Session) -> str:
    assert session.target is not None
    return _("{tag} to {target}").format(tag=spot.label, target=session.target.label)


def _of(spot: Spot, *, tone: str = "ok", word: str, detail: str = "", **more: object) -> Outcome:
    """Return an outcome about one thing."""
    about = {"title": spot.detail or spot.label, "detail": detail or spot.label, "spot": spot}
    return Outcome(tone=tone, word=word, **about, **more)  # type: ignore[arg-type]
