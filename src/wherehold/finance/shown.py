"""How a thing's value is put to people: figures, a chart, a table of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance import parts as parts_of
from wherehold.finance.engine.schedule import Row
from wherehold.finance.queries import books, changes, costs, meters, values
from wherehold.finance.queries.values import InBook
from wherehold.finance.words import CHANGES, COSTS, METHODS, STATES, WAYS
from wherehold.finance.worth import UNITS
from wherehold.kernel import clock, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.ui.charts import Point, area

YEARS_BY_MONTH_MAX = 11
# How addresses call what is left of a divided thing.
UNDIVIDED = "-"
# Of a thing that goes on these are asked elsewhere, or not at all.
NOT_ASKED = ("resume", "release", "dispose", "divide", "leave", "enter")
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
        for one in books.policies(actor=actor, key=book_id)
    ]


@dataclass(frozen=True)
class Choice:
    """A book that a thing is in, as it is chosen from."""

    code: str
    name: str
    current: bool


def panel(*, actor: Actor, asset_id: int, code: str, part: str = "") -> dict[str, Any]:
    """Return what the panel of a thing's value shows: one book of its books, and its costs.

    Of a divided thing all parts together, or the one that is asked for.
    """
    return _costs(actor, asset_id) | _value(actor, asset_id, code, part)


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


def _value(actor: Actor, asset_id: int, code: str, part: str) -> dict[str, Any]:
    found = values.of_asset(actor=actor, asset_id=asset_id)
    inside = {str(line.book["code"]): str(line.book["name"]) for line in found}
    if not found:
        return {"books": [], "none": not books.books(actor=actor)}
    code, today = code if code in inside else next(iter(inside)), clock.today()
    parts = [line for line in found if line.book["code"] == code]
    wanted = "" if part == UNDIVIDED else part
    chosen = [line for line in parts if line.part == wanted] if part else []
    several = chosen or parts
    one, worth = several[0], parts_of.together(several, today)
    years = parts_of.rows_together(several, 12)
    state, tone = STATES[worth.state]
    return {
        "books": [Choice(key, name, key == code) for key, name in inside.items()],
        "in_book": one,
        "worth": worth,
        "state": state,
        "tone": tone,
        "method": METHODS[one.scheme["method"]] if len(several) == 1 else "",
        "years": [_year(row, today) for row in years],
        "chart": _chart(several, years, today),
        "meter": _meter(actor, one),
        "happened": _happened(actor, asset_id, code),
        "may_dispose": actor.may_somewhere(access.DISPOSE),
        **_parts(actor, parts, several, today),
    }


def _parts(
    actor: Actor, parts: Sequence[InBook], several: Sequence[InBook], today: date
) -> dict[str, Any]:
    """Return the parts of a divided thing, and what may be done with what is shown."""
    one = several[0]
    acts = _acts(actor, one, today) if len(several) == 1 else []
    mine = one.book["company"]
    others = any(each["company"] != mine for each in books.books(actor=actor)) if acts else False
    kinds = [kind for kind, _name in acts]
    return {
        "parts": [_part(line, line is one and len(several) == 1, today) for line in parts]
        if len(parts) > 1 or one.part
        else [],
        "part": one.part if len(several) == 1 else "",
        "divided": len(parts) > 1 and len(several) == 1,
        "acts": acts,
        "may_divide": "estimate" in kinds,
        "may_hand_over": "estimate" in kinds and others,
    }


def _part(one: InBook, current: bool, today: date) -> dict[str, Any]:
    worth = one.worth(today)
    state, tone = STATES[worth.state]
    return {
        "name": one.part,
        "key": one.part or UNDIVIDED,
        "worth": worth,
        "state": state,
        "tone": tone,
        "method": METHODS[one.scheme["method"]],
        "current": current,
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
        kinds = [kind for kind in CHANGES if kind not in NOT_ASKED]
    return [(kind, CHANGES[kind]) for kind in kinds]


def _year(row: Row, today: date) -> dict[str, Any]:
    return {"row": row, "now": row.start <= today <= row.end}


def _chart(several: Sequence[InBook], years: Sequence[Row], today: date) -> SafeString:
    """Return the book value over time: what holds until the day on which it changes."""
    rows = years if len(years) > YEARS_BY_MONTH_MAX else parts_of.rows_together(several)
    if not rows:
        return SafeString("")
    scale = 10 ** money.exponent(several[0].book["currency"])
    begins = Point(rows[0].start, (rows[0].book_value + rows[0].charge) / scale)
    ends = [Point(row.end + timedelta(days=1), row.book_value / scale) for row in rows]
    return area(
        [begins, *ends],
        title=_("Book value over time"),
        today=today,
        label=_("today"),
        width=620,
        height=170,
    )
