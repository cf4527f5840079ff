"""What needs a look on the map: what is outside, what is silent, what is not where it should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wherehold.alerts import queries as alerts
from wherehold.alerts.queries import AlertLine
from wherehold.kernel.actor import Actor
from wherehold.register.queries import listing
from wherehold.tracking.queries import pins

Given = Mapping[str, Sequence[str]]
SHOWN = 5
OUTSIDE = frozenset({"left_zone", "entered_zone", "apart_from"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that needs a look."""

    asset_id: int
    tag: str
    name: str
    detail: str
    at: datetime | None
    lat: float | None = None
    lon: float | None = None

    @property
    def fly(self) -> str:
        """Return where the map goes for it: latitude, longitude, number."""
        return f"{self.lat},{self.lon},{self.asset_id}"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Things that need a look for the same reason, and where all of them are listed."""

    title: Any
    icon: str
    url: str
    number: str
    lines: list[Line] = field(default_factory=list)


def groups(actor: Actor, given: Given) -> list[Group]:
    """Return what needs a look, the gravest first; a group with nothing in it is left out."""
    found = [_outside(actor), _silent(actor, given), _elsewhere(actor, given)]
    return [one for one in found if one.lines]


def outside(actor: Actor, limit: int = alerts.LIMIT_MAX) -> list[AlertLine]:
    """Return the open alerts about things that are not where they belong, the latest first."""
    return alerts.page(actor=actor, limit=limit, finders=OUTSIDE)[0]


def _outside(actor: Actor) -> Group:
    mine = outside(actor)
    return Group(
        title=_("Outside their zone"),
        icon="radio",
        url=reverse("alerts:alerts"),
        number=str(len(mine)),
        lines=[
            Line(
                asset_id=row.asset_id or 0,
                tag=row.asset,
                name=row.rule,
                detail=row.title,
                at=row.since,
            )
            for row in mine[:SHOWN]
        ],
    )


def _silent(actor: Actor, given: Given) -> Group:
    rows, number = pins.silent(actor=actor, given=given, limit=SHOWN)
    return Group(
        title=_("Silent for a day"),
        icon="wifi-off",
        url=f"{reverse('atlas:map')}?as=list",
        number=f"{number:,}",
        lines=[
            Line(
                asset_id=row.asset_id,
                tag=row.tag,
                name=row.name,
                detail=row.recorded,
                at=row.at,
                lat=row.lat,
                lon=row.lon,
            )
            for row in rows
        ],
    )


def _elsewhere(actor: Actor, given: Given) -> Group:
    asked = {**given, "seen": ["elsewhere"]}
    page = listing.page(actor=actor, given=asked, sort="-seen", limit=SHOWN)
    counted = listing.count(actor=actor, given=asked) if page.items else listing.Count(0)
    filters = urlencode([(name, one) for name, each in asked.items() for one in each])
    return Group(
        title=_("Recorded and observed disagree"),
        icon="git-merge",
        url=f"{reverse('desk:assets')}?{filters}",
        number=f"{counted.number:,}{'+' if counted.more else ''}",
        lines=[
            Line(
                asset_id=one["id"],
                tag=one["tag"],
                name=one["name"],
                detail=_("Recorded {place}, seen {other}").format(
                    place=one["place"] or "–", other=one.get("seen_place") or "–"
                ),
                at=one["seen_at"],
            )
            for one in page.items
        ],
    )
