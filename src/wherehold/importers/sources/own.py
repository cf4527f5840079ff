"""Our own export: what was written can be read again, and changes nothing."""

NAME = "Wherehold"
# The headings of `wherehold.importers.exports`, which are field names, so that they never change.
HEADINGS = {
    "tag": "tag",
    "name": "name",
    "serial": "serial",
    "model": "model",
    "model_number": "model_number",
    "manufacturer": "manufacturer",
    "category": "category",
    "place": "place",
    "stage": "stage",
    "condition": "condition",
    "holder": "holder",
    "holder_email": "holder_email",
    "holder_username": "holder_username",
    "holder_place": "holder_place",
    "holder_asset": "",
    "due_on": "due_on",
    "supplier": "supplier",
    "order_no": "order_no",
    "purchased_on": "purchased_on",
    "price": "price",
    "currency": "currency",
    "warranty_until": "warranty_until",
    "refresh_on": "refresh_on",
    "notes": "notes",
    "parent": "parent",
    "keywords": "keywords",
    "id.mac": "id.mac",
    "id.imei": "id.imei",
    "id.epc": "id.epc",
    "id.device": "id.device",
    "id.maker": "id.maker",
    "id.other": "id.other",
}
SIGNS = frozenset({"purchased_on", "order_no", "warranty_until", "model_number", "holder_email"})
