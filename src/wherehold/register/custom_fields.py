"""The organisation's own fields: what a value may be, and how it is kept.

Pure: given definitions and values, say what is kept or what is wrong.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext

from wherehold.kernel import money

TEXT_MAX = 2_000
DIGITS_MAX = 30
ID_MAX = 2**63 - 1
# Whatever came out of a JSON text.
Json = Any


@dataclass(frozen=True, slots=True)
class Definition:
    """One field: whom it is for, what it holds. `category_path` empty means for every category."""

    key: str
    label: str
    type: str
    unit: str
    choices: tuple[str, ...]
    category_path: str
    required: bool

    def concerns(self, category_path: str) -> bool:
        """Say whether things of a category have this field."""
        return category_path.startswith(self.category_path)


class Unfit(ValueError):
    """A value does not fit its field; the text says why."""


def kept(
    definitions: Sequence[Definition],
    values: Mapping[str, Any],
    category_path: str,
    *,
    before: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the values as they are kept, and what is wrong: (key, sentence).

    None takes a value away. What an asset had `before` it came to this category may stay.
    """
    mine = {one.key: one for one in definitions if one.concerns(category_path)}
    kept, wrong = dict(before or {}), []
    for key, value in values.items():
        if key not in mine:
            wrong.append((key, gettext("There is no such field here.")))
        elif value is None or value == "":
            kept.pop(key, None)
        else:
            try:
                kept[key] = READ[mine[key].type](mine[key], value)
            except Unfit as unfit:
                wrong.append((key, str(unfit)))
    named = {key for key, _ in wrong}
    missing = [key for key, one in mine.items() if one.required and key not in kept]
    wrong += [(key, gettext("This field is required.")) for key in missing if key not in named]
    return kept, wrong


def people(definitions: Sequence[Definition], values: Mapping[str, Any]) -> set[int]:
    """Return the ids of parties that values of type person refer to."""
    keys = {one.key for one in definitions if one.type == "person"}
    return {value for key, value in values.items() if key in keys and type(value) is int}


def _text(_field: Definition, value: Json) -> str:
    if not isinstance(value, str) or len(value) > TEXT_MAX or "\0" in value:
        raise Unfit(gettext("a text of at most {most} characters.").format(most=TEXT_MAX))
    return value.strip()


def _number(_field: Definition, value: Json) -> str:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise InvalidOperation
        number = Decimal(str(value).strip())
        if not number.is_finite() or len(number.as_tuple().digits) > DIGITS_MAX:
            raise InvalidOperation
        if abs(number.adjusted()) > DIGITS_MAX:
            raise InvalidOperation
    except InvalidOperation:
        raise Unfit(gettext("a number, such as 12.5.")) from None
    return f"{number:f}"


def _money(_field: Definition, value: Json) -> dict[str, Any]:
    if isinstance(value, dict) and set(value) == {"minor", "currency"}:
        minor, currency = value["minor"], value["currency"]
        fits = type(minor) is int and abs(minor) < money.MINOR_MAX
        if fits and isinstance(currency, str) and money.is_currency(currency):
            return {"minor": minor, "currency": currency}
    raise Unfit(gettext('an amount, such as {"minor": 1250, "currency": "EUR"}.'))


def _date(_field: Definition, value: Json) -> str:
    try:
        return value.isoformat() if isinstance(value, date) else _iso(value)
    except (ValueError, TypeError):
        raise Unfit(gettext("a day, such as 2026-03-02.")) from None


def _iso(value: Json) -> str:
    return date.fromisoformat(value).isoformat()


def _choice(field: Definition, value: Json) -> str:
    if value not in field.choices:
        raise Unfit(gettext("one of {choices}.").format(choices=", ".join(field.choices)))
    return str(value)


def _yes_no(_field: Definition, value: Json) -> bool:
    if not isinstance(value, bool):
        raise Unfit(gettext("true or false."))
    return value


def _link(_field: Definition, value: Json) -> str:
    try:
        parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    except ValueError:
        parts = urlsplit("")
    fits = parts.scheme in {"http", "https"} and parts.netloc and len(value) <= TEXT_MAX
    if not fits or any(ord(character) <= 32 for character in value):
        raise Unfit(gettext("an address that begins with https:// or http://."))
    return str(value)


def _person(_field: Definition, value: Json) -> int:
    if type(value) is not int or not 0 < value <= ID_MAX:
        raise Unfit(gettext("the id of a person."))
    return value


READ: dict[str, Callable[[Definition, Json], Json]] = {
    "text": _text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "yes_no": _yes_no,
    "link": _link,
    "person": _person,
}
