"""The organisation's own fields in a form."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from wherehold.desk.cards import Card
from wherehold.kernel import money, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.custom_fields import Definition
from wherehold.register.queries import catalogue

PREFIX = "own-"
_TYPES = {"text": "text", "number": "text", "money": "text", "date": "date", "link": "url"}


def own_fields(actor: Actor, card: Card | None, sent: QueryDict) -> list[dict[str, Any]]:
    """Return the own fields of an asset as a form draws them: all, before there is a category."""
    if card is None:
        definitions = catalogue.definitions(actor=actor, target="asset")
        return [_shown(one, sent.get(PREFIX + one.key, "")) for one in definitions]
    return [
        _shown(one.definition, sent.get(PREFIX + one.definition.key, _text(one.value)))
        for one in card.fields
    ]


def own_values(actor: Actor, sent: QueryDict) -> dict[str, Any]:
    """Return the own fields that were sent, as commands take them; an empty one is taken away."""
    found: dict[str, Any] = {}
    for one in catalogue.definitions(actor=actor, target="asset"):
        if (text := sent.get(PREFIX + one.key)) is not None:
            found[one.key] = _value(one, text.strip())
    return found


def _value(one: Definition, text: str) -> object:
    if not text:
        return None
    if one.type == "money":
        amount = money.parse(text, organisation.current().currency)
        return {"minor": amount.minor, "currency": amount.currency}
    if one.type == "yes_no":
        return text == "yes"
    if one.type == "person":
        return int(text) if text.isascii() and text.isdigit() else text
    return text


def _text(value: object) -> str:
    if isinstance(value, dict):
        return f"{money.plain(value['minor'], value['currency'])} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _shown(one: Definition, value: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": PREFIX + one.key,
        "label": one.label,
        "value": value,
        "type": _TYPES.get(one.type, "select"),
        "required": one.required,
        "unit": one.unit,
        "error": "",
    }
    if one.type == "choice":
        shown["options"] = [("", "–"), *((choice, choice) for choice in one.choices)]
    if one.type == "yes_no":
        shown["options"] = [("", "–"), ("yes", _("Yes")), ("no", _("No"))]
    if one.type == "person":
        shown |= {"type": "combobox", "url": "/assets/options/party", "text": value}
    return shown
