"""What an asset's page shows of where its devices report it to be."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, charting, privacy, words
from wherehold.tracking.estimate import accuracy_m
from wherehold.tracking.folding import distance_m
from wherehold.tracking.queries import devices, passages, positions, presence, shares, trips, zones
from wherehold.tracking.queries.positions import Point
from wherehold.ui import charts

SPANS = {
    "day": (gettext_lazy("24 hours"), timedelta(days=1)),
    "week": (gettext_lazy("7 days"), timedelta(days=7)),
    "month": (gettext_lazy("30 days"), timedelta(days=30)),
}
GAP = timedelta(minutes=30)
LISTED_MAX = 12
DRAWN_MAX = 2_000
TRAIL_POINTS = 2_000
# Below this a thing that stands still seems to wander: no distance is counted.
STEP_M_MIN = 25.0


def panel(*, actor: Actor, asset_id: int, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return where an asset is by its devices, where it went, and what says so."""
    around = _presence(actor, asset_id)
    if not access.things(actor, [asset_id]).exists():
        return {**around, "may_see": False, **_kept(actor, asset_id)}
    name = asked.get("span", "week")
    name = name if name in SPANS else "week"
    now = clock.now()
    since = now - SPANS[name][1]
    points, more = positions.track(actor=actor, asset_id=asset_id, since=since, until=now)
    spots = positions.now(actor=actor, asset_ids=[asset_id])
    on = positions.devices_of(actor=actor, asset_id=asset_id)
    return {
        **around,
        "may_see": True,
        "may_manage": actor.may_everywhere(access.MANAGE),
        "spot": spots[0] if spots else None,
        "span": name,
        "spans": [(key, label) for key, (label, _span) in SPANS.items()],
        "points": len(points),
        "more": more,
        "kilometres": round(travelled_m(points) / 1000, 1),
        "drawing": draw(points),
        "trail": _trail(asset_id, since, now) if points else None,
        "legs": _legs(actor, asset_id, since, now),
        "visits": _visits(actor, asset_id, since),
        "passages": _passages(actor, asset_id, points),
        "evidence": list(reversed(points[-LISTED_MAX:])),
        "shares": shares.of_asset(actor=actor, asset_id=asset_id),
        "asset_id": asset_id,
        "on": [(binding, words.KINDS[device.kind], device, state) for binding, state, device in on],
        "before": [one for one in devices.bindings(actor=actor, asset_id=asset_id) if one.ends_at],
    }


def _kept(actor: Actor, asset_id: int) -> dict[str, Any]:
    """Return whether one person keeps it, and whether others may see where, telling the person."""
    if not privacy.is_kept(asset_id):
        return {"kept": False}
    return {"kept": True, "may_ask": access.may_see_kept(actor, asset_id), "asset_id": asset_id}


def _presence(actor: Actor, asset_id: int) -> dict[str, Any]:
    """Return where it most likely is, with the words for what says so."""
    found = presence.of_asset(actor=actor, asset_id=asset_id)
    best = found.estimate
    how, icon = words.evidence(best.how) if best else ("", "")
    also = dict.fromkeys(words.evidence(one)[0] for one in best.also) if best else {}
    return {
        "presence": found,
        "how": how,
        "icon": icon,
        "also": list(also),
        "evidence_of": [(one, *words.evidence(one.how), accuracy_m(one)) for one in found.evidence],
    }


def _trail(asset_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    """Return what draws a trail on a map: where its points come from, and the words on it."""
    asked = {"since": since.isoformat(), "until": until.isoformat(), "points": TRAIL_POINTS}
    address = reverse("api:track", kwargs={"asset_id": asset_id})
    return {
        "url": f"{address}?{urlencode(asked)}",
        "words": charting.words(),
        "base": charting.base(),
    }


def _legs(actor: Actor, asset_id: int, since: datetime, until: datetime) -> list[trips.Trip]:
    """Return the last trips, the latest first."""
    found, _more = trips.trips(actor=actor, asset_id=asset_id, since=since, until=until)
    return list(reversed(found[-LISTED_MAX:]))


def _passages(actor: Actor, asset_id: int, points: list[Point]) -> list[passages.Passage]:
    """Return the last zones that it went through between two positions, the latest first."""
    found = passages.through(actor=actor, asset_id=asset_id, points=points[-DRAWN_MAX:])
    return list(reversed(found[-LISTED_MAX:]))


def _visits(actor: Actor, asset_id: int, since: datetime) -> list[zones.Visit]:
    """Return where it was in a span, the zones that it is in first."""
    found = zones.visits(actor=actor, asset_id=asset_id, since=since)
    return sorted(found, key=lambda one: one.left_at is not None)[:LISTED_MAX]


def draw(points: Sequence[Point]) -> SafeString | None:
    """Draw a trail, with the same as a table beside it; nothing where there is none."""
    if not points:
        return None
    thinned = points[:: max(1, len(points) // DRAWN_MAX)]
    if thinned[-1] is not points[-1]:
        thinned = [*thinned, points[-1]]
    rows = [
        (_instant(one.at), f"{one.lat:.5f}", f"{one.lon:.5f}")
        for one in thinned[:: max(1, len(thinned) // 40)]
    ]
    return charts.trail(
        [charts.Stretch([(one.lat, one.lon) for one in part]) for part in _parts(thinned)],
        title=_("Where it went, north up"),
        head=(_("When"), _("Latitude"), _("Longitude")),
        rows=rows,
        accuracy_m=points[-1].accuracy_m,
    )


def travelled_m(points: Sequence[Point]) -> float:
    """Return how far a thing went, without the wandering of one that stands."""
    total, here = 0.0, points[0] if points else None
    for one in points:
        assert here is not None
        step = distance_m(here.lat, here.lon, one.lat, one.lon)
        if step >= max(STEP_M_MIN, one.accuracy_m or 0.0):
            total, here = total + step, one
    return total


def _parts(points: Sequence[Point]) -> list[list[Point]]:
    """Return the parts of a trail between gaps."""
    parts = [[points[0]]]
    for before, after in pairwise(points):
        if (
            after.at - before.at > GAP
            and distance_m(before.lat, before.lon, after.lat, after.lon) > 2_000
        ):
            parts.append([])
        parts[-1].append(after)
    return parts


def _instant(at: datetime) -> str:
    return date_format(at.astimezone(clock.zone()), "j M H:i")
