"""Questions about what came in: counts by source, and messages that could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count as Number
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from wherehold.kernel import clock, cursors
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.tracking import access, carried, months
from wherehold.tracking.days import DAY_US
from wherehold.tracking.days import begins as day_begins
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Count, Device, Quarantined, Retention, Secret

LIMIT_MAX = 500
OLD_MAX = 1_000_000
OLD_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True)
class CountLine:
    """What came of the readings of one source: accepted = stored + duplicate + rejected.

    `quarantined` is how many of its messages are kept that could not be read.
    """

    source: str
    accepted: int
    stored: int
    duplicate: int
    rejected: int
    late: int
    flagged: int
    last_at: datetime
    quarantined: int


@dataclass(frozen=True, kw_only=True)
class QuarantinedLine:
    """A message that could not be read."""

    id: int
    source: str
    received_at: datetime
    content_type: str
    reason: str
    size: int


def counts(*, actor: Actor) -> list[CountLine]:
    """Return what came of readings, by source. One statement, so all are of one moment.

    Raises: NotAllowed.
    """
    access.must_manage(actor)
    kept = Quarantined.objects.filter(source=OuterRef("source")).values("source")
    number = Subquery(kept.annotate(number=Number("pk")).values("number"))
    found = Count.objects.order_by("source").annotate(quarantined=Coalesce(number, 0))
    return [CountLine(**row) for row in found.values(*CountLine.__dataclass_fields__)]


def retention(*, actor: Actor) -> dict[str, int | None]:
    """Return for how many days readings are kept, by kind of device; None is without limit.

    `person` stands for what things said while one person kept them.

    Raises: NotAllowed.
    """
    access.must_manage(actor)
    days = dict(Retention.objects.values_list("kind", "days"))
    found = {kind: days.get(kind) for kind in Device.Kind.values}
    return {**found, carried.PERSON: days.get(carried.PERSON, carried.DAYS_DEFAULT)}


def too_old(*, actor: Actor, days: Mapping[str, int | None]) -> dict[str, int]:
    """Return how many readings would go if they were kept for so many days, by kind, up to a bound.

    Raises: NotAllowed.
    """
    access.must_manage(actor)
    if carried.PERSON in days:
        days = {**days, carried.PERSON: days[carried.PERSON] or carried.DAYS_DEFAULT}
    today_us = day_begins(to_us(clock.now()))
    until = {kind: today_us - n * DAY_US - 1 for kind, n in days.items() if n is not None}
    found = months.number_until({k: us for k, us in until.items() if k != carried.PERSON}, OLD_MAX)
    if carried.PERSON in until:
        found[carried.PERSON] = _of_people(until[carried.PERSON])
    return found


def _of_people(until_us: int) -> int:
    number, after = 0, 0
    while number < OLD_MAX and (ids := carried.tracked(after, OLD_AT_A_TIME)):
        after = ids[-1]
        number += sum(months.number(*span) for span in carried.spans(ids, until_us))
    return min(number, OLD_MAX)


def quarantined(
    *, actor: Actor, cursor: str = "", limit: int = 50
) -> tuple[list[QuarantinedLine], str | None]:
    """List messages that could not be read, the newest first, and the cursor of the page after.

    Raises: NotAllowed, BadCursor.
    """
    access.must_manage(actor)
    limit = max(1, min(limit, LIMIT_MAX))
    found = Quarantined.objects.order_by("-pk")
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, int)[0])
    rows = list(found[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    lines = [
        QuarantinedLine(
            id=row.pk,
            source=row.source,
            received_at=row.received_at,
            content_type=row.content_type,
            reason=row.reason,
            size=len(row.body),
        )
        for row in rows[:limit]
    ]
    return lines, after


def message(*, actor: Actor, message_id: int) -> tuple[bytes, str]:
    """Return a message that could not be read, whole, and its type.

    Raises: NotAllowed, NotFound.
    """
    access.must_manage(actor)
    found = Quarantined.objects.filter(pk=message_id).first()
    if found is None:
        raise NotFound({"what": "message", "key": message_id})
    return bytes(found.body), found.content_type


def device_of(*, actor: Actor, digest: str) -> Device | None:
    """Return the device whose secret has a digest; none if it opens nothing. One statement.

    Whoever asks finds out who they are: the actor is nobody yet.
    """
    del actor
    found = Secret.objects.filter(digest=digest, revoked_at=None).select_related("device").first()
    return found.device if found else None
