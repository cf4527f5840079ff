"""What the register writes to the ledger about views of the list."""

from dataclasses import dataclass
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Event):
    """A view of the list was kept under a name, anew or again."""

    kind: ClassVar[str] = "register.view_saved"
    subject_type: ClassVar[str] = "view"
    name: str
    query: dict[str, Any]
    shared: bool


@dataclass(frozen=True, kw_only=True)
class ViewDropped(Event):
    """A view of the list is no longer kept."""

    kind: ClassVar[str] = "register.view_dropped"
    subject_type: ClassVar[str] = "view"
    name: str
