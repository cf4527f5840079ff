"""What custody writes to the ledger. Fields are added, never renamed or removed.

`changed` holds each column of the asset that the act changed, with its value before and after:
so a mistake can be taken back exactly, and the ledger alone tells the present state.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event

Changed = dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class CheckedOut(Event):
    """An asset went to a party, to a place or into another asset; `despite` a promise to others."""

    kind: ClassVar[str] = "custody.checked_out"
    subject_type: ClassVar[str] = "asset"
    checkout_id: int
    holder_id: int | None
    place_id: int | None
    into_asset_id: int | None
    due_on: date | None
    condition: str
    note: str
    changed: Changed
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Event):
    """An asset came back; `place_id` is where it was put, if that was said."""

    kind: ClassVar[str] = "custody.checked_in"
    subject_type: ClassVar[str] = "asset"
    checkout_id: int
    holder_id: int | None
    place_id: int | None
    condition: str
    note: str
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class Transferred(Event):
    """An asset went from one holder straight to another."""

    kind: ClassVar[str] = "custody.transferred"
    subject_type: ClassVar[str] = "asset"
    closed_id: int
    from_holder_id: int | None
    checkout_id: int
    holder_id: int | None
    place_id: int | None
    into_asset_id: int | None
    due_on: date | None
    condition: str
    note: str
    changed: Changed
    despite: str = ""


@dataclass(frozen=True, kw_only=True)
class MovedAlong(Event):
    """An asset went along with the one that it is inside of."""

    kind: ClassVar[str] = "custody.moved_along"
    subject_type: ClassVar[str] = "asset"
    inside_id: int
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class Undone(Event):
    """An act on an asset was a mistake and was taken back; `undid` is the act."""

    kind: ClassVar[str] = "custody.undone"
    subject_type: ClassVar[str] = "asset"
    undid: str
    undid_kind: str
    checkout_id: int | None
    reason: str
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class DueChanged(Event):
    """An asset that is out is expected back on another day."""

    kind: ClassVar[str] = "custody.due_changed"
    subject_type: ClassVar[str] = "asset"
    checkout_id: int
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    """Somebody was asked to bring an asset back."""

    kind: ClassVar[str] = "custody.reminded"
    subject_type: ClassVar[str] = "asset"
    checkout_id: int
    holder_id: int


@dataclass(frozen=True, kw_only=True)
class Settled(Event):
    """It was decided by name that an asset does not come back from who had it."""

    kind: ClassVar[str] = "custody.settled"
    subject_type: ClassVar[str] = "asset"
    checkout_id: int
    holder_id: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ListClosed(Event):
    """Everything of somebody who leaves was given back, passed on or decided about by name."""

    kind: ClassVar[str] = "custody.list_closed"
    subject_type: ClassVar[str] = "party"
    leaves_on: date
    settled_ids: list[int]
    returned: int


@dataclass(frozen=True, kw_only=True)
class IdentityWasSeen(Event):
    """Somebody has shown who they are, by which kind of document."""

    kind: ClassVar[str] = "custody.identity_seen"
    subject_type: ClassVar[str] = "party"
    document: str


@dataclass(frozen=True, kw_only=True)
class IdentityAskedFor(Event):
    """Whether things of a category go outside only to those whose identity was seen; 0 is all."""

    kind: ClassVar[str] = "custody.identity_asked"
    subject_type: ClassVar[str] = "category"
    wanted: bool
