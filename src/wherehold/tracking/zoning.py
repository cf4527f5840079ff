"""Whether a device is in a zone, from one position to the next: a small machine for each zone.

Pure. In is confirmed by two positions inside that are exact enough; out by two whose whole circle
of accuracy lies outside and beyond a margin. What is neither says nothing. The instant of a
crossing is that of the first of the two.
"""

from collections.abc import Iterator
from uuid import UUID, uuid5

import msgspec

from wherehold.tracking.geometry import Grid

ACCURACY_M_MAX = 150.0
ACCURACY_M_DEFAULT = 30.0
MARGIN_M = 15.0
_NAMESPACE = UUID("7f0c1f0e-6a0b-4a57-9d58-0f8c7b0f2b11")


class Being(msgspec.Struct, array_like=True, gc=False):
    """How it stands with one zone: inside or not, and since when the contrary seems so."""

    inside: bool = False
    turns_us: int = 0


class Crossing(msgspec.Struct, frozen=True):
    """A device went into a zone or out of it. Confirmed by the position at `by_us` and `by_k`."""

    zone_id: int
    entered: bool
    at_us: int
    by_us: int
    by_k: int

    def key(self, device_id: int) -> UUID:
        """Return the number by which the same crossing is the same, however often it is found."""
        which = "in" if self.entered else "out"
        return uuid5(_NAMESPACE, f"{device_id}:{self.zone_id}:{which}:{self.at_us}")


def pass_by(
    beings: dict[int, Being],
    zones: Grid,
    at: tuple[int, int],
    spot: tuple[float, float],
    accuracy_m: float | None,
) -> Iterator[Crossing]:
    """Take in the next position of a device and yield what it confirms."""
    accuracy = ACCURACY_M_DEFAULT if accuracy_m is None else accuracy_m
    near = {shape.id: shape.beyond_m(*spot) for shape in zones.near(*spot)}
    for zone_id in sorted(beings.keys() | near.keys()):
        shape = zones.by_id.get(zone_id)
        if shape is None:  # The zone is no more.
            del beings[zone_id]
            continue
        beyond = near[zone_id] if zone_id in near else shape.beyond_m(*spot)
        being = beings.setdefault(zone_id, Being())
        turned = _turn(being, beyond, accuracy, at[0])
        if turned is not None:
            yield Crossing(zone_id, being.inside, turned, *at)
        if not being.inside and not being.turns_us:
            del beings[zone_id]


def _turn(being: Being, beyond_m: float, accuracy_m: float, at_us: int) -> int | None:
    """Let one position count, and return since when it is otherwise if that is now confirmed."""
    if beyond_m <= 0:
        says: bool | None = True if accuracy_m <= ACCURACY_M_MAX else None
    else:
        says = False if beyond_m - accuracy_m > MARGIN_M else None
    if says is None:
        return None
    if says == being.inside:
        being.turns_us = 0
        return None
    if not being.turns_us:
        being.turns_us = at_us
        return None
    since, being.turns_us, being.inside = being.turns_us, 0, says
    return since
