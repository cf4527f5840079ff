"""What phones write to the ledger themselves. Fields are added, never renamed or removed."""

from dataclasses import dataclass

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Settled(Event):
    """Somebody decided what becomes of an act that a phone brought too late."""

    kind = "scan.settled"
    subject_type = "asset"
    op_id: str
    by_id: int
    what: str
    choice: str
