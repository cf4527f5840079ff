"""Mails: the day before, on the day, and after it, at last to the holder's manager as well."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.reservations import rules
from wherehold.reservations.events import Reminded
from wherehold.reservations.models import Reservation

AT_ONCE = 500
BEFORE, ON_DAY, AFTER, MANAGER = 1, 2, 3, 4
NAMES = {BEFORE: "before", ON_DAY: "on_day", AFTER: "after", MANAGER: "manager"}


@transaction.atomic
def remind_due(*, actor: Actor) -> int:
    """Write to those whose things are due: each step once; return how many were written to.

    The last step, after the days that the rule says, goes to the holder's manager as well, if
    there is one with an address.

    Raises: nothing.
    Records: reservations.reminded, one for each.
    """
    now, known = clock.now(), rules.all_rules()
    soon = now + timedelta(days=1)
    due = Reservation.objects.filter(
        state=Reservation.State.OUT, ends_at__lt=soon, told__lt=MANAGER
    )
    due = due.select_related("party__manager").order_by("ends_at", "pk")
    events, changed = [], []
    for one in due[:AT_ONCE]:
        step = _step(one, rules.nearest(known, one.category_path).manager_days)
        if step <= one.told:
            continue
        _write(one, step)
        one.told = step
        changed.append(one)
        escalated = step == MANAGER and one.party.manager is not None
        events.append(Reminded(subject_id=one.pk, which=NAMES[step], escalated=escalated))
    Reservation.objects.bulk_update(changed, ["told"])
    if events:
        ledger.record(events, actor=actor, happened_at=now)
    return len(events)


def _step(one: Reservation, manager_days: int) -> int:
    now = clock.now()
    if now > one.ends_at + timedelta(days=manager_days):
        return MANAGER
    if now > one.ends_at:
        return AFTER
    return ON_DAY if clock.day_of(one.ends_at) == clock.day_of(now) else BEFORE


def _write(one: Reservation, step: int) -> None:
    desk = rules.desk(one.place_path)
    late = step in (AFTER, MANAGER)
    subject = _("Overdue: please bring it back") if late else _("Please bring it back in time")
    text = _("Hello {name},\n\nwhat you borrowed{what} is due {ends}, at {place}.\n").format(
        name=one.party.name,
        what=f" ({one.project})" if one.project else "",
        ends=rules.day_words(one.ends_at, desk),
        place=desk.name or organisation.current().name,
    )
    people = [one.party]
    if step == MANAGER and one.party.manager is not None:
        people.append(one.party.manager)
    for person in people:
        if person.email:
            outbox.send(to=person.email, subject=subject, text=text, purpose="reservation")
