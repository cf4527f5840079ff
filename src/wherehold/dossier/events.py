"""What this slice writes to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass
from typing import ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Asked(Event):
    """Somebody asked for the file of what is held about a person; `own`: that person did."""

    kind: ClassVar[str] = "dossier.asked"
    subject_type: ClassVar[str] = "party"
    own: bool
