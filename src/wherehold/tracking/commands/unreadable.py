"""Keeping messages that cannot be read, within bounds: the newest of each source, for a while."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q, Sum, Window
from django.db.models.functions import Length, RowNumber

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import access
from wherehold.tracking.commands.readings import Outcome, Sender, count
from wherehold.tracking.models import Quarantined
from wherehold.tracking.reading import Problem

REASON_CHARACTERS_MAX = 300
KEPT_MAX = 1_000
KEPT_BYTES_MAX = 64 * 2**20
KEPT = timedelta(days=90)


@transaction.atomic
def quarantine(*, actor: Actor, sender: Sender, body: bytes, content_type: str, reason: str) -> int:
    """Keep a message that cannot be read, whole, and return its number.

    It counts as one that was accepted and rejected. The oldest of the same source give way once
    there are too many, or too much: one that sends nothing else drives out only its own.

    Raises: NotAllowed.
    Records: nothing.
    """
    access.must_ingest(actor, sender.gateway_id)
    kept = Quarantined.objects.create(
        source=sender.source,
        received_at=clock.now(),
        content_type=content_type[:100],
        reason=reason[:REASON_CHARACTERS_MAX],
        body=body,
    )
    _make_room(sender.source)
    count(sender.source, Outcome(problems=[Problem(0, "malformed", reason)]))
    return kept.pk


@transaction.atomic
def clear_quarantine(*, actor: Actor) -> int:
    """Let go of messages that have been kept for long, and return how many they were.

    Raises: nothing.
    Records: nothing.
    """
    del actor
    return Quarantined.objects.filter(received_at__lt=clock.now() - KEPT).delete()[0]


def _make_room(source: str) -> None:
    newest = F("pk").desc()
    ranked = Quarantined.objects.filter(source=source).annotate(
        nth=Window(RowNumber(), order_by=newest),
        size=Window(Sum(Length("body")), order_by=newest),
    )
    over = ranked.filter(Q(nth__gt=KEPT_MAX) | Q(size__gt=KEPT_BYTES_MAX, nth__gt=1))
    if ids := list(over.values_list("pk", flat=True)):
        Quarantined.objects.filter(pk__in=ids).delete()
