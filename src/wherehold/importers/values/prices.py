"""Prices as people and spreadsheets write them, in minor units.

Whether 1.480 is a thousand or one and a half is decided over the whole column: one 1.480,00
settles it.
"""

import re
from collections.abc import Iterable
from functools import cache

from wherehold.importers.values.bad import Bad
from wherehold.kernel.errors import Invalid
from wherehold.kernel.money import UnknownCurrency, exponent, is_currency, parse

_EMPTY = frozenset({"", "-", "–", "—", "n/a", "k.a.", "none", "null"})
# What programs write: most of a million prices, so it is read without further thought.
_PLAIN = re.compile(r"(\d{1,9})\.(\d\d)$")
_FRACTION = re.compile(r"[.,](?=\d+\D*$)")
_LETTERS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1"})
_LETTER_INSIDE = re.compile(r"(?<=[\d.,])[OolI]|[OolI](?=[\d.,])")
_DOLLARS = re.compile(r"(?:US|U\.S\.)?\$")
_SWISS = re.compile(r"[.,][–—-]+$")
_SIGN = {"€": "EUR", "$": "USD", "£": "GBP"}


def decimal_of(texts: Iterable[str]) -> str:
    """Return the mark before the cents in a column: ".", "," or "" where nothing shows it."""
    points = commas = 0
    for text in texts:
        marks = [character for character in text if character in ".,"]
        found = _FRACTION.search(text.strip())
        if not found:
            continue
        digits = len(re.match(r"\d+", text.strip()[found.end() :]).group())  # type: ignore[union-attr]
        if len(set(marks)) == 2 or digits != 3:
            points += found.group() == "."
            commas += found.group() == ","
    return "" if points == commas else "." if points > commas else ","


def currency_of(texts: Iterable[str]) -> str:
    """Return the currency whose sign most of a column's texts carry, or "" if none."""
    counts: dict[str, int] = {}
    for text in texts:
        for sign, code in _SIGN.items():
            if sign in text or code in text.upper():
                counts[code] = counts.get(code, 0) + 1
    return max(counts, key=lambda code: counts[code]) if counts else ""


def read(text: str, currency: str, decimal: str) -> tuple[int, str] | None | Bad:
    """Return the price in a cell, in minor units, and its currency; None for an empty one."""
    if decimal != "," and (plain := _PLAIN.match(text)) and _has_cents(currency):
        return int(plain.group(1)) * 100 + int(plain.group(2)), currency
    text = _SWISS.sub("", text.strip())
    if text.casefold() in _EMPTY:
        return None
    if _LETTER_INSIDE.search(text):
        mended = _LETTER_INSIDE.sub(lambda found: found.group().translate(_LETTERS), text)
        letter = _LETTER_INSIDE.search(text).group()  # type: ignore[union-attr]
        if not isinstance(read(mended, currency, decimal), Bad):
            return Bad("letter_in_price", mended, letter=letter)
    bare = _DOLLARS.sub("", text).strip()
    if bare != text and currency not in {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"}:
        currency = "USD"
    try:
        money = parse(bare, currency, decimal=decimal)
    except UnknownCurrency:
        return Bad("not_a_price")
    except Invalid:
        return Bad("not_a_price")
    return Bad("negative_price") if money.minor < 0 else (money.minor, money.currency)


@cache
def _has_cents(currency: str) -> bool:
    return exponent(currency) == 2


def read_currency(text: str) -> str | Bad:
    """Return the currency code that a cell names; "" for an empty one."""
    code = text.strip().upper()
    code = _SIGN.get(code, code)
    return code if not code or is_currency(code) else Bad("unknown_currency")
