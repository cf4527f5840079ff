"""What a finder is given and returns. Facts are read before; a finder itself is pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Text
from wherehold.register.models import Asset

OFTEN_S = 5
NOW_AND_THEN_S = 60
SELDOM_S = 300


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a rule asks for at one moment: its parameters, and the things that it is about."""

    actor: Actor
    now: datetime
    today: date
    parameters: Mapping[str, Any]
    things: QuerySet[Asset]
    zone: ZoneInfo

    def begin_of(self, day: date) -> datetime:
        """Return the instant at which a day begins where the organisation is."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def number(self, name: str) -> int:
        """Return a parameter that is a whole number."""
        return int(self.parameters[name])

    def text(self, name: str) -> str:
        """Return a parameter that is a text."""
        return str(self.parameters[name])

    def ago(self, **span: int) -> datetime:
        """Return the instant that lies so far back."""
        return self.now - timedelta(**span)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing that a rule found. `key` says what it is about: the same is found again."""

    key: str
    title: str
    since: datetime
    asset_id: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """A value that is set for a rule in the browser: a number within bounds, a text, a zone.

    A `zone` stands still, a `zone_along` goes along with a thing.
    """

    name: str
    label: Text
    kind: str = "number"
    default: int | str = 0
    least: int = 1
    most: int = 10_000


Facts = Sequence[Any]


@dataclass(frozen=True)
class Finder:
    """One file of this folder: what it looks for, what it takes, and the function.

    `facts` reads what there is, narrowed to what may matter; `find` decides. `every_s` says how
    often it is looked for. A finding that must last is told of once it was found for as many
    hours as the parameter says that `lasts` names.
    """

    code: str
    label: Text
    hint: Text
    icon: str
    facts: Callable[[Asked], Facts]
    find: Callable[[Facts, Asked], list[Found]]
    parameters: tuple[Parameter, ...] = ()
    every_s: int = SELDOM_S
    lasts: str = ""
