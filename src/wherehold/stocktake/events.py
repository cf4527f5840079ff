"""What counting writes to the ledger. Fields are added, never renamed or removed.

Scans are many and come in batches, so an entry of them holds their number and the hash over
all scans of the count so far: each is chained to the one before, so none can be changed later.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A count was opened and its list frozen; `digest` is over the ids that are expected."""

    kind: ClassVar[str] = "stocktake.opened"
    subject_type: ClassVar[str] = "stocktake"
    name: str
    given: dict[str, Any]
    view: str
    sample: int | None
    seed: str
    population: int
    expected: int
    zones: int
    blind: bool
    digest: str


@dataclass(frozen=True, kw_only=True)
class Assigned(Event):
    """Somebody is to count some zones."""

    kind: ClassVar[str] = "stocktake.assigned"
    subject_type: ClassVar[str] = "stocktake"
    zones: dict[str, list[int]]


@dataclass(frozen=True, kw_only=True)
class Scanned(Event):
    """Scans were taken in; `digest` is over all of the count up to these."""

    kind: ClassVar[str] = "stocktake.scanned"
    subject_type: ClassVar[str] = "stocktake"
    scans: int
    found: int
    elsewhere: int
    unknown: int
    duplicate: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class TakenBack(Event):
    """Scans were a mistake; they stay in the log and count for nothing."""

    kind: ClassVar[str] = "stocktake.taken_back"
    subject_type: ClassVar[str] = "stocktake"
    client_ids: list[str]


@dataclass(frozen=True, kw_only=True)
class ZoneFinished(Event):
    """A zone was gone through: what was not seen there is missing."""

    kind: ClassVar[str] = "stocktake.zone_finished"
    subject_type: ClassVar[str] = "stocktake"
    zone_id: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class ZoneReopened(Event):
    """A zone is being counted again."""

    kind: ClassVar[str] = "stocktake.zone_reopened"
    subject_type: ClassVar[str] = "stocktake"
    zone_id: int


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """Counting ended: what was not seen is missing, or was moved or handed out meanwhile."""

    kind: ClassVar[str] = "stocktake.counted"
    subject_type: ClassVar[str] = "stocktake"
    missing: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class Recounted(Event):
    """Things are to be counted again."""

    kind: ClassVar[str] = "stocktake.recounted"
    subject_type: ClassVar[str] = "stocktake"
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """Somebody said what is to be done about differences; it takes effect when it is signed."""

    kind: ClassVar[str] = "stocktake.decided"
    subject_type: ClassVar[str] = "stocktake"
    outcome: str
    lines: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class UnknownSettled(Event):
    """Somebody said what an unknown code is, or that it stays unknown."""

    kind: ClassVar[str] = "stocktake.unknown_settled"
    subject_type: ClassVar[str] = "stocktake"
    code: str
    outcome: str
    asset_id: int | None


@dataclass(frozen=True, kw_only=True)
class HoldersAsked(Event):
    """Holders were asked which of their things they have."""

    kind: ClassVar[str] = "stocktake.holders_asked"
    subject_type: ClassVar[str] = "stocktake"
    holder_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class HolderAnswered(Event):
    """A holder said which of their things they have."""

    kind: ClassVar[str] = "stocktake.holder_answered"
    subject_type: ClassVar[str] = "stocktake"
    holder_id: int
    yes: list[int]
    no: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class DeviceReported(Event):
    """A device said how many scans it still holds, for the first time or after it had none."""

    kind: ClassVar[str] = "stocktake.device_reported"
    subject_type: ClassVar[str] = "stocktake"
    device: str
    pending: int


@dataclass(frozen=True, kw_only=True)
class Settled(Event):
    """A count found an asset not as it was recorded, and this was made of it."""

    kind: ClassVar[str] = "stocktake.settled"
    subject_type: ClassVar[str] = "asset"
    stocktake_id: int
    name: str
    result: str
    outcome: str
    place_id: int | None


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    """A count was signed; `note` says why in spite of scans that had not arrived."""

    kind: ClassVar[str] = "stocktake.closed"
    subject_type: ClassVar[str] = "stocktake"
    result: dict[str, Any]
    scans: int
    digest: str
    pending: int
    note: str


@dataclass(frozen=True, kw_only=True)
class Cancelled(Event):
    """A count was given up: nothing follows from it but that things were seen."""

    kind: ClassVar[str] = "stocktake.cancelled"
    subject_type: ClassVar[str] = "stocktake"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Planned(Event):
    """A count is to come again every so many days."""

    kind: ClassVar[str] = "stocktake.planned"
    subject_type: ClassVar[str] = "stocktake_plan"
    name: str
    every_days: int
    terms: dict[str, Any]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CycleSet(Event):
    """How often what comes round in the plan of counts was said."""

    kind: ClassVar[str] = "stocktake.cycle_set"
    subject_type: ClassVar[str] = "stocktake_cycle"
    a_minor: int
    b_minor: int
    a_days: int
    b_days: int
    c_days: int
    wrong_days: int


@dataclass(frozen=True, kw_only=True)
class PlanEnded(Event):
    """A count does not come again."""

    kind: ClassVar[str] = "stocktake.plan_ended"
    subject_type: ClassVar[str] = "stocktake_plan"
    name: str
