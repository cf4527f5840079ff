"""What searches write to the ledger, each about the thing that is searched for.

Fields are added, never renamed or removed. That its stage changed is an entry of the register.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class SearchEvent(Event):
    """Base of what happens in the search for a thing."""

    subject_type: ClassVar[str] = "asset"
    search_id: int


@dataclass(frozen=True, kw_only=True)
class Suspected(SearchEvent):
    """A thing is suspected to be missing: a search began."""

    kind: ClassVar[str] = "loss.suspected"
    reason: str
    note: str
    owner_id: int | None
    due_on: date | None


@dataclass(frozen=True, kw_only=True)
class Asked(SearchEvent):
    """Somebody was asked whether they know where it is."""

    kind: ClassVar[str] = "loss.asked"
    party_id: int


@dataclass(frozen=True, kw_only=True)
class Answered(SearchEvent):
    """Somebody who was asked said what they know."""

    kind: ClassVar[str] = "loss.answered"
    party_id: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Found(SearchEvent):
    """It was found."""

    kind: ClassVar[str] = "loss.found"
    place_id: int
    note: str


@dataclass(frozen=True, kw_only=True)
class WrittenOff(SearchEvent):
    """It was given up for lost."""

    kind: ClassVar[str] = "loss.written_off"
    statement: str
    police_ref: str
    insurance_ref: str
    value_minor: int | None
