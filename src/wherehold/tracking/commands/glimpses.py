"""Looking at where a person is in an emergency: one asks with a reason, another one grants it.

Where things are that one person keeps is shown to nobody else. This is the one exception: for an
hour, to the two who asked and granted, look by look, each told to the person.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import parties
from wherehold.tracking import access, events, privacy
from wherehold.tracking.models import Glimpse
from wherehold.tracking.privacy import WAITS, LastSeen
from wherehold.tracking.refusals import BadGlimpse, GlimpseOver, NoLooking, SameTwo

REASON_MAX = 500


@transaction.atomic
def ask_to_look(*, actor: Actor, party_id: int, reason: str) -> int:
    """Ask to look at where a person's things are, with the reason; return the request.

    Raises: NotAllowed (position.emergency), NotFound; NoLooking; BadGlimpse (no reason, no
        person).
    Records: tracking.look_asked, about the person.
    """
    access.must_look(actor)
    _allowed()
    [person] = parties.known(actor=actor, party_ids=[party_id])
    words = reason.strip()
    if person.kind != "person" or actor.party_id is None or party_id == actor.party_id:
        raise BadGlimpse({"field": "party", "why": _("another person is wanted.")})
    if not 0 < len(words) <= REASON_MAX or "\0" in words:
        raise BadGlimpse({"field": "reason", "why": _("say why, within reason.")})
    now = clock.now()
    row = Glimpse.objects.create(
        party_id=party_id, reason=words, asked_at=now, asked_by_id=actor.party_id
    )
    event = events.LookAsked(subject_id=party_id, look_id=row.pk, reason=words)
    ledger.record([event], actor=actor, happened_at=now)
    return row.pk


@transaction.atomic
def grant_look(*, actor: Actor, look_id: int) -> None:
    """Grant what somebody else asked for; the person is told, and it ends by itself.

    Raises: NotAllowed (position.emergency), NotFound, NoLooking; SameTwo (asked it, or is looked
        at), GlimpseOver (granted before, ended, or asked too long ago).
    Records: tracking.look_granted, about the person.
    """
    access.must_look(actor)
    lasts = timedelta(minutes=_allowed().look_minutes)
    row = _locked(look_id)
    if actor.party_id in (None, row.asked_by_id, row.party_id):
        raise SameTwo({"look": look_id})
    now = clock.now()
    if row.granted_at or row.ended_at or now - row.asked_at > WAITS:
        raise GlimpseOver({"look": look_id})
    row.granted_at, row.granted_by_id, row.ends_at = now, actor.party_id, now + lasts
    row.save()
    event = events.LookGranted(
        subject_id=row.party_id, look_id=row.pk, ends_at=clock.rfc3339(row.ends_at)
    )
    ledger.record([event], actor=actor, happened_at=now)
    _tell(row)


@transaction.atomic
def look(*, actor: Actor, look_id: int) -> Sequence[LastSeen]:
    """Return where a person's things are by their devices, while it is granted.

    Only to the two, and only where things were last: never where they have been.

    Raises: NotAllowed (position.emergency; neither of the two), NotFound, NoLooking;
        GlimpseOver.
    Records: tracking.looked, about the person.
    """
    access.must_look(actor)
    _allowed()
    row = _locked(look_id)
    if actor.party_id not in (row.asked_by_id, row.granted_by_id):
        raise NotAllowed({"actor": actor.name, "permission": access.EMERGENCY})
    now = clock.now()
    if row.ends_at is None or row.ended_at or now >= row.ends_at:
        raise GlimpseOver({"look": look_id})
    found = privacy.where_is(row.party_id)
    event = events.Looked(subject_id=row.party_id, look_id=row.pk, things=len(found))
    ledger.record([event], actor=actor, happened_at=now)
    return found


@transaction.atomic
def end_look(*, actor: Actor, look_id: int) -> None:
    """Say that nobody needs to look any more. Whoever may look may, and the person themselves.

    Raises: NotAllowed, NotFound.
    Records: tracking.look_ended, unless it had ended.
    """
    row = _locked(look_id)
    if actor.party_id != row.party_id:
        access.must_look(actor)
    now = clock.now()
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        event = events.LookEnded(subject_id=row.party_id, look_id=row.pk)
        ledger.record([event], actor=actor, happened_at=now)


def _allowed() -> privacy.Rules:
    """Return what is so, if anybody may look at all. Raises: NoLooking."""
    rules = privacy.rules()
    if not rules.look_allowed:
        raise NoLooking({})
    return rules


def _locked(look_id: int) -> Glimpse:
    row = Glimpse.objects.select_for_update(of=("self",)).filter(pk=look_id).first()
    if row is None:
        raise NotFound({"what": "look", "key": look_id})
    return row


def _tell(row: Glimpse) -> None:
    """Tell the person by mail that somebody may look, and why."""
    person = row.party
    if not person.email:
        return
    assert row.ends_at is not None and row.granted_at is not None
    minutes = (row.ends_at - row.granted_at) // timedelta(minutes=1)
    head = _("Somebody may see where you are, in an emergency")
    text = _(
        "Hello {name},\n\ntwo people may see for {minutes} minutes where your things are. "
        "The reason that they gave:\n\n{reason}\n\n"
        "Who looked stands under Privacy in your account.\n"
    ).format(name=person.name, reason=row.reason, minutes=minutes)
    text += f"\n{organisation.current().name}\n"
    outbox.send(to=person.email, subject=head, text=text, purpose="privacy")
