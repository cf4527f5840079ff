"""What reservations write to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class ReservationEvent(Event):
    """Base of what happens to a reservation."""

    subject_type: ClassVar[str] = "reservation"


@dataclass(frozen=True, kw_only=True)
class Reserved(ReservationEvent):
    """Things were reserved, asked for, or are waited for: `state` says which."""

    kind: ClassVar[str] = "reservations.reserved"
    state: str
    party_id: int
    project: str
    place_id: int | None
    begins_at: datetime
    ends_at: datetime
    lines: list[dict[str, Any]]
    approval: str


@dataclass(frozen=True, kw_only=True)
class Repeated(ReservationEvent):
    """A reservation comes again as others; `left_out` are times at which it could not be had."""

    kind: ClassVar[str] = "reservations.repeated"
    reservation_ids: list[int]
    rule: dict[str, Any]
    through: date
    left_out: list[str]


@dataclass(frozen=True, kw_only=True)
class Approved(ReservationEvent):
    """Somebody who may said yes."""

    kind: ClassVar[str] = "reservations.approved"


@dataclass(frozen=True, kw_only=True)
class Prepared(ReservationEvent):
    """The pieces were chosen and laid ready."""

    kind: ClassVar[str] = "reservations.prepared"
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class HandedOut(ReservationEvent):
    """Pieces went to whom they were kept for; their check-outs are entries of the same act."""

    kind: ClassVar[str] = "reservations.handed_out"
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class TakenBack(ReservationEvent):
    """Pieces came back; `closed` when they were the last."""

    kind: ClassVar[str] = "reservations.taken_back"
    asset_ids: list[int]
    closed: bool


@dataclass(frozen=True, kw_only=True)
class Changed(ReservationEvent):
    """The period is another one, or a piece is; `extended` when only the end is later.

    `pieces` are pairs: what was kept, and what is kept instead.
    """

    kind: ClassVar[str] = "reservations.changed"
    begins_at: datetime
    ends_at: datetime
    extended: bool
    pieces: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Cancelled(ReservationEvent):
    """It is not wanted any more, or was refused."""

    kind: ClassVar[str] = "reservations.cancelled"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Offered(ReservationEvent):
    """What was waited for became free and is kept until an instant."""

    kind: ClassVar[str] = "reservations.offered"
    until: datetime


@dataclass(frozen=True, kw_only=True)
class NoShow(ReservationEvent):
    """Nobody came, and the things are free again."""

    kind: ClassVar[str] = "reservations.no_show"


@dataclass(frozen=True, kw_only=True)
class Reminded(ReservationEvent):
    """A mail went out: `which` of them, and whether the manager was told."""

    kind: ClassVar[str] = "reservations.reminded"
    which: str
    escalated: bool


@dataclass(frozen=True, kw_only=True)
class RuleSet(Event):
    """How things of a category are lent; the subject 0 is all things."""

    kind: ClassVar[str] = "reservations.rule_set"
    subject_type: ClassVar[str] = "category"
    rule: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LimitSet(Event):
    """How much people with a role borrow by themselves, and whether they need a yes."""

    kind: ClassVar[str] = "reservations.limit_set"
    subject_type: ClassVar[str] = "role"
    most: int
    days: int
    approve: bool


@dataclass(frozen=True, kw_only=True)
class HoursSet(Event):
    """When a place is open: day of the week, from, to."""

    kind: ClassVar[str] = "reservations.hours_set"
    subject_type: ClassVar[str] = "place"
    hours: list[list[str]]


@dataclass(frozen=True, kw_only=True)
class TransportSet(Event):
    """How long things are under way between two sites; 0 and 0 are all others.

    Without minutes nothing is said of the two any more.
    """

    kind: ClassVar[str] = "reservations.transport_set"
    subject_type: ClassVar[str] = "place"
    other_id: int
    minutes: int | None


@dataclass(frozen=True, kw_only=True)
class FeedMade(Event):
    """A calendar may be read by a secret address."""

    kind: ClassVar[str] = "reservations.feed_made"
    subject_type: ClassVar[str] = "feed"
    of: str
    of_id: int


@dataclass(frozen=True, kw_only=True)
class FeedRevoked(Event):
    """The address of a calendar leads nowhere any more."""

    kind: ClassVar[str] = "reservations.feed_revoked"
    subject_type: ClassVar[str] = "feed"
