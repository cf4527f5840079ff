"""What kits write to the ledger. Fields are added, never renamed or removed.

Contents are written whole each time, and pieces by id: the ledger alone tells what is in which.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class Made(Event):
    """A thing became a kit, with a list of what belongs into it."""

    kind: ClassVar[str] = "kits.made"
    subject_type: ClassVar[str] = "kit"
    kit_asset_id: int
    template_id: int | None
    contents: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class ContentsChanged(Event):
    """Something else belongs into a kit now."""

    kind: ClassVar[str] = "kits.contents_changed"
    subject_type: ClassVar[str] = "kit"
    contents: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Unmade(Event):
    """A kit is just a thing again; what was in it stands for itself."""

    kind: ClassVar[str] = "kits.unmade"
    subject_type: ClassVar[str] = "kit"


@dataclass(frozen=True, kw_only=True)
class Packed(Event):
    """Things were put into a kit and belong to it from now on."""

    kind: ClassVar[str] = "kits.packed"
    subject_type: ClassVar[str] = "kit"
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Unpacked(Event):
    """Things do not belong to a kit any more."""

    kind: ClassVar[str] = "kits.unpacked"
    subject_type: ClassVar[str] = "kit"
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class WentOut(Event):
    """A kit was handed out with what is in it."""

    kind: ClassVar[str] = "kits.went_out"
    subject_type: ClassVar[str] = "kit"
    holder_id: int
    due_on: date | None
    asset_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class CameBack(Event):
    """A kit came back, with these of its things and without those."""

    kind: ClassVar[str] = "kits.came_back"
    subject_type: ClassVar[str] = "kit"
    holder_id: int | None
    asset_ids: list[int]
    missing_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    """Somebody looked what is in a kit."""

    kind: ClassVar[str] = "kits.counted"
    subject_type: ClassVar[str] = "kit"
    asset_ids: list[int]
    missing_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Resolved(Event):
    """It was said what became of a thing that was missing from a kit."""

    kind: ClassVar[str] = "kits.resolved"
    subject_type: ClassVar[str] = "kit"
    asset_id: int
    outcome: str
    reason: str
    with_id: int | None


@dataclass(frozen=True, kw_only=True)
class TemplateSaved(Event):
    """A list of what belongs together was written down, anew or another way."""

    kind: ClassVar[str] = "kits.template_saved"
    subject_type: ClassVar[str] = "kit_template"
    name: str
    use: str
    contents: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class TemplateArchived(Event):
    """A list of what belongs together is not used any more."""

    kind: ClassVar[str] = "kits.template_archived"
    subject_type: ClassVar[str] = "kit_template"
