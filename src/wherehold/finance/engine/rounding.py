"""From exact amounts to whole minor units. Never a float."""

from collections.abc import Callable, Sequence
from fractions import Fraction

Rounding = Callable[[Sequence[Fraction], int], list[int]]


def half_up(amount: Fraction) -> int:
    """Round to the next whole number, halves up."""
    return int((2 * amount.numerator + amount.denominator) // (2 * amount.denominator))


def cumulative(totals: Sequence[Fraction], whole: int) -> list[int]:
    """Round what is used up so far; a charge is the difference.

    So rows sum exactly, and none is off by more than the rounding of two totals.
    """
    return [half_up(total) for total in totals]


def last_row(totals: Sequence[Fraction], whole: int) -> list[int]:
    """Round each charge; the last takes the rest. As ERPNext and OCA have it."""
    return _row_by_row(totals, half_up)


def truncate(totals: Sequence[Fraction], whole: int) -> list[int]:
    """Cut each charge off; the last takes the rest."""
    return _row_by_row(totals, lambda charge: charge.numerator // charge.denominator)


def whole_units(totals: Sequence[Fraction], whole: int) -> list[int]:
    """Round each charge to whole units of the currency; the last takes the rest."""
    return _row_by_row(totals, lambda charge: half_up(charge / whole) * whole)


def _row_by_row(totals: Sequence[Fraction], to_whole: Callable[[Fraction], int]) -> list[int]:
    last = half_up(totals[-1]) if totals else 0
    rounded, before, done = [], Fraction(0), 0
    for total in totals:
        done = min(done + to_whole(total - before), last)
        rounded.append(done)
        before = total
    return [*rounded[:-1], last] if totals else []


ROUNDINGS: dict[str, Rounding] = {
    "cumulative": cumulative,
    "last-row": last_row,
    "truncate": truncate,
    "whole": whole_units,
}
