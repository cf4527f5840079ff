"""What one row of a file will look like, and what it changes on a thing that is there already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from wherehold.desk import words
from wherehold.importers import running, storage
from wherehold.importers.fields import CODE_KINDS, FIELDS, OTHER_CODE, OWN, field_for
from wherehold.importers.models import Import
from wherehold.kernel import money
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.codes import key_of
from wherehold.register.commands import claims
from wherehold.register.queries import assets
from wherehold.register.queries.assets import Card

HEAD = frozenset({"name", "tag", "serial"})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One field of a row: what it will be, and what it is now where that is something else."""

    label: Any
    value: str
    was: str = ""
    changes: bool = False


def preview(actor: Actor, run: Import, line: int) -> dict[str, Any]:
    """Return what one row of the file will look like, beside what the register has of it."""
    if not storage.path_of(run.stored).exists():
        return {}
    rows = running.rows_of(run, line, 2)
    if not rows.lines:
        return {}
    values = {key: column[0] for key, column in rows.values.items() if column[0]}
    owner = _owner(values)
    card = _card(actor, owner)
    was_name = card["name"] if card else ""
    name = values.get("name") or was_name or values.get("model") or ""
    return {
        "line": rows.lines[0],
        "following": rows.lines[1] if len(rows.lines) > 1 else None,
        "before": max(rows.lines[0] - 1, 0) if rows.lines[0] > 2 else None,
        "name": name,
        "was_name": was_name if was_name != name else "",
        "codes": [values[key] for key in ("tag", "serial") if values.get(key)],
        "facts": _facts(values, card),
        "known": owner is not None,
        "faults": [bad.message for _column, bad in rows.faults.get(0, ())],
    }


def _owner(values: Mapping[str, Any]) -> int | None:
    """Return the asset that has one of the codes of a row."""
    codes = [(kind, values[key]) for key, kind in CODE_KINDS.items() if values.get(key)]
    found = claims.taken([(0, kind, key_of(kind, one), one) for kind, one in codes])
    known = (found.get((kind, key_of(kind, one))) for kind, one in codes)
    return next((owner for owner in known if owner is not None), None)


def _card(actor: Actor, asset_id: int | None) -> Card | None:
    """Return what the actor may know of an asset; None where that is nothing."""
    try:
        return assets.card(actor=actor, asset_id=asset_id) if asset_id is not None else None
    except NotFound:
        return None


def _facts(values: Mapping[str, Any], card: Card | None) -> list[Fact]:
    facts = []
    for key, value in values.items():
        known = field_for(key)
        if key in HEAD or known is None:
            continue
        now = _now(card, key) if card else None
        was = _said(known.reads, now) if now else ""
        facts.append(
            Fact(
                label=FIELDS[key].label if key in FIELDS else key.removeprefix(OWN),
                value=_said(known.reads, value),
                was=was,
                changes=key in _NOW and card is not None and not _same(known.reads, now, value),
            )
        )
    return sorted(facts, key=lambda fact: not fact.changes)


def _now(card: Card, key: str) -> Any:  # noqa: ANN401 - as a cell of the file would be
    return _NOW[key](card) if key in _NOW else None


def _same(reads: str, now: Any, value: Any) -> bool:  # noqa: ANN401 - whatever a cell became
    """Say whether a row says of a field what is there already."""
    if reads == "path":
        had, wanted = ([str(one).casefold() for one in parts or ()] for parts in (now, value))
        shared = min(len(had), len(wanted))  # of a category its own name alone is known
        return shared > 0 and had[-shared:] == wanted[-shared:]
    if reads == "words":
        return {one.casefold() for one in value} <= {one.casefold() for one in now or ()}
    if reads == "person" and now:
        return bool(now.casefold() == value.casefold())
    return bool(now == value)


def _said(reads: str, value: Any) -> str:  # noqa: ANN401 - whatever a cell became
    """Return a value as people read it."""
    if reads == "stage":
        return words.stage_names().get(value, str(value))
    if reads == "condition":
        return str(words.CONDITIONS.get(value, value))
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int):
        return money.shown(value[0], value[1])
    if isinstance(value, tuple):
        return (", " if reads == "words" else " · ").join(str(one) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


def _path(name: str | None) -> tuple[str, ...]:
    return tuple(name.split(" · ")) if name else ()


def _price(card: Card) -> tuple[int, str] | None:
    minor = card.get("price_minor")
    return None if minor is None else (minor, card["currency"])


def _own(column: str) -> Callable[[Card], Any]:
    return lambda card: card.get(column)


def _in_tree(column: str) -> Callable[[Card], Any]:
    return lambda card: _path(card.get(column))


def _code(kind: str) -> Callable[[Card], Any]:
    return lambda card: next((c["value"] for c in card["identifiers"] if c["kind"] == kind), None)


_NOW: Mapping[str, Callable[[Card], Any]] = {
    **{name: _own(name) for name in ("model", "model_number", "manufacturer", "holder", "due_on")},
    **{name: _own(name) for name in ("stage", "condition", "supplier", "order_no", "notes")},
    **{name: _own(name) for name in ("purchased_on", "warranty_until", "refresh_on")},
    "category": _in_tree("category"),
    "place": _in_tree("place"),
    "holder_place": _in_tree("held_place"),
    "price": _price,
    "keywords": lambda card: tuple(card["keywords"]),
    **{key: _code(kind) for key, kind in CODE_KINDS.items() if key.startswith(OTHER_CODE)},
}
