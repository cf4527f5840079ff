"""Which thing somebody means, and which one a device that waits seems to be on."""

from collections.abc import Sequence

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import resolve
from wherehold.register.queries.resolve import Hit
from wherehold.tracking.queries.devices import DeviceLine


def asset(*, actor: Actor, code: str) -> int:
    """Return the thing that a code stands for: its tag, serial, IMEI or the label itself.

    Raises: NotFound, also where it stands for several.
    """
    hits = [hit for hit in resolve.resolve(actor=actor, code=code) if hit.type == "asset"]
    if len(hits) != 1:
        raise NotFound({"what": "asset", "key": code[:80]})
    return hits[0].id


def guesses(*, actor: Actor, lines: Sequence[DeviceLine]) -> dict[int, Hit]:
    """Return, by device, the one thing that is known by what the device calls itself."""
    free = [one for one in lines if one.asset_id is None and one.place_id is None]
    found = resolve.resolve_many(actor=actor, codes=[one.key for one in free]) if free else {}
    things = {one.id: [hit for hit in found[one.key] if hit.type == "asset"] for one in free}
    return {key: hits[0] for key, hits in things.items() if len(hits) == 1}
