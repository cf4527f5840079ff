"""When things are expected back, and asking for them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.custody import queries, refusals, rules
from wherehold.custody.events import DueChanged, Reminded
from wherehold.custody.models import Checkout
from wherehold.custody.queries import StayLine
from wherehold.custody.stays import difference
from wherehold.kernel import clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands import holding
from wherehold.register.queries import parties


@transaction.atomic
def change_due(*, actor: Actor, asset_ids: Sequence[int], due_on: date | None) -> list[int]:
    """Expect assets that are out back on another day, or on none; return the ids that changed.

    Units: `due_on` is a day in the organisation's time zone, inclusive.
    Raises: NotFound, NotAllowed; NothingChosen, DueInPast, NotOut.
    Records: custody.due_changed, one for each asset whose day changed.
    """
    rules.terms(at=None, due_on=due_on)
    entered, _none = rules.enter(actor, asset_ids, "custody.check_out", partial=False)
    assets, _none = rules.sift(entered, [rules.held], partial=False)
    changed = [asset for asset in assets if asset.due_on != due_on]
    stays = queries.open_stays_of(actor=actor, asset_ids=[asset.pk for asset in changed])
    states = {asset.pk: holding.state_of(asset) | {"due_on": due_on} for asset in changed}
    holding.write(actor=actor, states=states)
    Checkout.objects.filter(pk__in=[stay.id for stay in stays]).update(due_on=due_on)
    events = [
        DueChanged(
            subject_id=asset.pk,
            checkout_id=stay.id,
            changed=difference({"due_on": asset.due_on}, {"due_on": due_on}),
        )
        for asset, stay in zip(changed, stays, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [asset.pk for asset in changed]


@transaction.atomic
def remind(*, actor: Actor, checkout_ids: Sequence[int], link: str = "") -> list[str]:
    """Ask holders by mail to bring things back, one mail each; return the names of those asked.

    What has come back meanwhile is left out.

    Raises: NothingChosen; NotFound; NotAllowed; NoAddress, naming every holder without one.
    Records: custody.reminded, one for each asset.
    """
    if not checkout_ids:
        raise refusals.NothingChosen({"field": "checkout_ids", "what": "what to remind of"})
    if not actor.may_somewhere("custody.check_in"):
        raise NotAllowed({"actor": actor.name, "permission": "custody.check_in"})
    lines = queries.stays(actor=actor, checkout_ids=checkout_ids)
    if missing := set(checkout_ids) - {line.id for line in lines if line.told}:
        raise NotFound(*({"what": "check-out", "key": key} for key in sorted(missing)))
    due: dict[int, list[StayLine]] = {}
    for line in lines:
        if line.is_open and line.holder_id:
            due.setdefault(line.holder_id, []).append(line)
    holders = parties.known(actor=actor, party_ids=due)
    if mute := [holder for holder in holders if not holder.email]:
        raise refusals.NoAddress(*({"holder": holder.name} for holder in mute))
    for holder in holders:
        _write_mail(holder.name, holder.email, due[holder.id], link)
    events = [
        Reminded(subject_id=line.asset_id, checkout_id=line.id, holder_id=holder_id)
        for holder_id, each in due.items()
        for line in each
    ]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [holder.name for holder in holders]


def _write_mail(name: str, address: str, lines: Sequence[StayLine], link: str) -> None:
    things = "\n".join(f"- {line.tag} {line.name}{_due_words(line)}" for line in lines)
    head = ngettext(
        "Please bring back {count} thing", "Please bring back {count} things", len(lines)
    ).format(count=len(lines))
    text = _("Hello {name},\n\nplease bring back or confirm that you still need:\n\n{things}\n")
    text = text.format(name=name, things=things)
    if link:
        text += "\n" + _("Your things: {link}").format(link=link) + "\n"
    text += "\n" + organisation.current().name + "\n"
    outbox.send(to=address, subject=head, text=text, purpose="reminder", link=link)


def _due_words(line: StayLine) -> str:
    if line.due_on is None:
        return ""
    return _(", due {day}").format(day=line.due_on.isoformat())
