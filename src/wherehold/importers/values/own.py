"""Values of the organisation's own fields, in the form in which the register keeps them."""

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from wherehold.importers.values import dates, prices, texts, words
from wherehold.importers.values.bad import Bad

TEXT_MAX = 2_000


def read_own(text: str, kind: str, choices: Sequence[str], currency: str, order: str) -> Any:  # noqa: ANN401
    """Return the value of an own field of a kind; None for an empty cell."""
    if not text.strip():
        return None
    readers: dict[str, Callable[[], Any]] = {
        "date": lambda: _day(text, order),
        "money": lambda: _money(text, currency),
        "yes_no": lambda: words.read_yes_no(text),
        "number": lambda: _number(text),
        "choice": lambda: _choice(text, choices),
        "person": lambda: _person(text),
    }
    read = readers.get(kind)
    return read() if read else texts.read_prose(text, TEXT_MAX)


def _day(text: str, order: str) -> str | Bad | None:
    value = dates.read(text, order)
    return value if isinstance(value, Bad) or value is None else value.isoformat()


def _money(text: str, currency: str) -> dict[str, Any] | Bad | None:
    money = prices.read(text, currency, "")
    if isinstance(money, Bad) or money is None:
        return money
    return {"minor": money[0], "currency": money[1]}


def _person(text: str) -> int | Bad:
    number = text.strip()
    fits = number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if fits else Bad("unknown_reference", says="unknown_person")


def _number(text: str) -> str | Bad:
    try:
        number = Decimal(text.strip().replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return Bad("bad_field", why=text[:40])
    return f"{number:f}" if number.is_finite() else Bad("bad_field", why=text[:40])


def _choice(text: str, choices: Sequence[str]) -> str | Bad:
    wanted = " ".join(text.split()).casefold()
    found = next((choice for choice in choices if choice.casefold() == wanted), None)
    return found if found is not None else Bad("unknown_word", known=", ".join(choices))
