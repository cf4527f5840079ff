"""What a count amounts to. Conditions and sums over its lines; who may ask is asked elsewhere."""

from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from wherehold.stocktake import rules
from wherehold.stocktake.models import Line, Stocktake, Unknown, Zone

# A difference of which somebody has to say what it is.
DIFFERENT = Q(state__in=(rules.ELSEWHERE, rules.MISSING)) | Q(state=rules.FOUND, twice=True)


def to_decide(stocktake: Stocktake) -> QuerySet[Line]:
    """Return the lines of which nobody has said yet what is to be made of them."""
    return Line.objects.filter(differences(stocktake), stocktake=stocktake, outcome="")


def differences(stocktake: Stocktake) -> Q:
    """Return the condition on lines of a count that are not simply found or still to count."""
    if stocktake.second_minor is None:
        return DIFFERENT
    once = Q(
        state=rules.FOUND,
        expected=True,
        second_by=None,
        second_at=None,
        value_minor__gte=stocktake.second_minor,
    )
    return DIFFERENT | once


def unknown_left(stocktake: Stocktake) -> QuerySet[Unknown]:
    """Return the unknown codes of which nobody has said yet what they are."""
    return Unknown.objects.filter(stocktake=stocktake, outcome="")


def counted(stocktake: Stocktake) -> dict[str, int]:
    """Return the numbers of a count by state, summed over its zones. One statement."""
    names = ("expected", "found", "elsewhere", "missing", "moved")
    sums = Zone.objects.filter(stocktake=stocktake).aggregate(**{n: Sum(n) for n in names})
    numbers = {name: int(sums[name] or 0) for name in names}
    seen = sum(numbers[name] for name in names[1:])
    return numbers | {"open": numbers["expected"] - seen}


def summed(stocktake: Stocktake) -> dict[str, Any]:
    """Return all figures of a count as they are signed: whole numbers only. Six statements."""
    lines = Line.objects.filter(stocktake=stocktake)
    outcomes = lines.exclude(outcome="").values_list("outcome")
    gone = lines.filter(expected=True, state=rules.MISSING)
    lost = lines.filter(expected=True, outcome__in=(rules.LOST, rules.WRITE_OFF))
    numbers = counted(stocktake)
    unknown = Unknown.objects.filter(stocktake=stocktake)
    extra = lines.filter(expected=False)
    return numbers | {
        "unexpected": extra.count(),
        "unknown": unknown.count(),
        "unknown_left": unknown.filter(asset=None).count(),
        "duplicate": lines.filter(times__gt=0).count(),
        "missing_minor": minor(gone),
        "lost": lost.count(),
        "lost_minor": minor(lost),
        "outcomes": dict(outcomes.annotate(n=Count("pk")).order_by("outcome")),
        "right": numbers["found"],
        "judged": numbers["found"] + numbers["elsewhere"] + numbers["missing"],
        "value_minor": stocktake.value_minor,
    }


def minor(lines: QuerySet[Line]) -> int:
    """Return what lines are worth, as far as they have a price."""
    return int(lines.aggregate(worth=Sum("value_minor"))["worth"] or 0)
