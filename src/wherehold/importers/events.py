"""What importers write to the ledger about imports; what they do to assets stands with those."""

from dataclasses import dataclass
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Started(Event):
    """An import of a file was begun. The digest says which file it was."""

    kind: ClassVar[str] = "importers.started"
    subject_type: ClassVar[str] = "import"
    sha256: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Finished(Event):
    """An import came to its end. Its entries have the source `import:<id>`."""

    kind: ClassVar[str] = "importers.finished"
    subject_type: ClassVar[str] = "import"
    counts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Undone(Event):
    """An import was taken back, all but what had been changed since."""

    kind: ClassVar[str] = "importers.undone"
    subject_type: ClassVar[str] = "import"
    counts: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Exported(Event):
    """Somebody took assets out as a file; `asked` is what the list was narrowed to."""

    kind: ClassVar[str] = "importers.exported"
    subject_type: ClassVar[str] = "export"
    asked: dict[str, Any]
    format: str
    columns: list[str]
