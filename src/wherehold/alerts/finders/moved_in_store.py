"""Moved while in store: goes although nobody has it."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.devices import devices
from wherehold.alerts.finding import OFTEN_S, Asked, Facts, Finder, Found
from wherehold.tracking.instants import to_us

FRESH_MIN = 10
MOVES_MPS = 0.6


def where(asked: Asked) -> Q:
    """Narrow to devices that moved a moment ago."""
    return Q(speed_mps__gte=MOVES_MPS, at_us__gte=to_us(asked.ago(minutes=FRESH_MIN)))


def on(asked: Asked) -> Q:
    """Narrow to things that are in stock, with nobody."""
    return Q(stage="in_stock", held="")


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find things in store that move."""
    return [
        Found(
            key=f"asset:{one.asset_id}",
            title=_("{thing} moves while in store").format(thing=one.asset),
            since=one.at,
            asset_id=one.asset_id,
            evidence={"device": one.label, "place": one.place},
        )
        for one in facts
    ]


FINDER = Finder(
    "moved_in_store",
    gettext_lazy("Moved while in store"),
    gettext_lazy("A tracker on a thing in stock, which nobody has, reports that it moves."),
    "truck",
    devices(where, on),
    find,
    every_s=OFTEN_S,
)
