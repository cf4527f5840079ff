"""Filters in words: what a list is narrowed to, and what it can be narrowed to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.desk import words
from wherehold.kernel.actor import Actor
from wherehold.register.queries import catalogue, named

Said = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Chip:
    """One filter that holds, in words, and the address of the list without it."""

    name: str
    value: str
    remove: str


@dataclass(frozen=True)
class Field:
    """One filter that can be set: `type` is select, combobox, date or number."""

    name: str
    label: Any
    type: str
    kind: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    permission: str = ""


FIELDS = (
    Field("place", gettext_lazy("Place"), "combobox", "place"),
    Field("category", gettext_lazy("Kind"), "combobox", "category"),
    Field("stage", gettext_lazy("Stage"), "select"),
    Field("condition", gettext_lazy("Condition"), "select", options=words.CONDITIONS),
    Field("custody", gettext_lazy("Custody"), "select", options=words.CUSTODY),
    Field("holder", gettext_lazy("Held by"), "combobox", "party", permission="custody.holder"),
    Field("model", gettext_lazy("Model"), "combobox", "model"),
    Field("supplier", gettext_lazy("Supplier"), "combobox", "party"),
    Field("accountable", gettext_lazy("Accountable"), "combobox", "party"),
    Field("keyword", gettext_lazy("Keyword"), "combobox", "keyword"),
    Field("without", gettext_lazy("Without"), "select", options=words.WITHOUT),
    Field("seen", gettext_lazy("Seen"), "select", options=words.SEEN),
    Field("unconfirmed", gettext_lazy("Not confirmed for days"), "number"),
    Field("warranty", gettext_lazy("Warranty ends within days"), "number"),
    Field("refresh", gettext_lazy("Refresh planned within days"), "number"),
    Field("purchased_from", gettext_lazy("Bought from"), "date"),
    Field("purchased_to", gettext_lazy("Bought until"), "date"),
    Field("price_from", gettext_lazy("Price from"), "number", permission="asset.price"),
    Field("price_to", gettext_lazy("Price to"), "number", permission="asset.price"),
    Field("archived", gettext_lazy("Archived"), "select", options={"yes": gettext_lazy("only")}),
)
_BY_NAME = {one.name: one for one in FIELDS}


def chips(actor: Actor, said: Said, path: str, rest: Mapping[str, str]) -> list[Chip]:
    """Return the filters that hold; `rest` are the other parts of the address, which stay."""
    found = []
    for name, values in said.items():
        if name == "search":
            continue
        others = [(key, one) for key, each in said.items() if key != name for one in each]
        address = f"{path}?{urlencode([*others, *rest.items()])}"
        found.append(Chip(_label(actor, name), _text(actor, name, list(values)), address))
    return found


def fields(actor: Actor, said: Said) -> list[dict[str, Any]]:
    """Return the filters that can be set, each with what it is set to."""
    found = [_shown(actor, one, said) for one in FIELDS if _may(actor, one)]
    own = [
        one for one in catalogue.definitions(actor=actor, target="asset") if one.type == "choice"
    ]
    return found + [
        {
            "name": f"field.{one.key}",
            "label": one.label,
            "type": "select",
            "options": [("", "–"), *((choice, choice) for choice in one.choices)],
            "value": _first(said, f"field.{one.key}"),
        }
        for one in own
    ]


def _shown(actor: Actor, one: Field, said: Said) -> dict[str, Any]:
    value = _first(said, one.name)
    options = words.stage_names() if one.name == "stage" else one.options
    without = {"price"} if not actor.may_somewhere("asset.price") else set()
    pairs = [(code, str(label)) for code, label in options.items() if code not in without]
    return {
        "name": one.name,
        "label": one.label,
        "type": one.type,
        "kind": one.kind,
        "options": [("", "–"), *pairs],
        "value": value,
        "text": _text(actor, one.name, [value]) if value and one.kind else "",
    }


def _may(actor: Actor, one: Field) -> bool:
    asked = one.permission
    return not asked or actor.may_somewhere(asked) or actor.may_own(asked)


def _first(said: Said, name: str) -> str:
    values = said.get(name) or [""]
    return values[0]


def _label(actor: Actor, name: str) -> str:
    if name.startswith("field."):
        own = {one.key: one.label for one in catalogue.definitions(actor=actor, target="asset")}
        return own.get(name.partition(".")[2], name)
    known = {"import": _("Import"), "inside": _("Inside")}
    return str(_BY_NAME[name].label) if name in _BY_NAME else known.get(name, name)


def _text(actor: Actor, name: str, values: list[str]) -> str:
    one = _BY_NAME.get(name)
    parts = [
        part for value in values for part in (value.split(",") if name == "stage" else [value])
    ]
    if name == "stage":
        known: Mapping[str, Any] = words.stage_names()
    elif one is not None and one.kind:
        known = named.labels(actor=actor, kind=one.kind, values=parts)
    else:
        known = one.options if one is not None else {}
    shown = [str(known.get(part, part)) for part in parts]
    more = f" +{len(shown) - 2}" if len(shown) > 2 else ""
    return ", ".join(shown[:2]) + more
