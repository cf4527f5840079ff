"""Headings that people write by themselves, in English and German, by field.

They are compared without case, spaces, punctuation and words that say nothing.
"""

import re

_WORDS = {
    "tag": "tag, asset tag, asset id, asset number, asset no, inventory number, inventory no, "
    "inventory id, inventory tag, barcode, asset code, label, inventarnummer, inventar nr, "
    "inventarnr, anlagennummer, geräte nr, gerätenummer, etikett, barcode nummer",
    "name": "name, asset name, item, item name, title, device name, hostname, computer name, "
    "designation, bezeichnung, gerät, gerätename, gegenstand, artikel, titel",
    "serial": "serial, serial number, serial no, sn, s n, service tag, seriennummer, serien nr, "
    "seriennr",
    "model": "model, model name, product, product name, modell, modellname, produkt",
    "model_number": "model number, model no, part number, sku, mpn, modellnummer, modell nr, "
    "artikelnummer",
    "manufacturer": "manufacturer, make, brand, maker, hersteller, marke",
    "category": "category, type, asset type, class, group, kategorie, typ, art, gruppe, geräteart",
    "place": "place, location, site, room, home place, building, default location, standort, ort, "
    "raum, lagerort, platz",
    "stage": "stage, status, state, lifecycle, status label, zustand status, stadium, phase",
    "condition": "condition, zustand, beschaffenheit",
    "holder": "holder, held by, user, assigned to, assignee, owner, checked out to, custodian, "
    "person, used by, employee, benutzer, nutzer, inhaber, zugewiesen an, mitarbeiter, "
    "ausgegeben an, verantwortlicher",
    "holder_email": "email, e mail, mail, user email, holder email, assigned to email, "
    "email address, e mail adresse",
    "holder_username": "username, user name, login, holder username, benutzername, anmeldename",
    "holder_first": "first name, vorname",
    "holder_last": "last name, surname, nachname",
    "due_on": "due, due on, due date, due back, return by, expected checkin date, rückgabe, "
    "fällig am, zurück am",
    "supplier": "supplier, vendor, dealer, bought from, purchased from, lieferant, händler",
    "order_no": "order number, order no, purchase order, po number, po, invoice number, "
    "bestellnummer, bestell nr, auftragsnummer, rechnungsnummer",
    "purchased_on": "purchase date, purchased, purchased on, date of purchase, bought on, bought, "
    "acquired, acquisition date, kaufdatum, anschaffungsdatum, gekauft am, anschaffung",
    "price": "price, purchase price, purchase cost, cost, unit price, acquisition cost, amount, "
    "preis, kaufpreis, anschaffungskosten, anschaffungswert, kosten",
    "currency": "currency, währung",
    "warranty_until": "warranty until, warranty expires, warranty end, warranty expiration, "
    "warranty expiry, warranty date, garantie bis, garantieende, gewährleistung bis",
    "warranty_months": "warranty, warranty months, garantie monate, garantie, garantiedauer",
    "refresh_on": "eol, eol date, end of life, refresh, refresh on, planned refresh, "
    "replacement date, ersatz am, lebensende",
    "refresh_months": "expected life, life months, useful life, nutzungsdauer, "
    "nutzungsdauer monate",
    "notes": "notes, note, comment, comments, description, remarks, notizen, notiz, bemerkung, "
    "bemerkungen, kommentar, beschreibung, anmerkung",
    "parent": "parent, parent tag, part of, container, teil von, gehört zu",
    "keywords": "keywords, tags, labels, schlagworte, schlagwörter, stichworte",
    "id.mac": "mac, mac address, mac adresse",
    "id.imei": "imei",
    "id.epc": "epc, rfid, rfid tag",
    "id.device": "device id, uuid, device number",
}
_NOISE = re.compile(r"[^0-9a-zäöüßéèàç]+")


def key_of(heading: str) -> str:
    """Return the form by which headings are compared."""
    return _NOISE.sub("", heading.casefold())


SYNONYMS = {key_of(word): field for field, words in _WORDS.items() for word in words.split(",")}
