"""Homebox: both generations of its export. Own fields, HB.field.*, become fields of our own."""

NAME = "Homebox"
HEADINGS = {
    "hb.import_ref": "id.other",
    "hb.parent_import_ref": "parent",
    "hb.location": "place",
    "hb.labels": "keywords",
    "hb.tags": "keywords",
    "hb.asset_id": "tag",
    "hb.archived": "retired",
    "hb.url": "",
    "hb.name": "name",
    "hb.quantity": "",
    "hb.description": "notes",
    "hb.insured": "",
    "hb.notes": "notes",
    "hb.purchase_price": "price",
    "hb.purchase_from": "supplier",
    "hb.purchase_time": "purchased_on",
    "hb.purchase_date": "purchased_on",
    "hb.manufacturer": "manufacturer",
    "hb.model_number": "model",
    "hb.serial_number": "serial",
    "hb.lifetime_warranty": "",
    "hb.warranty_expires": "warranty_until",
    "hb.warranty_details": "notes",
    "hb.sold_to": "",
    "hb.sold_price": "",
    "hb.sold_time": "",
    "hb.sold_date": "",
    "hb.sold_notes": "",
}
SIGNS = frozenset(HEADINGS)
