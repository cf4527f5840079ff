"""What hand-overs write to the ledger. Fields are added, never renamed or removed.

Signatures and words of people stay in their rows; the entries hold digests of signatures, and
the hashes of photos, so that neither can be changed without a trace.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Given(Event):
    """Things were handed to a receiver, who has not answered yet."""

    kind: ClassVar[str] = "handover.given"
    subject_type: ClassVar[str] = "handover"
    giver_id: int | None
    receiver_id: int
    due_on: date | None
    note: str
    items: list[dict[str, Any]]
    terms: list[int]
    signature: str


@dataclass(frozen=True, kw_only=True)
class KeyMade(Event):
    """A link or a code was made with which the receiver can answer."""

    kind: ClassVar[str] = "handover.key_made"
    subject_type: ClassVar[str] = "handover"
    way: str
    mailed: bool


@dataclass(frozen=True, kw_only=True)
class Answered(Event):
    """The receiver said of each thing whether it came as it was written down."""

    kind: ClassVar[str] = "handover.answered"
    subject_type: ClassVar[str] = "handover"
    receiver_id: int
    way: str
    yes: list[int]
    no: list[int]
    terms: list[int]
    signature: str


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    """The receiver was asked again to answer."""

    kind: ClassVar[str] = "handover.reminded"
    subject_type: ClassVar[str] = "handover"
    receiver_id: int


@dataclass(frozen=True, kw_only=True)
class TimedOut(Event):
    """Nobody answered in time; `then` says what follows from it."""

    kind: ClassVar[str] = "handover.timed_out"
    subject_type: ClassVar[str] = "handover"
    then: str


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    """A hand-over that was not confirmed was taken back."""

    kind: ClassVar[str] = "handover.withdrawn"
    subject_type: ClassVar[str] = "handover"
    reason: str
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    """Things came back, each with what became of it meanwhile."""

    kind: ClassVar[str] = "handover.returned"
    subject_type: ClassVar[str] = "handover"
    items: list[dict[str, Any]]
    note: str
    signature: str


@dataclass(frozen=True, kw_only=True)
class Stated(Event):
    """One side said something about a thing that is in dispute."""

    kind: ClassVar[str] = "handover.stated"
    subject_type: ClassVar[str] = "handover"
    asset_ids: list[int]
    side: str
    party_id: int | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Resolved(Event):
    """A third person decided what a difference is, and who bears what it costs."""

    kind: ClassVar[str] = "handover.resolved"
    subject_type: ClassVar[str] = "handover"
    asset_id: int
    leg: str
    outcome: str
    reason: str
    cost_minor: int | None
    currency: str
    carried_by: str


@dataclass(frozen=True, kw_only=True)
class TermsPublished(Event):
    """A version of terms is good from now on."""

    kind: ClassVar[str] = "handover.terms_published"
    subject_type: ClassVar[str] = "terms"
    category_id: int | None
    version: int
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TermsWithdrawn(Event):
    """Terms are not asked for any more."""

    kind: ClassVar[str] = "handover.terms_withdrawn"
    subject_type: ClassVar[str] = "terms"


@dataclass(frozen=True, kw_only=True)
class PolicyChanged(Event):
    """It was decided what becomes of hand-overs that nobody confirms."""

    kind: ClassVar[str] = "handover.policy_changed"
    subject_type: ClassVar[str] = "organisation"
    remind_days: int
    out_days: int
    then: str
