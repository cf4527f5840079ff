"""Devices that are on things, with what is known of them last."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from wherehold.alerts.finding import Asked, Facts
from wherehold.tracking import privacy
from wherehold.tracking.instants import from_us
from wherehold.tracking.models import Binding, State


@dataclass(frozen=True, kw_only=True)
class OnThing:
    """A device on a thing, and what it last said."""

    id: int
    label: str
    asset_id: int
    asset: str
    place: str
    holder: str
    contact_at: datetime | None
    battery_pct: float | None
    at: datetime | None
    lat: float | None
    lon: float | None
    speed_mps: float | None


def devices(
    where: Callable[[Asked], Q],
    on: Callable[[Asked], Q] = lambda asked: Q(),
    *,
    of_people: bool = False,
) -> Callable[[Asked], Facts]:
    """Return how to read devices whose last state meets a condition, on things that do. Two
    statements.

    Not those on what one person keeps: how fast that goes, or that it is silent, tells of the
    person. With `of_people` those too, for what tells nothing of them.
    """

    def read(asked: Asked) -> list[OnThing]:
        things = asked.things.filter(on(asked))
        things = things if of_people else things.exclude(privacy.personal())
        bound = Binding.objects.filter(ends_at=None, asset__in=things.values("pk"))
        states = {
            one.device_id: one
            for one in State.objects.filter(where(asked), device__in=bound.values("device"))
        }
        rows = bound.filter(device__in=list(states)) if len(states) < 500 else bound
        columns = rows.values(
            *("device_id", "asset_id"),
            key=F("device__key"),
            name=F("device__name"),
            tag=F("asset__tag"),
            at_place=F("asset__place__full_name"),
            holder=F("asset__holder__name"),
        )
        return [
            _line(row, states[row["device_id"]]) for row in columns if row["device_id"] in states
        ]

    return read


def _line(row: dict[str, str | int | None], state: State) -> OnThing:
    return OnThing(
        id=state.device_id,
        label=str(row["name"] or row["key"]),
        asset_id=int(row["asset_id"] or 0),
        asset=str(row["tag"]),
        place=str(row["at_place"] or ""),
        holder=str(row["holder"] or ""),
        contact_at=from_us(state.contact_us) if state.contact_us else None,
        battery_pct=state.battery_pct,
        at=from_us(state.at_us) if state.at_us else None,
        lat=state.lat,
        lon=state.lon,
        speed_mps=state.speed_mps,
    )
