"""The zones as shapes, made once for as long as no zone changes."""

from functools import cached_property
from threading import Lock
from typing import Any

from django.db import connection

from wherehold.tracking import geometry
from wherehold.tracking.geometry import Grid
from wherehold.tracking.models import Zone
from wherehold.tracking.nearness import Field

# How many there are, and which changed last, when: each from one end of an index. SQLite would
# choose the index of another column, and read every zone for each batch of readings.
_STILL = "FROM tracking_zone{by} WHERE archived_at IS NULL AND around_id IS NULL"
_LAST = f"{_STILL} ORDER BY changed_at DESC, id DESC LIMIT 1"
_VERSION = (
    f"SELECT (SELECT count(*) {_STILL}), (SELECT changed_at {_LAST}), "  # noqa: S608 - ours
    f"(SELECT id {_LAST})"
)
_lock = Lock()
_known: "tuple[Any, Zones] | None" = None


class Zones:
    """The zones that count: one by one, and to be asked about many positions."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    @cached_property
    def field(self) -> Field | None:
        """Return the zones for many positions; None where there are none."""
        shapes = list(self.grid.by_id.values())
        return Field(shapes) if shapes else None


def current() -> Zones:
    """Return the zones that stand still and count now. One statement while none has changed."""
    global _known
    with connection.cursor() as cursor:
        by = " INDEXED BY tracking_zone_changed" if connection.vendor == "sqlite" else ""
        cursor.execute(_VERSION.format(by=by))
        version = cursor.fetchone()
    with _lock:
        known = _known
    if known is not None and known[0] == version:
        return known[1]
    still = Zone.objects.filter(archived_at=None, around=None)
    rows = still.values_list("pk", "geometry", "reach_m")
    made = Zones(geometry.grid(geometry.shape_of(*row) for row in rows))
    with _lock:
        _known = (version, made)
    return made
