"""What calls about assets send."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from wherehold.register.commands.naming import Mention
from wherehold.ui.schema import ITEMS_MAX, Body, Id

# By id, or by name: places and categories by path or name, people by e-mail, user name or name.
Reference = Id | Annotated[str, Field(min_length=1, max_length=500)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, allow_inf_nan=False)]
AssetIds = Annotated[list[Id], Field(min_length=1, max_length=ITEMS_MAX)]
Note = Annotated[str, Field(max_length=2000)]
Reason = Annotated[str, Field(min_length=1, max_length=300)]
Kind = Literal["tag", "serial", "epc", "mac", "imei", "device", "maker", "other"]
Stage = Literal[
    "planned",
    "ordered",
    "in_stock",
    "in_service",
    "in_repair",
    "missing",
    "retired",
    "disposed",
]
Condition = Literal["new", "good", "worn", "damaged", "broken"]
How = Annotated[str, Field(min_length=1, max_length=16)]


class Code(Body):
    """A code by which an asset is known."""

    kind: Kind
    value: Annotated[str, Field(min_length=1, max_length=128)]


class AssetIn(Body):
    """An asset to enter. References are by id or by name; without a tag it is numbered."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    tag: Annotated[str, Field(max_length=64)] = ""
    serial: Annotated[str, Field(max_length=128)] = ""
    model: Reference | None = None
    category: Reference | None = None
    place: Reference | None = None
    holder: Reference | None = None
    stage: Stage = "in_stock"
    condition: Condition = "good"
    purchased_on: date | None = None
    price: Amount | None = None
    currency: Annotated[str, Field(max_length=3)] = ""
    rate: Annotated[str, Field(max_length=24)] = ""
    supplier: Reference | None = None
    accountable: Reference | None = None
    order_no: Annotated[str, Field(max_length=100)] = ""
    warranty_until: date | None = None
    refresh_on: date | None = None
    parent: Reference | None = None
    notes: Annotated[str, Field(max_length=10_000)] = ""
    identifiers: list[Code] = Field(default_factory=list, max_length=50)
    fields: dict[str, Any] = Field(default_factory=dict)
    keywords: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        default_factory=list, max_length=50
    )


class AssetPatch(Body):
    """What to change of an asset; what is left out stays, null takes away.

    Place, stage, holder and what an asset is in are changed by acts of their own.
    """

    name: Annotated[str, Field(max_length=200)] = ""
    tag: Annotated[str, Field(max_length=64)] = ""
    serial: Annotated[str, Field(max_length=128)] = ""
    model: Reference | None = None
    category: Reference | None = None
    condition: Condition = "good"
    purchased_on: date | None = None
    price: Amount | None = None
    currency: Annotated[str, Field(max_length=3)] = ""
    rate: Annotated[str, Field(max_length=24)] = ""
    supplier: Reference | None = None
    accountable: Reference | None = None
    order_no: Annotated[str, Field(max_length=100)] = ""
    warranty_until: date | None = None
    refresh_on: date | None = None
    notes: Annotated[str, Field(max_length=10_000)] = ""
    fields: dict[str, Any] = Field(default_factory=dict)
    keywords: list[Annotated[str, Field(min_length=1, max_length=60)]] = Field(
        default_factory=list, max_length=50
    )
    place: Any = Field(None, description="Refused: use POST /assets/move.")
    place_id: Any = Field(None, description="Refused: use POST /assets/move.")
    stage: Any = Field(None, description="Refused: use POST /assets/stage.")
    holder: Any = Field(None, description="Refused: use POST /custody/check-out.")
    holder_id: Any = Field(None, description="Refused: use POST /custody/check-out.")
    due_on: Any = Field(None, description="Refused: use POST /custody/due.")
    parent: Any = Field(None, description="Refused: use POST /assets/put-into.")
    identifiers: Any = Field(None, description="Refused: use POST /assets/{id}/identifiers.")
    archived: Any = Field(None, description="Refused: use POST /assets/archive.")


class BulkPatch(Body):
    """The same changes for many assets."""

    asset_ids: AssetIds
    changes: AssetPatch


class Move(Body):
    """Which assets go to which place; null where the place is not known."""

    asset_ids: AssetIds
    place_id: Id | None
    at: AwareDatetime | None = None
    note: Note = ""


class NewStage(Body):
    """Which assets enter which stage."""

    asset_ids: AssetIds
    stage: Stage
    at: AwareDatetime | None = None
    note: Note = ""


class NewCondition(Body):
    """Which assets are in which condition."""

    asset_ids: AssetIds
    condition: Condition
    at: AwareDatetime | None = None
    note: Note = ""


class Chosen(Body):
    """Which assets, and a word about it."""

    asset_ids: AssetIds
    note: Note = ""


class Mistaken(Body):
    """Which assets were entered by mistake, and why that is so."""

    asset_ids: AssetIds
    reason: Reason


class Merge(Body):
    """Which record stays, and which others are the same thing."""

    asset_id: Id
    other_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]


class UndoAct(Body):
    """Which act is taken back, and why."""

    act: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{32,36}$")]
    reason: Reason


class SeenIn(Body):
    """Where an asset was observed, when and how."""

    asset_id: Id
    place_id: Id
    at: AwareDatetime | None = None
    how: How = "scan"


class Confirm(Body):
    """Which assets are as they are recorded, by whose or what word."""

    asset_ids: AssetIds
    at: AwareDatetime | None = None
    how: How = "person"


class PutInto(Body):
    """Which assets go into which other one."""

    asset_ids: AssetIds
    container_id: Id
    at: AwareDatetime | None = None


class TakeOut(Body):
    """Which assets come out of what they are in."""

    asset_ids: AssetIds
    at: AwareDatetime | None = None


class NoteIn(Body):
    """A note about one asset."""

    text: Annotated[str, Field(min_length=1, max_length=10_000)]


class NoteOnMany(NoteIn):
    """A note about several assets."""

    asset_ids: AssetIds


class HoldIn(Body):
    """Why an asset may not be handed out."""

    reason: Reason


class HoldOnMany(HoldIn):
    """Why several assets may not be handed out."""

    asset_ids: AssetIds


class Lift(Body):
    """Which holds are lifted."""

    hold_ids: AssetIds
    note: Annotated[str, Field(max_length=300)] = ""


class Copies(Body):
    """How many more pieces there are."""

    count: Annotated[int, Field(ge=1, le=1000)] = 1


PATCHED = ("model", "category", "supplier", "accountable")
REFERENCES = (*PATCHED, "place", "holder", "parent")


def mentions(items: Sequence[AssetIn | AssetPatch]) -> Iterator[Mention]:
    """Yield everything that items of a call refer to."""
    for index, item in enumerate(items):
        for field in REFERENCES if isinstance(item, AssetIn) else PATCHED:
            word = getattr(item, field, None)
            if isinstance(word, int | str) and word != "" and field in item.model_fields_set:
                yield Mention(index, field, word)
