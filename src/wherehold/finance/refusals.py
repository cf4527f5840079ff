"""What finance declines to do, and how that reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from wherehold.finance.engine.problems import Wrong
from wherehold.kernel.errors import Conflict, Invalid

# By the name that the engine gives what is wrong.
WHY = {
    "cost_negative": _("The cost is negative."),
    "cost_too_large": _("The cost is too large."),
    "residual_negative": _("The residual value is negative."),
    "residual_above_cost": _("The residual value is above the cost."),
    "life_not_positive": _("The life must be longer than nothing."),
    "life_too_long": _("The life has more than 4,000 steps."),
    "life_not_whole": _("This method needs a life of whole years or months."),
    "unit_unknown": _("A life is counted in years or months."),
    "fiscal_start": _("A fiscal year begins in a month from 1 to 12."),
    "rate_negative": _("The rate is negative."),
    "rate_missing": _("This method needs a rate a year, as a fraction, or a factor."),
    "rate_and_factor": _("Give a rate or a factor, not both."),
    "factor": _("The factor must be above nothing."),
    "months_of_first_year": _("The first year has from 1 to 12 months."),
    "years_only": _("This method counts in years."),
    "units_missing": _("This method needs the units of each period."),
    "units_not_as_many_as_life": _(
        "There must be as many counts of units as the life has periods."
    ),
    "units_negative": _("A count of units is negative."),
    "meter_backwards": _("The meter runs backwards. Say so if it was replaced."),
    "reading_not_last": _("There is a later reading already."),
    "reading_in_future": _("This day is still to come."),
    "reading_or_units": _("Say what the meter said, or how many units were used."),
    "units_total": _("All units together must be above nothing."),
    "table_not_as_long_as_life": _("The table must have as many rows as the life has periods."),
    "table_negative": _("A percentage of the table is negative."),
    "table_not_100": _("The percentages of the table must come to 100."),
    "amounts_not_as_many": _("There must be as many amounts as the life has periods."),
    "amount_negative": _("An amount is negative."),
    "amounts_above_base": _("The amounts are more than cost less residual value."),
    "day_count": _("Days are counted in one of the ways 0 to 4."),
    "macrs_class": _("A class of property is 3, 5, 7, 10, 15, 20, 27.5 or 39 years."),
    "macrs_convention": _("The convention is half-year, mid-quarter or mid-month."),
    "macrs_needs_mid_month": _("Real property goes by the mid-month convention."),
    "macrs_not_mid_month": _("Only real property goes by the mid-month convention."),
    "macrs_has_no_residual": _("MACRS takes the residual value as zero."),
    "quarter": _("A quarter is a number from 1 to 4."),
    "month": _("A month is a number from 1 to 12."),
    "unknown_name": _("There is no method, convention or rounding named “{given}”."),
    "accumulated_above_base": _("What was charged so far is more than there is to charge."),
    "accumulated_negative": _("What was charged so far is negative."),
    "share": _("A share is from 0 to 1."),
    "elections_for_macrs": _("Only a US tax class is expensed or has a special allowance."),
    "expensed_above_cost": _("What is expensed is above the cost."),
    "year_not_over": _("The tax year is not over."),
    "year_locked": _("The tax year is locked already."),
    "year_before": _("Lock the tax year before it first."),
    "year_empty": _("Nothing was put to use in this tax year."),
    "price_missing": _("Nothing says what a new one costs."),
    "years_of_data": _("Three years of figures are needed at least."),
    "salvage_not_as_many_as_om": _("Salvage and running costs must be for the same years."),
    "not_a_number": _("“{given}” is no number."),
    "not_whole_minor_units": _("This is no amount in whole minor units of the currency."),
    "not_a_day": _("“{given}” is no day. Write it like 2026-03-02."),
    "not_a_month": _("“{given}” is no month. Write it like 2026-11."),
    "unknown_report": _("There is no report named “{given}”."),
    "days_in_order": _("The first day is after the last."),
    "not_a_list": _("The file is neither JSON nor numbers, one a line."),
    "missing": _("This is needed: {given}."),
    "method_not_in_books": _("Books do not know this method yet."),
    "amount_not_positive": _("The amount must be above nothing."),
    "not_below_book_value": _("What can be recovered must be below the book value."),
    "nothing_to_reverse": _("There is no impairment to take back."),
    "nothing_to_revalue": _("The new value must be above nothing and another than the old one."),
    "way_unknown": _("There is no such way."),
    "nothing_to_gross_up": _("Of a book value of nothing there is nothing to gross up."),
    "rests_already": _("It is suspended already."),
    "rests_not": _("It is not suspended."),
    "sells_not": _("It is not held for sale."),
    "selling": _("It is held for sale. Take it back into use first."),
    "not_a_part": _("The part must be above nothing and less than the whole."),
    "parts_above_whole": _("The parts must cost more than nothing, and no more than the whole."),
    "part_named": _("A part needs a name, and there is none of this name yet."),
    "part_unread": _("Write a part like Roof=200000/180: its name, its cost, its months."),
    "same_company": _("Both books are of one company. Say whose books each of them is."),
    "there_already": _("It is in the book of that company already."),
    "units_and_months": _("One book counts its life in units, the other one in time."),
    "residual_above_value": _("The residual value is above the book value."),
    "gone_already": _("It has left this book already."),
    "before_in_service": _("It was not in service then."),
    "before_last_change": _("Something later happened to it already."),
    "month_closed": _("The month is closed. Have it opened again, or take a later day."),
    "not_for_macrs": _(
        "A tax class allows no such change: enter what is new as a line of its own."
    ),
    "stage_not_retired": _("It is in use. Retire it first."),
    "not_suspended_first": _("It is suspended. Let it go on first."),
    "opening_incomplete": _("An opening needs what was charged, through when, and what is left."),
    "opening_before_start": _("The opening ends before the thing was in service."),
    "start_before_purchase": _("It cannot be in service before it was bought."),
}


class BadTerms(Invalid):
    """Something cannot be depreciated so."""

    code = "finance.bad_terms"
    title = _("This cannot be")
    message = _("{why} [{name}]")


class BadBook(Invalid):
    """Something about a book cannot be so."""

    code = "finance.bad_book"
    title = _("This cannot be")
    message = _("{field}: {why}")


class WhichBook(Invalid):
    """There are several books, and none was named."""

    code = "finance.which_book"
    title = _("Which book?")
    message = _("Say of which book: {codes}.")


class BookThere(Conflict):
    """There is a book with this code."""

    code = "finance.book_there"
    title = _("There is such a book")
    message = _("There is a book {code}. Choose another code.")


class NoPolicy(Conflict):
    """A book does not say how to depreciate a thing."""

    code = "finance.no_policy"
    title = _("No policy")
    message = _("Book {book} has no policy for {tag}. Set one for its category or for everything.")


class NoRate(Conflict):
    """What a thing cost is not known in the currency of the book."""

    code = "finance.no_rate"
    title = _("No rate")
    message = _("{tag} has no price in {currency}. Give its cost, or the rate of its purchase.")


class NoRateBetween(Conflict):
    """Two books are in two currencies, and nobody said what one is worth in the other."""

    code = "finance.no_rate_between"
    title = _("No rate")
    message = _("{tag}: the books are in {from} and {to}. Say what one {from} is worth in {to}.")


class WrongPeriod(Conflict):
    """A period is not where this can be done."""

    code = "finance.wrong_period"
    title = _("Not in this period")
    message = _("{period}: {why}")


class SecondPerson(Conflict):
    """What takes two people was begun and ended by the same one."""

    code = "finance.second_person"
    title = _("This takes two people")
    message = _("{period}: somebody else has to open it again.")


class BadCost(Invalid):
    """Something cannot have been paid so."""

    code = "finance.bad_cost"
    title = _("This cannot be")
    message = _("{tag}, {field}: {why}")


class BadIndex(Invalid):
    """Prices cannot stand so."""

    code = "finance.bad_index"
    title = _("This cannot be")
    message = _("{on}: {value} is no index. Write a number above nothing, such as 112.4.")


class BadReading(Invalid):
    """A meter cannot have said so."""

    code = "finance.bad_reading"
    title = _("This cannot be")
    message = _("{tag}, {on}: {why} [{name}]")


class BadLine(Invalid):
    """A thing cannot be in a book so."""

    code = "finance.bad_line"
    title = _("This cannot be")
    message = _("{tag}: {why} [{name}]")


def reason(wrong: Wrong) -> str:
    """Return the sentence about what the engine found wrong, with the value where it says so."""
    return WHY[wrong.code].format(given=wrong.given)


def bad_terms(wrong: Wrong) -> BadTerms:
    """Return the refusal for what the engine found wrong, by its name."""
    return BadTerms({"why": reason(wrong), "name": wrong.code, "given": wrong.given})


@contextmanager
def refusing() -> Iterator[None]:
    """Refuse what the engine finds wrong inside.

    Raises: BadTerms.
    """
    try:
        yield
    except Wrong as wrong:
        raise bad_terms(wrong) from wrong
