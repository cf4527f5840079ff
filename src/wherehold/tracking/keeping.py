"""When one person kept a thing, by the ledger: where it was meanwhile stays theirs to know."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.models import Party
from wherehold.tracking import privacy
from wherehold.tracking.instants import from_us

OUT = ("custody.checked_out", "custody.transferred")
KINDS = (*OUT, "custody.checked_in", "custody.undone")


class Kept(NamedTuple):
    """A span in which one person kept a thing; without an end, still."""

    begins_at: datetime
    ends_at: datetime | None
    party_id: int

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)


def spans(*, actor: Actor, asset_ids: Iterable[int]) -> dict[int, list[Kept]]:
    """Return when others than the actor kept these things, by thing. Three statements at most."""
    told: dict[int, list[ledger.Entry]] = {}
    for entry in ledger.of_many("asset", asset_ids, KINDS):
        told.setdefault(entry.subject_id, []).append(entry)
    if not told:
        return {}
    long = privacy.rules().long
    found = {key: _kept(entries, long) for key, entries in told.items()}
    people = _people({one.party_id for each in found.values() for one in each})
    return {
        key: [one for one in each if one.party_id in people and one.party_id != actor.party_id]
        for key, each in found.items()
    }


def is_hidden(kept: Mapping[int, list[Kept]], asset_id: int, at: datetime) -> bool:
    """Say whether somebody else kept a thing at an instant."""
    return any(one.holds(at) for one in kept.get(asset_id, ()))


def touches(kept: Mapping[int, list[Kept]], asset_id: int, first_us: int, last_us: int) -> bool:
    """Say whether somebody else kept a thing at some time of a span."""
    first, last = from_us(first_us), from_us(last_us)
    spans = kept.get(asset_id, ())
    return any(one.begins_at < last and (one.ends_at or last) > first for one in spans)


def _kept(entries: list[ledger.Entry], long: timedelta) -> list[Kept]:
    """Return the spans in which a party had a thing for long, of the entries in order."""
    found = []
    for number, entry in enumerate(entries):
        said = entry.data or {}
        party_id = said.get("holder_id")
        if entry.kind not in OUT or not party_id:
            continue
        ends_at = entries[number + 1].happened_at if number + 1 < len(entries) else None
        if _is_long(entry.happened_at, ends_at, said.get("due_on"), long):
            found.append(Kept(entry.happened_at, ends_at, int(party_id)))
    return found


def _is_long(begins_at: datetime, ends_at: datetime | None, due: object, long: timedelta) -> bool:
    """Say whether it was for long: without a day, until a day that is far, or as it came out."""
    if not isinstance(due, str):
        return True
    until = datetime.combine(date.fromisoformat(due), time(), tzinfo=begins_at.tzinfo)
    over = ends_at or clock.now()
    return max(until, over) - begins_at > long


def _people(ids: set[int]) -> set[int]:
    if not ids:
        return set()
    people = Party.objects.filter(pk__in=ids, kind=Party.Kind.PERSON)
    return set(people.values_list("pk", flat=True))
