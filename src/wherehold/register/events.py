"""What the register writes to the ledger about assets. Fields are added, never renamed or removed.

Whatever an act did to the row of an asset stands in `changed`: each column with its value before
and after. So a mistake can be taken back exactly, and the ledger alone tells the present state:
`values` of the beginning, then every `changed` after it, whichever slice wrote it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event

Changed = dict[str, list[Any]]
Codes = list[list[str]]


@dataclass(frozen=True, kw_only=True)
class OfAsset(Event):
    """Something that happened to an asset, with what it did to its row."""

    subject_type: ClassVar[str] = "asset"
    changed: Changed = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Created(Event):
    """An asset was entered. `values` are the columns that were given, `identifiers` its codes."""

    kind: ClassVar[str] = "register.created"
    subject_type: ClassVar[str] = "asset"
    values: dict[str, Any]
    identifiers: Codes
    keywords: list[str]


@dataclass(frozen=True, kw_only=True)
class AssetChanged(OfAsset):
    """Some of what is known about an asset changed."""

    kind: ClassVar[str] = "register.changed"
    keywords_added: list[str] = field(default_factory=list)
    keywords_removed: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Moved(OfAsset):
    """An asset was brought to another place; `with_id` is the asset that it went along with."""

    kind: ClassVar[str] = "register.moved"
    with_id: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StageChanged(OfAsset):
    """An asset entered another stage of its life."""

    kind: ClassVar[str] = "register.stage_changed"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ConditionChanged(OfAsset):
    """An asset was found to be in another condition."""

    kind: ClassVar[str] = "register.condition_changed"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class IdentifierAdded(OfAsset):
    """Codes by which an asset is known were added."""

    kind: ClassVar[str] = "register.identifier_added"
    identifiers: Codes


@dataclass(frozen=True, kw_only=True)
class IdentifierRemoved(OfAsset):
    """Codes by which an asset was known were taken off."""

    kind: ClassVar[str] = "register.identifier_removed"
    identifiers: Codes


@dataclass(frozen=True, kw_only=True)
class Contained(OfAsset):
    """An asset was put into another one."""

    kind: ClassVar[str] = "register.contained"
    container_id: int
    with_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class TakenOut(OfAsset):
    """An asset was taken out of the one that it was in."""

    kind: ClassVar[str] = "register.taken_out"
    container_id: int


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(OfAsset):
    """An asset may not be handed out or used until the hold is lifted."""

    kind: ClassVar[str] = "register.hold_placed"
    hold_id: int
    reason: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class HoldLifted(OfAsset):
    """A hold on an asset was lifted."""

    kind: ClassVar[str] = "register.hold_lifted"
    hold_id: int
    reason: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Noted(OfAsset):
    """Somebody wrote something down about an asset."""

    kind: ClassVar[str] = "register.noted"
    text: str


@dataclass(frozen=True, kw_only=True)
class Attached(OfAsset):
    """A file was put on an asset."""

    kind: ClassVar[str] = "register.attached"
    attachment_id: int
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Detached(OfAsset):
    """A file was taken off an asset. Its bytes are kept."""

    kind: ClassVar[str] = "register.detached"
    attachment_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Merged(OfAsset):
    """Records of one thing were made one: this one stays and has what the others had.

    `carried` says what came from which of them, so that it can go back.
    """

    kind: ClassVar[str] = "register.merged"
    from_ids: list[int]
    carried: dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class MergedInto(OfAsset):
    """This record was a second one of a thing; the other one goes on."""

    kind: ClassVar[str] = "register.merged_into"
    into_id: int


@dataclass(frozen=True, kw_only=True)
class Unmerged(OfAsset):
    """Records that had been made one are two things again."""

    kind: ClassVar[str] = "register.unmerged"
    undid: str
    reason: str
    other_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class Archived(OfAsset):
    """An asset is out of the lists. What it did stays readable."""

    kind: ClassVar[str] = "register.archived"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Restored(OfAsset):
    """An archived asset is back."""

    kind: ClassVar[str] = "register.restored"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Voided(OfAsset):
    """An asset was entered by mistake. Its codes are free again."""

    kind: ClassVar[str] = "register.voided"
    reason: str
    identifiers: Codes


@dataclass(frozen=True, kw_only=True)
class Seen(OfAsset):
    """An asset was observed at a place. An older sighting than the last one changes nothing."""

    kind: ClassVar[str] = "register.seen"
    place_id: int
    at: datetime
    how: str


@dataclass(frozen=True, kw_only=True)
class Confirmed(OfAsset):
    """Somebody vouched for an asset being as it is recorded."""

    kind: ClassVar[str] = "register.confirmed"
    at: datetime
    how: str


@dataclass(frozen=True, kw_only=True)
class Undone(OfAsset):
    """An act on an asset was a mistake and was taken back; `undid` is the act."""

    kind: ClassVar[str] = "register.undone"
    undid: str
    undid_kind: str
    reason: str
    keywords_added: list[str] = field(default_factory=list)
    keywords_removed: list[str] = field(default_factory=list)
