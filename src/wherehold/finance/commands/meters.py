"""Acts on meters: say what one said, or how many units were used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from wherehold.finance import access
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.events import MeterRead
from wherehold.finance.models import Reading
from wherehold.finance.refusals import BadReading, reason
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class ReadingDraft:
    """What the meter of a thing said at the end of a day, or how many units were used since.

    `replaced` says that it is another meter than before, which begins with this count.
    """

    asset_id: int
    on: date
    count: int | None = None
    used: int | None = None
    replaced: bool = False


@transaction.atomic
def read_meters(*, actor: Actor, readings: Sequence[ReadingDraft]) -> None:
    """Say what meters said. The last reading of a thing may be said anew; earlier ones stay.

    With the first one counting begins: what the meter said then was used before.
    Raises: NotFound; NotAllowed (finance.keep); BadReading, for a meter that runs backwards, a
        negative count, a day that is to come or before the last reading, with every offender.
    Records: finance.meter_read, one for each.
    """
    assets = access.costed_for_update(actor, [one.asset_id for one in readings])
    known = _last_two([one.asset_id for one in readings])
    made: list[tuple[Reading, bool]] = []
    wrong: list[dict[str, Any]] = []
    for one in sorted(readings, key=lambda one: one.on):
        before = known.setdefault(one.asset_id, [])
        try:
            row = _row(one, before)
        except Wrong as bad:
            tag = assets[one.asset_id]["tag"]
            why = {"tag": tag, "on": one.on, "why": reason(bad), "name": bad.code}
            wrong.append(why)
            continue
        made.append((row, one.replaced))
        before[:] = [old for old in before if old.on < one.on][-1:] + [row]
    if wrong:
        raise BadReading(*wrong)
    bulk.put(
        [row for row, _replaced in made],
        key=["asset_id", "on"],
        columns=["count", "units", "recorded_at"],
    )
    said = [
        MeterRead(
            subject_id=row.asset_id,
            on=row.on.isoformat(),
            count=row.count,
            units=row.units,
            replaced=replaced,
        )
        for row, replaced in made
    ]
    ledger.record(said, actor=actor, happened_at=clock.now())


def _last_two(asset_ids: Sequence[int]) -> dict[int, list[Reading]]:
    """Return the last two readings of things, in the order of their days. One statement."""
    found: dict[int, list[Reading]] = {}
    readings = Reading.objects.filter(asset__in=bulk.among(set(asset_ids)))
    for row in readings.order_by("asset", "on"):
        found[row.asset_id] = [*found.get(row.asset_id, [])[-1:], row]
    return found


def _row(draft: ReadingDraft, known: Sequence[Reading]) -> Reading:
    """Return a reading with the units that it comes to. Raises: Wrong."""
    refuse_if((draft.count is None) == (draft.used is None), "reading_or_units")
    refuse_if(draft.on > clock.today(), "reading_in_future", draft.on)
    said = draft.count if draft.count is not None else draft.used
    refuse_if(said is None or said < 0, "units_negative", said)
    refuse_if(bool(known) and draft.on < known[-1].on, "reading_not_last", draft.on)
    earlier = [one for one in known if one.on < draft.on]
    count, units = _counted(draft, earlier[-1] if earlier else None)
    return Reading(
        asset_id=draft.asset_id,
        on=draft.on,
        count=count,
        units=units,
        recorded_at=clock.now(),
    )


def _counted(draft: ReadingDraft, before: Reading | None) -> tuple[int, int]:
    """Return what the meter says and the units in all. Raises: Wrong."""
    if draft.used is not None:
        start: Mapping[str, int] = vars(before) if before else {"count": 0, "units": 0}
        return start["count"] + draft.used, start["units"] + draft.used
    assert draft.count is not None
    if before is None:
        return draft.count, 0
    if draft.replaced:
        return draft.count, before.units
    refuse_if(draft.count < before.count, "meter_backwards", draft.count)
    return draft.count, before.units + draft.count - before.count
