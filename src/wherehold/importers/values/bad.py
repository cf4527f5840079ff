"""What is wrong with one cell: a value that travels with the row, not an exception of it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

SHOWN_CHARACTERS_MAX = 80

# Code of an error, and the sentence with the remedy. `value` is what stands in the file.
MESSAGES = {
    "missing_name": _("A name is needed. Write one, or name the model."),
    "too_long": _("This has {length} characters; {most} at most. Shorten it."),
    "not_text": _("This has characters that are no text, such as NUL. Delete them."),
    "lost_digits": _(
        "A spreadsheet has shortened this number, the last digits are lost. Write it again as text."
    ),
    "not_a_date": _("This is not a date. Write it like 2024-03-14."),
    "no_such_day": _("There is no such day. {month} has {days} days in {year}."),
    "ambiguous_date": _("Day and month could be either. Write it like 2024-03-14."),
    "not_a_price": _("This is not a price. Write it like 1480.50."),
    "letter_in_price": _("There is the letter {letter} instead of a digit. Use {suggestion}."),
    "negative_price": _("A price is not negative. Leave the cell empty if it is not known."),
    "unknown_currency": _("This is not a currency code of ISO 4217, such as EUR."),
    "not_months": _("This is not a number of months. Write it like 36."),
    "not_yes_no": _("Write yes or no."),
    "not_an_email": _("This is not an e-mail address. Correct it or leave it empty."),
    "unknown_word": _("Not known here. Use one of: {known}."),
    "duplicate_in_file": _("Line {line} has the same {what}. Keep one of the two."),
    "duplicate_identifier": _("Another asset has this code. Correct it, or name that asset's tag."),
    "two_assets": _("The codes of this row belong to two different assets: {known}."),
    "unknown_reference": _("Not known here. Create it first, choose another, or leave it empty."),
    "unknown_person": _("Nobody is known by this. Write an e-mail address, or leave it empty."),
    "ambiguous_people": _("Several people have this name. Write the e-mail address instead."),
    "ambiguous_places": _("Several places have this name. Write the whole path, as A > B."),
    "ambiguous_categories": _("Several categories have this name. Write the path, as A > B."),
    "unknown_parent": _("No asset with this code stands above or in the register."),
    "dates_out_of_order": _("This day lies before the day of purchase. Correct one of the two."),
    "bad_field": _("This does not fit the field: {why}"),
    "too_few_cells": _("The row has {cells} of {width} cells. Add separators for the empty ones."),
    "too_many_cells": _(
        "The row has {cells} cells, the headings {width}. "
        "Put quotation marks around cells with separators in them."
    ),
    "malformed_line": _("A quotation mark stands in the wrong place. Double it inside quotes."),
    "unclosed_quote": _("A quotation mark is opened and never closed; what follows was not read."),
    "not_allowed": _("You may not do this here: {permission}. Ask for the right or leave it out."),
    "not_found": _("No {what} {key}."),
    "held_but_idle": _("What is {stage} is held by nobody. Change the status or the holder."),
    "refused": _("{said}"),
    "held_by_another": _("Somebody else holds it. Take it back first, or leave the holder empty."),
}


class Bad:
    """One fault: its code, what the sentence needs, and what would mend it.

    `says` among the facts is the sentence where one code has several.
    """

    __slots__ = ("code", "facts", "suggestion")

    def __init__(self, code: str, suggestion: str = "", **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.suggestion = suggestion

    @property
    def message(self) -> str:
        """Return the sentence, in the language of who reads it."""
        return message_of(self.code, self.facts, self.suggestion)

    def __repr__(self) -> str:
        return f"Bad({self.code})"


def message_of(code: str, facts: Mapping[str, object], suggestion: str) -> str:
    """Return the sentence of a fault; what the register said is said again."""
    if said := facts.get("said"):
        return str(said)
    sentence = MESSAGES[str(facts.get("says", code))]
    return str(sentence).format(suggestion=suggestion, **facts)
