"""What the kernel writes to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass
from typing import Any

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationFounded(Event):
    """The installation was given to an organisation."""

    kind = "organisation.founded"
    subject_type = "organisation"
    subject_id: int = 1
    name: str
    time_zone: str
    currency: str
    modules: list[str]


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    """Settings of the organisation changed: each with what it was and what it is."""

    kind = "organisation.changed"
    subject_type = "organisation"
    subject_id: int = 1
    was: dict[str, Any]
    now: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class JobRetried(Event):
    """A job that had failed was set to run again."""

    kind = "job.retried"
    subject_type = "job"
    name: str


@dataclass(frozen=True, kw_only=True)
class MessageRetried(Event):
    """A message that had failed was set to be sent again."""

    kind = "message.retried"
    subject_type = "message"
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Erased(Event):
    """What entries said was erased; their leaves, and so every proof, stay."""

    kind = "ledger.erased"
    subject_type = "ledger"
    subject_id: int = 0
    seqs: list[int]
    reason: str


@dataclass(frozen=True, kw_only=True)
class Restored(Event):
    """The installation was restored from a backup."""

    kind = "ledger.restored"
    subject_type = "ledger"
    subject_id: int = 0
    taken_at: str
    size: int
