"""Acts on the ways in which one is told: channels of one's own, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from zoneinfo import available_timezones

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.alerts import access, events
from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.models import Channel, Preference, Severity
from wherehold.alerts.refusals import BadChannel, BadPreference
from wherehold.alerts.telling import CHANNEL
from wherehold.kernel import clock, ledger, outbound, outbox, secrecy
from wherehold.kernel.actor import Actor

NAME_MAX = 80
CHANNELS_MAX = 20


@dataclass(frozen=True, kw_only=True)
class NewChannel:
    """A channel as it is to be: the service, and what its form asks for."""

    service: str
    values: Mapping[str, str]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """When and how somebody wants to be told."""

    by_mail: bool = True
    time_zone: str = ""
    quiet_from: time | None = None
    quiet_until: time | None = None
    through_quiet: str = "critical"
    digest_at: time | None = None


@transaction.atomic
def add_channel(*, actor: Actor, channel: NewChannel) -> int:
    """Add a channel of one's own and return its id. What opens it is kept hidden.

    Raises: NotAllowed for who is no person; BadChannel; Forbidden for a server that is not called.
    Records: alerts.channel_added.
    """
    party_id = access.must_be_somebody(actor)
    service = SERVICES.get(channel.service)
    if service is None:
        known = ", ".join(SERVICES)
        reason = _("Known: {known}.").format(known=known)
        raise BadChannel({"field": "service", "reason": reason})
    given = {name: value.strip() for name, value in channel.values.items() if value.strip()}
    if wrong := service.wrong(given):
        reason = _("That is not what {service} gives you.").format(service=service.label)
        raise BadChannel(*({"field": name, "reason": reason} for name in wrong))
    if service.server:
        to = outbound.target(given[service.server])
        _must_be_callable(to)
    if Channel.objects.filter(party=party_id, removed_at=None).count() >= CHANNELS_MAX:
        reason = _("{most} at most.").format(most=CHANNELS_MAX)
        raise BadChannel({"field": "service", "reason": reason})
    hint = given.get(service.shown, "")[:NAME_MAX]
    row = Channel.objects.create(
        party_id=party_id,
        service=service.code,
        name=(channel.name.strip() or f"{service.label} {hint}".strip())[:NAME_MAX],
        hidden=secrecy.hide(orjson.dumps(given).decode()),
        hint=hint,
        created_at=clock.now(),
    )
    added = events.ChannelAdded(subject_id=row.pk, party_id=party_id, service=service.code)
    ledger.record([added], actor=actor, happened_at=row.created_at)
    return row.pk


@transaction.atomic
def remove_channel(*, actor: Actor, channel_id: int) -> None:
    """Remove a channel of one's own. What opened it is forgotten.

    Raises: NotFound.
    Records: alerts.channel_removed.
    """
    row = access.channel_for_update(actor, channel_id)
    row.removed_at, row.hidden = clock.now(), ""
    row.save(update_fields=["removed_at", "hidden"])
    gone = events.ChannelRemoved(subject_id=row.pk, party_id=row.party_id)
    ledger.record([gone], actor=actor, happened_at=row.removed_at)


@transaction.atomic
def try_channel(*, actor: Actor, channel_id: int) -> int:
    """Send a test by a channel of one's own; return the number of the message.

    Raises: NotFound.
    Records: nothing.
    """
    row = access.channel_for_update(actor, channel_id)
    message = outbox.send(
        to=row.name,
        subject=_("A test of Wherehold"),
        text=_("You are told of alerts here."),
        purpose="test",
        via=CHANNEL,
        address=str(row.pk),
    )
    return message.pk


@transaction.atomic
def prefer(*, actor: Actor, wanted: Wanted) -> None:
    """Say when and how one wants to be told.

    Raises: NotAllowed for who is no person; BadPreference.
    Records: nothing: it is about nobody else.
    """
    party_id = access.must_be_somebody(actor)
    if wanted.time_zone and wanted.time_zone not in available_timezones():
        raise BadPreference({"field": "time_zone", "reason": _("There is no such time zone.")})
    for name in ("quiet_from", "quiet_until", "digest_at"):
        if (hour := getattr(wanted, name)) is not None and hour.tzinfo is not None:
            reason = _("An hour of the day, without an offset: the time zone says the rest.")
            raise BadPreference({"field": name, "reason": reason})
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise BadPreference({"field": "quiet_until", "reason": _("Quiet hours begin and end.")})
    if wanted.through_quiet not in {"", *Severity.values}:
        known = ", ".join(Severity.values)
        reason = _("Known: {known}.").format(known=known)
        raise BadPreference({"field": "through_quiet", "reason": reason})
    Preference.objects.update_or_create(party_id=party_id, defaults=dict(vars(wanted)))


def _must_be_callable(to: outbound.Target) -> None:
    """Refuse a server inside at once, rather than when the first alert is to be told.

    Raises: Forbidden.
    """
    try:
        outbound.checked(to.host, to.port)
    except outbound.Unreachable:
        return  # It may be there tomorrow: it is checked again each time.
