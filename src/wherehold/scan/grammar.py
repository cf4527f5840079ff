"""What a scan can mean, and what came of it. Words only; `commands` does it."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

OPEN, OUT, IN, MOVE, SEEN = "open", "out", "in", "move", "seen"
PASS = "pass"
UNDO = "undo"
MODES = {
    OPEN: _("Open"),
    OUT: _("Check out"),
    IN: _("Check in"),
    MOVE: _("Move"),
    SEEN: _("Seen"),
}
# Codes to print and hang on the wall, for gloved hands.
WORDS = {
    "check out": OUT,
    "check-out": OUT,
    "check in": IN,
    "check-in": IN,
    "move": MOVE,
    "seen": SEEN,
    "find": SEEN,
    "done": OPEN,
    "undo": UNDO,
}


@dataclass(frozen=True)
class Spot:
    """One thing, person or place: what was scanned, or what is acted towards."""

    type: str
    id: int
    label: str
    detail: str = ""

    @property
    def key(self) -> str:
        """Return it as one word, as pages send it."""
        return f"{self.type}:{self.id}"


@dataclass(frozen=True)
class Session:
    """What the person at the scanner is doing: the mode, and towards whom or what.

    `last` is the act that the word UNDO takes back.
    """

    mode: str = OPEN
    target: Spot | None = None
    here: int | None = None
    last: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a scan: `tone` is "ok", "warn" or "bad", `word` says it in a word or three.

    `act` can be undone by its number. `pending` waits for a target. `remedies` are modes in
    which the same thing would go through.
    """

    tone: str
    word: str
    title: str
    detail: str = ""
    spot: Spot | None = None
    go: bool = False
    session: Session = field(default_factory=Session)
    act: UUID | None = None
    pending: bool = False
    unknown: bool = False
    blank: bool = False
    choices: tuple[Spot, ...] = ()
    remedies: tuple[str, ...] = ()
    here: Spot | None = None

    def in_session(self, session: Session) -> "Outcome":
        """Return the same outcome with the session that goes on."""
        return replace(self, session=session)


def parse_key(key: str) -> tuple[str, int] | None:
    """Return type and number of a word such as "asset:7"; none if it is no such word."""
    kind, _colon, number = key.partition(":")
    fits = kind in {"asset", "party", "place"} and number.isascii() and number.isdigit()
    return (kind, int(number)) if fits and len(number) < 19 else None


def word_of(code: str) -> str | None:
    """Return what a code on the wall asks for, if it is one: a mode, or UNDO."""
    return WORDS.get(" ".join(code.split()).casefold())
