"""What labels write to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Printed(Event):
    """A label was made for an asset."""

    kind = "labels.printed"
    subject_type = "asset"
    stock: str
