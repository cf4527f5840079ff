"""What the register writes to the ledger about places and the catalogue. Fields are only added."""

from dataclasses import dataclass
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event

Changed = dict[str, list[Any]]


@dataclass(frozen=True, kw_only=True)
class PlaceCreated(Event):
    """A place became known. `values` are the columns that were given."""

    kind: ClassVar[str] = "register.place_created"
    subject_type: ClassVar[str] = "place"
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PlaceChanged(Event):
    """Something about a place changed, or it went elsewhere with all that is in it."""

    kind: ClassVar[str] = "register.place_changed"
    subject_type: ClassVar[str] = "place"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class PlaceArchived(Event):
    """Nothing new is brought to a place. What was there stays readable."""

    kind: ClassVar[str] = "register.place_archived"
    subject_type: ClassVar[str] = "place"


@dataclass(frozen=True, kw_only=True)
class PlaceRestored(Event):
    """An archived place is back."""

    kind: ClassVar[str] = "register.place_restored"
    subject_type: ClassVar[str] = "place"


@dataclass(frozen=True, kw_only=True)
class CategoryCreated(Event):
    """A category became known."""

    kind: ClassVar[str] = "register.category_created"
    subject_type: ClassVar[str] = "category"
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CategoryChanged(Event):
    """Something about a category changed, or it went elsewhere in the tree."""

    kind: ClassVar[str] = "register.category_changed"
    subject_type: ClassVar[str] = "category"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class CategoryArchived(Event):
    """Nothing new is put into a category."""

    kind: ClassVar[str] = "register.category_archived"
    subject_type: ClassVar[str] = "category"


@dataclass(frozen=True, kw_only=True)
class CategoryRestored(Event):
    """An archived category is back."""

    kind: ClassVar[str] = "register.category_restored"
    subject_type: ClassVar[str] = "category"


@dataclass(frozen=True, kw_only=True)
class ModelCreated(Event):
    """A model became known."""

    kind: ClassVar[str] = "register.model_created"
    subject_type: ClassVar[str] = "model"
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ModelChanged(Event):
    """Something about a model changed."""

    kind: ClassVar[str] = "register.model_changed"
    subject_type: ClassVar[str] = "model"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class ModelArchived(Event):
    """A model is out of the lists."""

    kind: ClassVar[str] = "register.model_archived"
    subject_type: ClassVar[str] = "model"


@dataclass(frozen=True, kw_only=True)
class ModelRestored(Event):
    """An archived model is back."""

    kind: ClassVar[str] = "register.model_restored"
    subject_type: ClassVar[str] = "model"


@dataclass(frozen=True, kw_only=True)
class ManufacturerCreated(Event):
    """A maker became known."""

    kind: ClassVar[str] = "register.manufacturer_created"
    subject_type: ClassVar[str] = "manufacturer"
    name: str


@dataclass(frozen=True, kw_only=True)
class ManufacturerRenamed(Event):
    """A maker is called otherwise."""

    kind: ClassVar[str] = "register.manufacturer_renamed"
    subject_type: ClassVar[str] = "manufacturer"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class FieldDefined(Event):
    """The organisation has a field of its own for a kind of object."""

    kind: ClassVar[str] = "register.field_defined"
    subject_type: ClassVar[str] = "field"
    values: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class FieldChanged(Event):
    """Something about a field of the organisation's own changed."""

    kind: ClassVar[str] = "register.field_changed"
    subject_type: ClassVar[str] = "field"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class FieldArchived(Event):
    """A field is asked for no more. What stands in it is kept."""

    kind: ClassVar[str] = "register.field_archived"
    subject_type: ClassVar[str] = "field"


@dataclass(frozen=True, kw_only=True)
class FieldRestored(Event):
    """An archived field is back."""

    kind: ClassVar[str] = "register.field_restored"
    subject_type: ClassVar[str] = "field"


@dataclass(frozen=True, kw_only=True)
class KeywordCreated(Event):
    """A keyword is offered."""

    kind: ClassVar[str] = "register.keyword_created"
    subject_type: ClassVar[str] = "keyword"
    name: str


@dataclass(frozen=True, kw_only=True)
class KeywordRenamed(Event):
    """A keyword is written otherwise, on everything that has it."""

    kind: ClassVar[str] = "register.keyword_renamed"
    subject_type: ClassVar[str] = "keyword"
    changed: Changed


@dataclass(frozen=True, kw_only=True)
class PlaceAttached(Event):
    """A file, such as its plan, was put on a place."""

    kind: ClassVar[str] = "register.place_attached"
    subject_type: ClassVar[str] = "place"
    attachment_id: int
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PlaceDetached(Event):
    """A file was taken off a place. Its bytes are kept."""

    kind: ClassVar[str] = "register.place_detached"
    subject_type: ClassVar[str] = "place"
    attachment_id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class ModelAttached(Event):
    """A file, such as its image or manual, was put on a model."""

    kind: ClassVar[str] = "register.model_attached"
    subject_type: ClassVar[str] = "model"
    attachment_id: int
    name: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ModelDetached(Event):
    """A file was taken off a model. Its bytes are kept."""

    kind: ClassVar[str] = "register.model_detached"
    subject_type: ClassVar[str] = "model"
    attachment_id: int
    name: str
