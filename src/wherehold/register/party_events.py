"""What the register writes to the ledger about parties. Fields are added, never renamed."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class PartyCreated(Event):
    """A person, team, department or supplier became known."""

    kind: ClassVar[str] = "register.party_created"
    subject_type: ClassVar[str] = "party"
    party_kind: str
    name: str
    email: str = ""
    username: str = ""
    manager_id: int | None = None
    unit_id: int | None = None
    place_id: int | None = None
    leaves_on: date | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    identifiers: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PartyChanged(Event):
    """Something that is known about a party changed: each field with its value before and after."""

    kind: ClassVar[str] = "register.party_changed"
    subject_type: ClassVar[str] = "party"
    changes: dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class PartyArchived(Event):
    """A party can hold nothing new. What it held and did stays readable."""

    kind: ClassVar[str] = "register.party_archived"
    subject_type: ClassVar[str] = "party"


@dataclass(frozen=True, kw_only=True)
class PartyRestored(Event):
    """An archived party is back."""

    kind: ClassVar[str] = "register.party_restored"
    subject_type: ClassVar[str] = "party"
