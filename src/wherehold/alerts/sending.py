"""Sending a message by a channel: through Apprise, and only where anybody may be called."""

import orjson

from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.models import Channel
from wherehold.kernel import outbound, secrecy
from wherehold.kernel.models import Message
from wherehold.kernel.outbox import Undeliverable

TITLE_MAX = 200


class NotTaken(Exception):  # noqa: N818
    """The service did not take a message. It says no more: what it answers may tell of inside."""


def send(message: Message) -> None:
    """Send one message by the channel that it is addressed to.

    Raises: NotTaken, when it is to be tried again; Undeliverable for a channel that is gone.
    """
    channel = Channel.objects.filter(pk=int(message.address), removed_at=None).first()
    if channel is None:
        raise Undeliverable("The channel was removed.")
    given = orjson.loads(secrecy.reveal(channel.hidden))
    address = SERVICES[channel.service].address(given)
    if not _notify(address, message.subject[:TITLE_MAX], message.text):
        raise NotTaken(f"{SERVICES[channel.service].label} did not take it.")


def _notify(address: str, title: str, body: str) -> bool:
    import apprise

    with outbound.guarded():
        # Made here and asked alone: no file of settings is read, no thread is begun.
        service = apprise.Apprise.instantiate(address, suppress_exceptions=True)
        return bool(service and service.notify(body=body, title=title))
