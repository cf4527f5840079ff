"""What a column of a file can become: the fields of an asset as an importer knows them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Beginnings of the names of fields that there may be any number of.
OWN = "field."
OTHER_CODE = "id."
LEFT_OUT = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name on the command line, its label, and how its texts are read.

    `many`: several columns may become this field; their texts are joined.
    """

    key: str
    label: str | Promise
    reads: str
    length_max: int = 200
    many: bool = False


_ALL = (
    Field("tag", _("Tag"), "code", 64),
    Field("name", _("Name"), "text"),
    Field("serial", _("Serial number"), "code", 128),
    Field("model", _("Model"), "text"),
    Field("model_number", _("Model number"), "text", 100),
    Field("manufacturer", _("Manufacturer"), "text"),
    Field("category", _("Category"), "path"),
    Field("place", _("Home place"), "path"),
    Field("stage", _("Status"), "stage"),
    Field("condition", _("Condition"), "condition"),
    Field("holder", _("Held by"), "person"),
    Field("holder_email", _("Held by: e-mail"), "email", 254),
    Field("holder_username", _("Held by: user name"), "text", 150),
    Field("holder_first", _("Held by: first name"), "text", 100),
    Field("holder_last", _("Held by: last name"), "text", 100),
    Field("holder_place", _("Held by: a place"), "path"),
    Field("due_on", _("Due back on"), "date"),
    Field("supplier", _("Supplier"), "text"),
    Field("order_no", _("Order number"), "text", 100),
    Field("purchased_on", _("Bought on"), "date"),
    Field("price", _("Price"), "price"),
    Field("currency", _("Currency"), "currency"),
    Field("warranty_until", _("Warranty until"), "date"),
    Field("warranty_months", _("Warranty in months"), "months"),
    Field("refresh_on", _("Planned refresh on"), "date"),
    Field("refresh_months", _("Expected life in months"), "months"),
    Field("notes", _("Notes"), "prose", 10_000, many=True),
    Field("parent", _("Is part of (code)"), "code", 128),
    Field("keywords", _("Keywords"), "words", 1_000, many=True),
    Field("retired", _("Retired (yes or no)"), "yes_no"),
    Field("id.epc", _("EPC"), "code", 128),
    Field("id.mac", _("MAC address"), "code", 128),
    Field("id.imei", _("IMEI"), "code", 128),
    Field("id.device", _("Device number"), "code", 128),
    Field("id.maker", _("Maker's code"), "code", 128),
    Field("id.other", _("Other code"), "code", 128),
)
FIELDS = {field.key: field for field in _ALL}
CODE_KINDS = {
    "tag": "tag",
    "serial": "serial",
    **{key: key.removeprefix(OTHER_CODE) for key in FIELDS if key.startswith(OTHER_CODE)},
}


def field_for(key: str) -> Field | None:
    """Return the field of a name; a field of the organisation's own is read as text at first."""
    if key.startswith(OWN) and len(key) > len(OWN):
        return Field(key, key.removeprefix(OWN), "text", 2_000)
    return FIELDS.get(key)
