"""Apart from its carrier: a tool that is further from its trailer than so many metres."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.apart import pairs
from wherehold.alerts.finding import NOW_AND_THEN_S, Asked, Facts, Finder, Found, Parameter
from wherehold.tracking.instants import SECOND_US
from wherehold.tracking.queries.apart import Fix, Pair
from wherehold.tracking.zoning import MARGIN_M


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find what is surely outside by two positions of each: one astray proves nothing."""
    return [_told(one) for one in facts if _is_apart(one)]


def _is_apart(one: Pair) -> bool:
    (thing, thing_was), (carrier, carrier_was) = one.thing_at, one.carrier_at
    moved_m = _moved_m(one.thing_at, one.carrier_at)
    beyond = one.radius_m + MARGIN_M
    return (
        thing.surely_m(carrier) - moved_m > beyond
        and thing_was.surely_m(carrier) > beyond
        and thing.surely_m(carrier_was) > beyond
    )


def _moved_m(thing: tuple[Fix, Fix], carrier: tuple[Fix, Fix]) -> float:
    """Return how far whichever told earlier may have gone on since, at the pace that it had."""
    earlier, later = sorted((thing, carrier), key=lambda each: each[0].at_us)
    now, was = earlier
    seconds = max((now.at_us - was.at_us) / SECOND_US, 1.0)
    pace = max(now.speed_mps or 0.0, now.surely_m(was) / seconds, 0.0)
    return pace * (later[0].at_us - now.at_us) / SECOND_US


def _told(one: Pair) -> Found:
    (thing, thing_was), (carrier, carrier_was) = one.thing_at, one.carrier_at
    metres = round(thing.metres(carrier))
    title = _("{thing} is {metres} m from {carrier}")
    return Found(
        key=f"asset:{one.asset_id}",
        title=title.format(thing=one.asset, metres=f"{metres:,}", carrier=one.carrier),
        since=max(thing_was.at, carrier_was.at),
        asset_id=one.asset_id,
        evidence={
            "zone": one.zone,
            "metres": metres,
            "thing_at": _place(one.asset, thing),
            "carrier_at": _place(one.carrier, carrier),
        },
    )


def _place(what: str, fix: Fix) -> str:
    return f"{what} {fix.lat:.5f}, {fix.lon:.5f} · {fix.at:%Y-%m-%d %H:%M} UTC"


FINDER = Finder(
    "apart_from",
    gettext_lazy("Apart from its carrier"),
    gettext_lazy("What is to stay close to another thing and is further away, by what both told."),
    "unlink",
    pairs,
    find,
    (
        Parameter("zone_id", gettext_lazy("Zone around a thing"), kind="zone_along"),
        Parameter("minutes", gettext_lazy("Told within, minutes"), default=10, most=1_440),
    ),
    every_s=NOW_AND_THEN_S,
)
