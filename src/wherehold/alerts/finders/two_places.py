"""In two places at once: two devices on one thing are far apart."""

from itertools import combinations

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import OnThing, devices
from wherehold.alerts.finding import NOW_AND_THEN_S, Asked, Facts, Finder, Found, Parameter
from wherehold.tracking.folding import distance_m
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Binding


def where(asked: Asked) -> Q:
    """Narrow to devices that said where they are within the last minutes."""
    return Q(lat__isnull=False, at_us__gte=to_us(asked.ago(minutes=asked.number("minutes"))))


def on(asked: Asked) -> Q:
    """Narrow to things with several devices."""
    several = Binding.objects.filter(ends_at=None, asset__isnull=False).values("asset")
    return Q(pk__in=several.annotate(number=Count("pk")).filter(number__gt=1).values("asset"))


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find things whose devices are further apart than so many metres."""
    by_asset: dict[int, list[OnThing]] = {}
    for one in facts:
        by_asset.setdefault(one.asset_id, []).append(one)
    found = []
    for those in by_asset.values():
        for one, other in combinations(sorted(those, key=lambda d: d.id), 2):
            apart = distance_m(one.lat or 0, one.lon or 0, other.lat or 0, other.lon or 0)
            if apart > asked.number("metres"):
                found.append(_told(one, other, apart, asked))
                break
    return found


def _told(one: OnThing, other: OnThing, apart_m: float, asked: Asked) -> Found:
    return Found(
        key=f"asset:{one.asset_id}",
        title=_("{thing} is in two places").format(thing=one.asset),
        since=max(one.at or asked.now, other.at or asked.now),
        asset_id=one.asset_id,
        evidence={"devices": f"{one.label}, {other.label}", "metres": round(apart_m)},
    )


FINDER = Finder(
    "two_places",
    gettext_lazy("In two places at once"),
    gettext_lazy("Two devices on one thing report positions that are so many metres apart."),
    "copy",
    devices(where, on),
    find,
    (
        Parameter("metres", gettext_lazy("Metres"), default=1_000, most=1_000_000),
        Parameter("minutes", gettext_lazy("Within, minutes"), default=30, most=1_440),
    ),
    every_s=NOW_AND_THEN_S,
)
