"""What was typed or clicked on a plan, read: points, distances, corners."""

from collections.abc import Mapping
from math import isfinite

from django.utils.translation import gettext as _

from wherehold.tracking.commands import NewArea
from wherehold.tracking.floors import Anchor, Floor, Pair
from wherehold.tracking.privacy import WORK_DAYS, Rules
from wherehold.tracking.refusals import BadPlan, NotCalibrated
from wherehold.ui.schema import ID_MAX

Given = Mapping[str, str]


def anchors(given: Given, height_px: int) -> tuple[Anchor, Anchor]:
    """Return two points of a plan: with coordinates, or by the distance between them.

    By a distance, the plan's lower left corner is nought.

    Raises: BadPlan.
    """
    here, there = pair("px_a", given), pair("px_b", given)
    if here is None or there is None:
        raise BadPlan({"field": "points", "why": _("click two points of the plan.")})
    earth = pair("earth_a", given), pair("earth_b", given)
    begin, end = pair("metres_a", given), pair("metres_b", given)
    if begin is None or end is None:
        begin, end = _by_distance(here, there, given, height_px)
    return Anchor(here, begin, earth[0]), Anchor(there, end, earth[1])


def _by_distance(here: Pair, there: Pair, given: Given, height_px: int) -> tuple[Pair, Pair]:
    metres = _number(given.get("distance", ""))
    apart = ((there[0] - here[0]) ** 2 + (there[1] - here[1]) ** 2) ** 0.5
    if metres is None or metres <= 0 or not apart:
        why = _("how far they are apart in metres, or the coordinates of both.")
        raise BadPlan({"field": "distance", "why": why})
    scale = metres / apart
    return (
        (here[0] * scale, (height_px - here[1]) * scale),
        (there[0] * scale, (height_px - there[1]) * scale),
    )


def area(given: Given, floor: Floor | None) -> NewArea:
    """Return an area by its corners in the picture.

    Raises: BadPlan, NotCalibrated.
    """
    if floor is None:
        raise NotCalibrated({})
    numbers = [_number(one) for one in given.get("corners", "").replace(";", " ").split()]
    if len(numbers) % 2 or None in numbers:
        raise BadPlan({"field": "corners", "why": _("pairs of numbers, right and down.")})
    known = [one for one in numbers if one is not None]
    pixels = list(zip(known[::2], known[1::2], strict=True))
    return NewArea(
        name=given.get("name", ""),
        corners=[floor.metres(one) for one in pixels],
        place_id=number(given.get("place", "")) or None,
    )


def pair(name: str, given: Given) -> Pair | None:
    """Return two numbers, with a comma between; nothing for nothing.

    Raises: BadPlan.
    """
    text = given.get(name, "").strip()
    if not text:
        return None
    values = [_number(one) for one in text.replace(";", ",").split(",")]
    if len(values) != 2 or values[0] is None or values[1] is None:
        raise BadPlan({"field": name, "why": _("two numbers with a comma between.")})
    return values[0], values[1]


def number(text: str) -> int:
    """Return a number that was sent; nought for what is none."""
    good = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if good and int(text) <= ID_MAX else 0


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) else None


def privacy(given: Given) -> Rules:
    """Return settings of privacy; a number that is none is one that is refused."""
    return Rules(
        long_days=_whole(given.get("long_days", "")),
        look_allowed=bool(given.get("look_allowed")),
        look_minutes=_whole(given.get("look_minutes", "")),
        share_allowed=bool(given.get("share_allowed")),
        live_allowed=bool(given.get("live_allowed")),
        precision=_whole(given.get("precision", "0") or "0"),
        history_days=_whole(given.get("history_days", "0") or "0"),
        work_days=_whole(given.get("work_days", str(WORK_DAYS))),
        work_from=_whole(given.get("work_from", "6")),
        work_until=_whole(given.get("work_until", "20")),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
