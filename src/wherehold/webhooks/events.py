"""What webhooks write to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Saved(Event):
    """A webhook was made or changed."""

    kind = "webhooks.saved"
    subject_type = "webhook"
    name: str
    host: str
    kinds: list[str]
    on: bool


@dataclass(frozen=True, kw_only=True)
class SecretMade(Event):
    """A webhook signs with another key from now on."""

    kind = "webhooks.secret_made"
    subject_type = "webhook"


@dataclass(frozen=True, kw_only=True)
class Replayed(Event):
    """A webhook is told again from a position on."""

    kind = "webhooks.replayed"
    subject_type = "webhook"
    pos: int


@dataclass(frozen=True, kw_only=True)
class SwitchedOff(Event):
    """A webhook is told nothing more: it failed for days, or who made it lost their rights."""

    kind = "webhooks.switched_off"
    subject_type = "webhook"
    why: str


@dataclass(frozen=True, kw_only=True)
class Removed(Event):
    """A webhook was removed."""

    kind = "webhooks.removed"
    subject_type = "webhook"
