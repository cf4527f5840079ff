"""The tables of the register."""

from wherehold.register.models.assets import Asset, Attachment, Hold, Identifier
from wherehold.register.models.catalogue import (
    AssetKeyword,
    Category,
    FieldDefinition,
    Keyword,
    Manufacturer,
    Model,
)
from wherehold.register.models.figures import ConfirmTally, FieldValue, SearchText, Tally
from wherehold.register.models.parties import Party
from wherehold.register.models.places import Place
from wherehold.register.models.views import SavedView

__all__ = [
    "Asset",
    "AssetKeyword",
    "Attachment",
    "Category",
    "ConfirmTally",
    "FieldDefinition",
    "FieldValue",
    "Hold",
    "Identifier",
    "Keyword",
    "Manufacturer",
    "Model",
    "Party",
    "Place",
    "SavedView",
    "SearchText",
    "Tally",
]
