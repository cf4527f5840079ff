"""The methods by name. A new one is a file beside these and a line here."""

from wherehold.finance.engine.methods import (
    declining_balance,
    fixed_declining,
    french,
    macrs,
    manual,
    none,
    straight_line,
    sum_of_years_digits,
    table,
    units_of_production,
)
from wherehold.finance.engine.methods.shape import Method

METHODS: dict[str, Method] = {
    method.key: method
    for method in (
        straight_line.METHOD,
        declining_balance.METHOD,
        fixed_declining.METHOD,
        sum_of_years_digits.METHOD,
        units_of_production.METHOD,
        macrs.METHOD,
        french.LINEAR,
        french.DEGRESSIVE,
        table.METHOD,
        manual.METHOD,
        none.METHOD,
    )
}
