"""Acts on the organisation itself and on the work in the background."""

from collections.abc import Sequence
from typing import Any, TypedDict, TypeVar, Unpack
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock, ledger, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from wherehold.kernel.events import (
    Erased,
    JobRetried,
    MessageRetried,
    OrganisationChanged,
    OrganisationFounded,
)
from wherehold.kernel.models import Entry, Job, Message, Organisation

TAG_DIGITS_MAX = 12
Retried = TypeVar("Retried", Job, Message)


class Settings(TypedDict, total=False):
    """What can be set of the organisation."""

    name: str
    time_zone: str
    currency: str
    modules: list[str]
    tag_prefix: str
    tag_digits: int
    tag_next: int
    label_options: dict[str, Any]
    stage_labels: dict[str, str]


class OrganisationExists(Conflict):
    """There is one organisation to an installation."""

    code = "organisation_exists"
    title = _("Already founded")
    message = _("This installation belongs to {name} already.")


class BadOrganisation(Invalid):
    """A setting of the organisation has a value that cannot be."""

    code = "bad_organisation"
    title = _("Cannot be set so")
    message = _("{field}: {reason}")


class NotFailed(Conflict):
    """Only what has failed can be tried again."""

    code = "not_failed"
    title = _("Has not failed")
    message = _("{what} {key} is {state}; only what has failed is tried again.")


@transaction.atomic
def found_organisation(
    *,
    actor: Actor,
    name: str,
    time_zone: str = "UTC",
    currency: str = "EUR",
    modules: Sequence[str] = (),
) -> Organisation:
    """Give the installation to an organisation.

    Raises: OrganisationExists, BadOrganisation.
    Records: organisation.founded.
    """
    if existing := Organisation.objects.select_for_update().first():
        raise OrganisationExists({"name": existing.name})
    founded = Organisation(
        name=name.strip(),
        time_zone=time_zone,
        currency=currency,
        modules=list(modules),
        created_at=clock.now(),
    )
    _check(founded)
    founded.save(force_insert=True)
    event = OrganisationFounded(
        name=founded.name, time_zone=time_zone, currency=currency, modules=founded.modules
    )
    ledger.record([event], actor=actor, happened_at=founded.created_at)
    transaction.on_commit(organisation.forget)
    return founded


@transaction.atomic
def change_organisation(*, actor: Actor, **changes: Unpack[Settings]) -> Organisation:
    """Change settings of the organisation, each by its name; nothing that is not named.

    Raises: NotAllowed without settings.manage everywhere; NotFound before it is founded;
        BadOrganisation.
    Records: organisation.changed, unless nothing is different.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    if unknown := set(changes) - set(Settings.__annotations__):
        raise BadOrganisation(*({"field": f, "reason": _("unknown")} for f in sorted(unknown)))
    changed = Organisation.objects.select_for_update().first()
    if changed is None:
        raise NotFound({"what": "organisation", "key": ""})
    was = {name: getattr(changed, name) for name in changes}
    for name, value in changes.items():
        setattr(changed, name, value.strip() if isinstance(value, str) else value)
    _check(changed)
    now = {name: getattr(changed, name) for name in changes}
    if different := [name for name in changes if was[name] != now[name]]:
        changed.save(update_fields=different)
        event = OrganisationChanged(
            was={name: was[name] for name in different}, now={name: now[name] for name in different}
        )
        ledger.record([event], actor=actor, happened_at=clock.now())
        transaction.on_commit(organisation.forget)
    return changed


@transaction.atomic
def retry_jobs(*, actor: Actor, job_ids: Sequence[int]) -> list[Job]:
    """Let failed jobs run again, at once.

    Raises: NotAllowed without settings.manage everywhere; NotFound; NotFailed.
    Records: job.retried, one for each.
    """
    found = _failed(actor, "job", Job, job_ids)
    now = clock.now()
    Job.objects.filter(pk__in=[job.pk for job in found]).update(
        state=Job.State.WAITING, run_at=now, attempts=0
    )
    events = [JobRetried(subject_id=job.pk, name=job.name) for job in found]
    ledger.record(events, actor=actor, happened_at=now)
    return found


@transaction.atomic
def retry_messages(*, actor: Actor, message_ids: Sequence[int]) -> list[Message]:
    """Let failed messages be sent again, at once.

    Raises: NotAllowed without settings.manage everywhere; NotFound; NotFailed.
    Records: message.retried, one for each.
    """
    found = _failed(actor, "message", Message, message_ids)
    now = clock.now()
    Message.objects.filter(pk__in=[message.pk for message in found]).update(
        state=Message.State.WAITING, next_at=now, attempts=0
    )
    events = [MessageRetried(subject_id=m.pk, purpose=m.purpose) for m in found]
    ledger.record(events, actor=actor, happened_at=now)
    return found


@transaction.atomic
def erase_entries(*, actor: Actor, seqs: Sequence[int], reason: str) -> None:
    """Erase what entries say, for good. That they are there, and every proof, stays.

    Raises: NotAllowed without every right; NotFound.
    Records: ledger.erased.
    """
    if not actor.may_everywhere("*"):
        raise NotAllowed({"actor": actor.name, "permission": "*"})
    wanted = sorted(set(seqs))
    known = set(Entry.objects.filter(seq__in=wanted).values_list("seq", flat=True))
    if missing := [seq for seq in wanted if seq not in known]:
        raise NotFound(*({"what": "entry", "key": seq} for seq in missing))
    Entry.objects.filter(seq__in=wanted).update(data=None, salt=None)
    ledger.record([Erased(seqs=wanted, reason=reason)], actor=actor, happened_at=clock.now())


def _failed(actor: Actor, what: str, model: type[Retried], ids: Sequence[int]) -> list[Retried]:
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    wanted = sorted(set(ids))
    found = list(model.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
    if missing := set(wanted) - {one.pk for one in found}:
        raise NotFound(*({"what": what, "key": key} for key in sorted(missing)))
    if others := [one for one in found if one.state != "failed"]:
        raise NotFailed(*({"what": what, "key": o.pk, "state": o.state} for o in others))
    return found


def _check(changed: Organisation) -> None:
    wrong = [
        ("name", _("one to 200 characters"), 0 < len(changed.name) <= 200),
        ("time_zone", _("no time zone"), changed.time_zone in available_timezones()),
        ("currency", _("no currency of ISO 4217"), money.is_currency(changed.currency)),
        ("tag_prefix", _("at most 12 characters"), len(changed.tag_prefix) <= 12),
        ("tag_digits", _("from 1 to 12"), 1 <= changed.tag_digits <= TAG_DIGITS_MAX),
        ("tag_next", _("a positive number"), 0 < changed.tag_next < 10**TAG_DIGITS_MAX),
    ]
    if offenders := [{"field": field, "reason": str(why)} for field, why, ok in wrong if not ok]:
        raise BadOrganisation(*offenders)
