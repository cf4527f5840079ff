"""What happens by itself: offers to those who wait, things nobody fetched, other ways back."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import queries as custody
from wherehold.kernel import clock, ledger, outbox
from wherehold.kernel.actor import Actor
from wherehold.reservations import choosing, promising, rules
from wherehold.reservations.checking import Check
from wherehold.reservations.events import Cancelled, NoShow, Offered
from wherehold.reservations.models import Booking, Reservation

AT_ONCE = 200


@transaction.atomic
def offer_waiting(*, actor: Actor) -> list[int]:
    """Keep what became free for those who wait longest, and tell them; return their ids.

    Each is kept for the hours that the rule says, but not beyond its own beginning.

    Raises: nothing.
    Records: reservations.offered, one for each.
    """
    now = clock.now()
    waiting = Reservation.objects.filter(
        state=Reservation.State.WAITING, offered_until=None, begins_at__gt=now
    )
    offered = []
    for one in waiting.select_related("party").order_by("made_at", "pk")[:AT_ONCE]:
        rows = promising.rows_of(one.pk)
        kinds = promising.kinds_of(one, rows)
        promising.lock(kinds)
        asks = [
            kind.ask(one.begins_at, one.ends_at, row["quantity"])
            for kind, row in zip(kinds, rows, strict=True)
        ]
        if not all(answer.enough for answer in Check(asks).answers()):
            continue
        hours = min(kind.rule.offer_hours for kind in kinds)
        one.offered_until = min(now + timedelta(hours=hours), one.begins_at)
        one.save(update_fields=["offered_until"])
        promising.set_open([one.pk], True)
        _tell(one)
        offered.append(Offered(subject_id=one.pk, until=one.offered_until))
    if offered:
        ledger.record(offered, actor=actor, happened_at=now)
    return [event.subject_id for event in offered]


@transaction.atomic
def release(*, actor: Actor) -> list[int]:
    """Let go of what nobody fetched or nobody accepted in time; return the ids.

    Raises: nothing.
    Records: reservations.no_show for what was not fetched; reservations.cancelled for offers
        that ran out and for waits that were in vain.
    """
    now = clock.now()
    known = rules.all_rules()
    begun = Reservation.objects.filter(state__in=rules.STARTING, begins_at__lt=now)
    missed = [
        one.pk
        for one in begun.order_by("pk")[:AT_ONCE]
        if one.begins_at + timedelta(hours=rules.nearest(known, one.category_path).no_show_hours)
        < now
    ]
    waiting = Reservation.objects.filter(state=Reservation.State.WAITING)
    expired = waiting.filter(offered_until__lt=now) | waiting.filter(begins_at__lt=now)
    vain = list(expired.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    promising.set_open([*missed, *vain], False)
    ended = {"closed_at": now, "offered_until": None}
    Reservation.objects.filter(pk__in=missed).update(state=Reservation.State.NO_SHOW, **ended)
    why = _("Nobody took the offer in time.")
    cancelled = Reservation.objects.filter(pk__in=vain)
    cancelled.update(state=Reservation.State.CANCELLED, reason=why, **ended)
    events = [NoShow(subject_id=key) for key in missed]
    events_of_vain = [Cancelled(subject_id=key, reason=why) for key in vain]
    if missed or vain:
        ledger.record([*events, *events_of_vain], actor=actor, happened_at=now)
    return [*missed, *vain]


@transaction.atomic
def settle_returned(*, actor: Actor) -> list[int]:
    """Close what was handed out with a reservation and taken back by another way.

    Raises: nothing.
    Records: reservations.taken_back, one for each reservation.
    """
    out = Booking.objects.filter(open=True, checkout_id__isnull=False)
    by_stay = {row.checkout_id: row for row in out.select_related("line")}
    ids = list(by_stay)
    here = custody.stays(actor=actor, checkout_ids=[key for key in ids if key is not None])
    still = {stay.id for stay in here if stay.is_open}
    back: dict[int, list[int]] = {}
    for key, row in by_stay.items():
        if key not in still:
            back.setdefault(row.line.reservation_id, []).append(row.asset_id)
    found = Reservation.objects.filter(pk__in=back).order_by("pk").select_for_update(no_key=True)
    for one in found:
        choosing.put_back(actor, one, back[one.pk])
    return sorted(back)


def _tell(one: Reservation) -> None:
    """Write to whom it is for that it is kept for them now."""
    if not one.party.email:
        return
    desk = rules.desk(one.place_path)
    until = one.offered_until or one.begins_at
    text = _(
        "Hello {name},\n\nwhat you waited for is free from {begins} to {ends}. It is kept for you "
        "until {until}; accept it before then.\n"
    ).format(
        name=one.party.name,
        begins=rules.day_words(one.begins_at, desk),
        ends=rules.day_words(one.ends_at, desk),
        until=rules.day_words(until, desk),
    )
    subject = _("Free now: what you waited for")
    outbox.send(to=one.party.email, subject=subject, text=text, purpose="reservation")
