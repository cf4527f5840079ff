"""How a thing's value is put to people: figures, a chart, a table of years."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance.engine.schedule import Row
from wherehold.finance.queries import books, changes, costs, meters, values
from wherehold.finance.queries.values import InBook
from wherehold.finance.words import CHANGES, COSTS, METHODS, STATES, WAYS
from wherehold.finance.worth import UNITS
from wherehold.kernel import clock, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.ui.charts import Point, area

MONTHS_DRAWN_MAX = 120
MONTH_NAMES = tuple(MONTHS.items())


def policies(*, actor: Actor, book_id: int) -> list[dict[str, Any]]:
    """Return how a book depreciates, put into words.

    Raises: NotFound.
    """
    return [
        {
            "category": one["category__full_name"],
            "method": METHODS[one["method"]],
            "life": one["life"],
            "years": one["step_months"] == 12,
            "residual": one["residual_permille"] / 10,
            "rate": one["rate"],
            "factor": one["factor"],
        }
        for one in books.policies(actor=actor, book_id=book_id)
    ]


@dataclass(frozen=True)
class Choice:
    """A book that a thing is in, as it is chosen from."""

    code: str
    name: str
    current: bool


def panel(*, actor: Actor, asset_id: int, code: str) -> dict[str, Any]:
    """Return what the panel of a thing's value shows: one book of its books, and its costs."""
    return _costs(actor, asset_id) | _value(actor, asset_id, code)


def _costs(actor: Actor, asset_id: int) -> dict[str, Any]:
    """Return what was paid for a thing. `paid` is in the organisation's currency."""
    found = costs.of_asset(actor=actor, asset_id=asset_id)
    paid = sum(one["value_minor"] or 0 for one in found if one["kind"] != "proceeds")
    return {
        "costs": [(one, COSTS[one["kind"]]) for one in found],
        "paid": paid,
        "home": organisation.current().currency,
        "asset_id": asset_id,
        "may_cost": actor.may_somewhere(access.KEEP),
    }


def _value(actor: Actor, asset_id: int, code: str) -> dict[str, Any]:
    found = values.of_asset(actor=actor, asset_id=asset_id)
    one = next((line for line in found if line.book["code"] == code), found[0] if found else None)
    if one is None:
        return {"books": [], "none": not books.books(actor=actor)}
    today = clock.today()
    years = one.rows(12)
    state, tone = STATES[one.worth(today).state]
    return {
        "books": [Choice(line.book["code"], line.book["name"], line is one) for line in found],
        "in_book": one,
        "worth": one.worth(today),
        "state": state,
        "tone": tone,
        "method": METHODS[one.scheme["method"]],
        "years": [_year(row, today) for row in years],
        "chart": _chart(one, today),
        "meter": _meter(actor, one),
        "happened": _happened(actor, asset_id, one.book["code"]),
        "acts": _acts(actor, one, today),
        "may_dispose": actor.may_somewhere(access.DISPOSE),
    }


def _meter(actor: Actor, one: InBook) -> list[dict[str, Any]] | None:
    """Return what the meter of a thing said lately; none where units do not count."""
    if one.scheme["method"] != UNITS:
        return None
    return meters.readings(actor=actor, asset_id=one.asset_id, limit=12)


def _happened(actor: Actor, asset_id: int, code: str) -> list[dict[str, Any]]:
    """Return what happened to a thing in a book, in words; profit is gain and result."""
    return [
        one
        | {
            "words": ", ".join(filter(None, (str(CHANGES[one["kind"]]), str(WAYS[one["way"]])))),
            "profit": one["gain_minor"] + one["result_minor"],
        }
        for one in changes.of_asset(actor=actor, asset_id=asset_id)
        if one["book"] == code
    ]


def _acts(actor: Actor, one: InBook, today: date) -> list[tuple[str, Any]]:
    """Return what may be said to have happened to it now."""
    state = one.worth(today).state
    if not actor.may_somewhere(access.KEEP) or state in ("derecognised", "not_in_service"):
        return []
    if state == "suspended":
        kinds = ["resume", "transfer"]
    elif state == "held_for_sale":
        kinds = ["release", "impair", "reverse", "transfer"]
    elif one.scheme["method"] == "macrs":
        kinds = ["transfer"]
    else:
        kinds = [kind for kind in CHANGES if kind not in ("resume", "release", "dispose")]
    return [(kind, CHANGES[kind]) for kind in kinds]


def _year(row: Row, today: date) -> dict[str, Any]:
    return {"row": row, "now": row.start <= today <= row.end}


def _chart(one: InBook, today: date) -> SafeString:
    """Return the book value over time: what holds until the day on which it changes."""
    rows = one.rows()
    if not rows:
        return SafeString("")
    every = 1 if len(rows) <= MONTHS_DRAWN_MAX else 12
    scale = 10 ** money.exponent(one.book["currency"])
    begins = Point(rows[0].start, (rows[0].book_value + rows[0].charge) / scale)
    drawn = [*rows[every - 1 : -1 : every], rows[-1]]
    ends = [Point(row.end + timedelta(days=1), row.book_value / scale) for row in drawn]
    return area(
        [begins, *ends],
        title=_("Book value over time"),
        today=today,
        label=_("today"),
        width=620,
        height=170,
    )
