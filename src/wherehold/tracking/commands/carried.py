"""Letting go of where people were: of readings of things while one person kept them."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import carried, days, gone, minutes, months
from wherehold.tracking.carried import Span
from wherehold.tracking.days import DAY_US
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Checkpoint, Day, Refold, State

AT_A_TIME = 100


@transaction.atomic
def let_go_of_people(*, actor: Actor, after: int = 0) -> int:
    """Let go of readings that tell where people were and are kept no longer, of some things.

    Of those after an id; it returns the last, 0 at the end. With them go the trips, stands and
    trail of that time; how far and how long the thing was used stays. Devices with something
    still to be worked out are left for another time.

    Raises: nothing.
    Records: tracking.readings_let_go for each month that it touches.
    """
    until_us = days.begins(to_us(clock.now())) - carried.days() * DAY_US - 1
    ids = carried.tracked(after, AT_A_TIME)
    numbers: dict[int, int] = {}
    for span, told in _told(_ready(carried.spans(ids, until_us))).items():
        _leave_floor(span)
        _forget(span)
        for month in told:
            numbers[month] = numbers.get(month, 0) + months.delete_span(month, *span)
    for month, number in numbers.items():
        gone.record(actor, month, number, until_us)
    return ids[-1] if ids else 0


def _ready(spans: Sequence[Span]) -> list[Span]:
    """Return the spans of devices of which nothing is still to be worked out; these are locked."""
    refold = Exists(Refold.objects.filter(device=OuterRef("pk")))
    found = State.objects.filter(~refold, pk__in={span.device_id for span in spans})
    found = found.filter(stale_until_us=0).order_by("pk").select_for_update()
    states = {one.pk: one for one in found}
    return [
        span
        for span in spans
        if (one := states.get(span.device_id)) is not None
        and (one.rolled_us > span.last_us or one.newest_us < one.rolled_us)
    ]


def _told(spans: Sequence[Span]) -> dict[Span, list[int]]:
    """Return the months with readings of spans, of those that have any. One statement a month."""
    found: dict[Span, list[int]] = {}
    if not spans:
        return found
    for month in months.within(min(s.first_us for s in spans), max(s.last_us for s in spans)):
        there = months.having(month, spans)
        for span in spans:
            if span in there:
                found.setdefault(span, []).append(month)
    return found


def _leave_floor(span: Span) -> None:
    """Leave a checkpoint where readings go, from which later ones go on."""
    before = Checkpoint.objects.filter(device=span.device_id)
    if not before.filter(is_floor=True, at_us__gte=span.last_us).exists():
        floor = gone.floor(span.device_id, span.last_us)
        before.filter(at_us__lte=span.last_us).delete()
        floor.save(force_insert=True)


def _forget(span: Span) -> None:
    """Keep no trip, stand or trail of a span."""
    first, last = from_us(span.first_us), from_us(span.last_us)
    told = Day.objects.filter(
        device=span.device_id, begins_us__lte=span.last_us, ends_us__gt=span.first_us
    )
    for row in told:
        legs = days.read(row.legs)
        row.legs = days.kept([one for one in legs if one.ends_at < first or one.begins_at > last])
        spots = minutes.unpacked(bytes(row.trail))
        row.trail = minutes.packed(
            spot for spot in spots if not span.first_us <= spot[0] <= span.last_us
        )
        row.save(update_fields=["legs", "trail"])
