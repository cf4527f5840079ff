"""Money: whole minor units and a currency. Amounts are never fractions of a float.

What was bought in another currency keeps that currency, with the rate of the day of purchase as
a decimal text; nothing is converted anew later.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid

MINOR_MAX = 10**15
# Marks that people write for a currency where it can only mean one.
_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "zł": "PLN", "Kč": "CZK", "₹": "INR", "₺": "TRY"}
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,'’\s\u00a0\u202f]*")
_SPACES = re.compile(r"['’\s\u00a0\u202f]")


class NotMoney(Invalid):
    """The text is no amount of money."""

    code = "not_money"
    title = _("Not an amount")
    message = _("{text} is not an amount of money. Write it like 1480.50 or 1480.50 EUR.")


class UnknownCurrency(Invalid):
    """There is no such currency."""

    code = "unknown_currency"
    title = _("Unknown currency")
    message = _("{currency} is not a currency code of ISO 4217, such as EUR.")


@dataclass(frozen=True)
class Money:
    """An amount in minor units (cents) of a currency."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return f"{plain(self.minor, self.currency)} {self.currency}"


def is_currency(code: str) -> bool:
    """Say whether a code names a currency that is or was in use."""
    return code in _currencies()


def exponent(currency: str) -> int:
    """Return how many decimal places the minor unit of a currency is.

    Raises: UnknownCurrency.
    Source: ISO 4217, as CLDR has it.
    """
    from babel.core import get_global

    if not is_currency(currency):
        raise UnknownCurrency({"currency": currency})
    fractions = get_global("currency_fractions")
    return int(fractions.get(currency, fractions["DEFAULT"])[0])


def parse(text: str, currency: str, *, decimal: str = "") -> Money:
    """Read an amount as people write it: "1.480,00", "1,480.00", "€ 1480", "1480 USD".

    `currency` holds where the text names none. `decimal`, "." or ",", says which mark stands
    before the minor units where the text can be read in two ways ("1.480"); without it, one
    mark with three digits behind it parts thousands.
    Raises: NotMoney, for fractions of the minor unit too; UnknownCurrency.
    """
    found = _NUMBER.search(text)
    if found is None:
        raise NotMoney({"text": text[:40]})
    rest = (text[: found.start()] + " " + text[found.end() :]).split()
    if len(rest) > 1:
        raise NotMoney({"text": text[:40]})
    named = _SIGNS.get(rest[0], rest[0].upper()) if rest else currency
    places = exponent(named)
    try:
        amount = Decimal(_decimal_point(_SPACES.sub("", found.group()), decimal))
    except InvalidOperation:
        raise NotMoney({"text": text[:40]}) from None
    minor = amount.scaleb(places)
    if minor != minor.to_integral_value() or abs(minor) >= MINOR_MAX:
        raise NotMoney({"text": text[:40]})
    return Money(int(minor), named)


def plain(minor: int, currency: str) -> str:
    """Write an amount for a program: digits and a point, as in -1480.50."""
    places = exponent(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def shown(minor: int, currency: str, language: str = "") -> str:
    """Write an amount for a person, in their language."""
    from babel.numbers import format_currency

    amount = Decimal(minor).scaleb(-exponent(currency))
    locale = (language or get_language() or "en").replace("-", "_")
    return str(format_currency(amount, currency, locale=_known_locale(locale)))


def converted(minor: int, currency: str, rate: str, into: str) -> int:
    """Return an amount in another currency at a rate that was fixed, in its minor units.

    The rate is how many units of `into` one unit of `currency` is worth. Halves are rounded away
    from zero, once, here.
    """
    amount = Decimal(minor).scaleb(-exponent(currency)) * Decimal(rate)
    return int(amount.scaleb(exponent(into)).quantize(Decimal(1), ROUND_HALF_UP))


def _decimal_point(digits: str, decimal: str) -> str:
    """Write a number with a point before the fraction, and nothing between thousands."""
    marks = [mark for mark in ".," if mark in digits]
    if len(marks) == 2:
        decimal = max(marks, key=digits.rfind)
    elif marks and not decimal:
        groups = digits.lstrip("+-").split(marks[0])
        leads = len(groups[0]) <= 3 and not groups[0].startswith("0")
        thousands = len(groups) > 2 or (len(groups[-1]) == 3 and leads)
        decimal = {".": ",", ",": "."}[marks[0]] if thousands else marks[0]
    thousands_mark = {".": ",", ",": "."}.get(decimal, "")
    whole, _mark, fraction = digits.partition(decimal) if decimal else (digits, "", "")
    groups = whole.split(thousands_mark) if thousands_mark else [whole]
    first = len(groups[0].lstrip("+-"))
    if any(len(group) != 3 for group in groups[1:]) or not 0 < first <= (3 if groups[1:] else 20):
        raise InvalidOperation
    if thousands_mark and thousands_mark in fraction:
        raise InvalidOperation
    return f"{''.join(groups)}.{fraction or '0'}"


@cache
def _currencies() -> frozenset[str]:
    from babel.core import get_global

    return frozenset(get_global("all_currencies"))


@cache
def _known_locale(locale: str) -> str:
    from babel.core import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(locale))
    except (UnknownLocaleError, ValueError):
        return "en"
