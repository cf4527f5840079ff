"""Acts of a person who keeps to themselves where they are, for a while."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.tracking import access, events, privacy
from wherehold.tracking.models import PrivateTime
from wherehold.tracking.refusals import BadPrivacy

MOST = timedelta(days=366)


@transaction.atomic
def begin_private(*, actor: Actor, until: datetime | None = None) -> None:
    """Keep to oneself where one is, from now on: until one ends it, or an instant.

    Nothing is stored of where the things are that one keeps, and nobody else is shown it. That
    their devices are heard counts all the same. Where it is so already, its end is another one,
    also where both were begun at one instant: the second waits for the first.

    Raises: NotAllowed (nobody in particular); BadPrivacy (an end that is over or far away).
    Records: tracking.private_begun, about the person.
    """
    party_id = _me(actor)
    privacy.wait_for(party_id)
    now = clock.now()
    if until is not None and not now < until <= now + MOST:
        raise BadPrivacy({"field": "until", "why": _("later than now, within a year.")})
    _end(party_id, now)
    PrivateTime.objects.filter(party=party_id, latest=True).update(latest=False)
    PrivateTime.objects.create(party_id=party_id, from_at=now, until_at=until)
    said = events.PrivateBegun(subject_id=party_id, until=clock.rfc3339(until) if until else None)
    ledger.record([said], actor=actor, happened_at=now)


@transaction.atomic
def end_private(*, actor: Actor) -> None:
    """Keep to oneself no longer where one is.

    Raises: NotAllowed (nobody in particular).
    Records: tracking.private_ended, about the person, unless it was over.
    """
    party_id, now = _me(actor), clock.now()
    if _end(party_id, now):
        ended = events.PrivateEnded(subject_id=party_id)
        ledger.record([ended], actor=actor, happened_at=now)


def _me(actor: Actor) -> int:
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.POSITIONS})
    return actor.party_id


def _end(party_id: int, now: datetime) -> bool:
    running = privacy.private_now(party_id)
    if running is None:
        return False
    PrivateTime.objects.filter(pk=running.pk).update(until_at=now)
    return True
