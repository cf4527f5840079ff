"""What somebody was told, and by which ways: never what opens one."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from wherehold.alerts.models import Channel, Notice, Preference
from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.kernel.models import Message
from wherehold.webhooks.models import Webhook

TOLD = ("rule", "severity", "tag", "opened_at", "due_at", "told_at", "by", "dropped_at")
CHANNELS = ("service", "name", "created_at", "removed_at")
WISHES = ("by_mail", "time_zone", "quiet_from", "quiet_until", "through_quiet", "digest_at")
WEBHOOKS = ("name", "kinds", "on", "created_at", "removed_at")
MAILS = ("purpose", "state", "created_at", "sent_at")


def _told(about: Subject) -> Iterable[Row]:
    columns = ("alert__rule__name", "alert__severity", "alert__asset__tag", "alert__opened_at",
               "due_at", "told_at", "channel__service", "dropped_at")  # fmt: skip
    found = Notice.objects.filter(party=about.party_id).order_by("pk")
    for one in found.values_list(*columns).iterator(AT_ONCE):
        yield (*one[:6], one[6] or "mail", one[7])


def _channels(about: Subject) -> Iterable[Row]:
    return Channel.objects.filter(party=about.party_id).order_by("pk").values_list(*CHANNELS)


def _wishes(about: Subject) -> Iterable[Row]:
    return Preference.objects.filter(party=about.party_id).values_list(*WISHES)


def _webhooks(about: Subject) -> Iterable[Row]:
    return Webhook.objects.filter(party=about.party_id).order_by("pk").values_list(*WEBHOOKS)


def _mails(about: Subject) -> Iterable[Row]:
    to = about.email or "-"
    found = Message.objects.filter(via="mail", to__iexact=to).order_by("pk")
    return found.values_list(*MAILS).iterator(AT_ONCE)


PARTS = (
    Part("told", _("Alerts that were or will be told"), TOLD, _told),
    Part("channels", _("Ways to be told; never a key"), CHANNELS, _channels),
    Part("wishes", _("When to be told"), WISHES, _wishes),
    Part("webhooks", _("Programs told in the person's name; never a key"), WEBHOOKS, _webhooks),
    Part("mails", _("Mails to the own address, without their text"), MAILS, _mails),
)
