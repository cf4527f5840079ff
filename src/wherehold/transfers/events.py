"""What transfers write to the ledger. Fields are added, never renamed or removed.

That a thing moved is an entry of its own, by the register, in the same act.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class TransferEvent(Event):
    """Base of what happens to a transfer."""

    subject_type: ClassVar[str] = "transfer"


@dataclass(frozen=True, kw_only=True)
class Prepared(TransferEvent):
    """Things were put on the list of what is to go to a place."""

    kind: ClassVar[str] = "transfers.prepared"
    from_place_id: int
    place_id: int
    asset_ids: list[int]
    note: str


@dataclass(frozen=True, kw_only=True)
class Sent(TransferEvent):
    """The things left; `transit_id` is the place of what is on its way."""

    kind: ClassVar[str] = "transfers.sent"
    place_id: int
    transit_id: int
    asset_ids: list[int]
    carrier: str
    tracking_no: str
    expected_on: date | None


@dataclass(frozen=True, kw_only=True)
class Changed(TransferEvent):
    """Something else is known of the way: the carrier, the number, the day."""

    kind: ClassVar[str] = "transfers.changed"
    carrier: str
    tracking_no: str
    expected_on: date | None


@dataclass(frozen=True, kw_only=True)
class Received(TransferEvent):
    """Things arrived; `surplus_ids` are those that nobody had sent."""

    kind: ClassVar[str] = "transfers.received"
    place_id: int
    asset_ids: list[int]
    surplus_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Closed(TransferEvent):
    """Everything that comes has come; `missing_ids` did not."""

    kind: ClassVar[str] = "transfers.closed"
    missing_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Decided(TransferEvent):
    """It was said what became of a thing that did not arrive, or that nobody had sent."""

    kind: ClassVar[str] = "transfers.decided"
    asset_id: int
    outcome: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Cancelled(TransferEvent):
    """The things do not go, or came back before they arrived."""

    kind: ClassVar[str] = "transfers.cancelled"
    reason: str
    asset_ids: list[int]
