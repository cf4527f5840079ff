"""What badges, places, words on the wall and unknown codes mean. Nothing here acts."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from wherehold.scan.grammar import (
    IN,
    MODES,
    MOVE,
    OPEN,
    OUT,
    SEEN,
    UNDO,
    Outcome,
    Session,
    Spot,
    word_of,
)

CODE_SHOWN = 200


def unclear(spots: Sequence[Spot], code: str, session: Session) -> Outcome | None:
    """Return what to say of a code that stands for nothing or for several; none if for one.

    A code of the register goes before a word on the wall.
    """
    if len(spots) == 1:
        return None
    title = code[:CODE_SHOWN]
    if spots:
        word = _("Which one?")
        return Outcome(tone="warn", word=word, title=title, session=session, choices=tuple(spots))
    if mode := word_of(code):
        return nothing_to_undo(session) if mode == UNDO else _switched(mode, session)
    word, detail = _("Unknown code"), _("Not in the register")
    return Outcome(tone="bad", word=word, title=title, detail=detail, session=session, unknown=True)


def blank(tag: str, session: Session) -> Outcome:
    """Return what a blank label means: it can be claimed for a thing."""
    detail = _("A blank label. Claim it for a new thing, or for one that is there.")
    return Outcome(
        tone="warn", word=_("Blank label"), title=tag, detail=detail, session=session, blank=True
    )


def nothing_to_undo(session: Session) -> Outcome:
    """Return what the word UNDO means before anything was done."""
    detail = _("Nothing was done in this session yet.")
    return Outcome(
        tone="warn", word=_("Nothing to take back"), title="", detail=detail, session=session
    )


def person(spot: Spot, session: Session, *, may_hand: bool) -> Outcome:
    """Return what a badge means: the next things go to this person, if one may hand out."""
    if session.mode in {IN, MOVE, SEEN}:
        detail = _("Scan a place or a thing.")
        return Outcome(
            tone="warn",
            word=_("That is a person"),
            title=spot.label,
            detail=detail,
            spot=spot,
            session=session,
        )
    mode = OUT if may_hand else session.mode
    goes_on = replace(session, mode=mode, target=spot if may_hand else None)
    word = _("Next things go to") if may_hand else _("Person")
    return Outcome(
        tone="ok", word=word, title=spot.label, spot=spot, session=goes_on, go=not may_hand
    )


def reservation(spot: Spot, session: Session) -> Outcome:
    """Return what the label of a prepared set means: its page is opened."""
    word = _("Reservation")
    return Outcome(
        tone="ok",
        word=word,
        title=spot.label,
        detail=spot.detail,
        spot=spot,
        session=session,
        go=True,
    )


def place(spot: Spot, session: Session) -> Outcome:
    """Return what a place means: one is here, and in a session things go there."""
    here = replace(session, here=spot.id)
    if session.mode == OPEN:
        return Outcome(
            tone="ok",
            word=_("You are here"),
            title=spot.label,
            detail=_("for 15 minutes"),
            spot=spot,
            here=spot,
            session=here,
        )
    words = {
        OUT: _("Next things go to"),
        IN: _("Things are put at"),
        MOVE: _("Things move to"),
        SEEN: _("You are here"),
    }
    goes_on = replace(here, target=spot)
    return Outcome(
        tone="ok", word=words[session.mode], title=spot.label, spot=spot, here=spot, session=goes_on
    )


def _switched(mode: str, session: Session) -> Outcome:
    word = str(MODES[mode])
    fresh = Session(mode=mode, here=session.here)
    return Outcome(tone="ok", word=word, title=_("Scan on"), session=fresh)
