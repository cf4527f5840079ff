"""The outbox: messages are written in the command's transaction and sent after it.

So a message goes out if and only if the change was kept, and an unreachable server costs nobody
a wait. Without a mail server mails are kept as `no_mail`, with their link to copy. Other ways to
send than mail are a table of functions that the worker is given.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from wherehold.kernel import clock, wake
from wherehold.kernel.jobs import trouble_of
from wherehold.kernel.models import Message

TRIES = 8
WAIT_S_MAX = 6 * 3_600
TIMEOUT_S = 15
AT_ONCE = 20
KEPT = timedelta(days=90)
MAIL = "mail"
Sender = Callable[[Message], None]
log = logging.getLogger(__name__)


class Undeliverable(Exception):  # noqa: N818
    """Whoever was asked will not take this message, however often it is asked."""


@dataclass(frozen=True)
class Server:
    """A mail server, as WHEREHOLD_SMTP_URL names it."""

    host: str
    port: int
    user: str
    password: str
    encryption: str
    sender: str


def send(
    *,
    to: str,
    subject: str,
    text: str,
    purpose: str,
    html: str = "",
    link: str = "",
    via: str = MAIL,
    address: str = "",
) -> Message:
    """Put a message into the outbox, in the caller's transaction. Texts are rendered already.

    Its state says at once whether it will be sent or, without a mail server, `no_mail`: then
    whoever asked for it is shown `link`. `via` names the way to send it; by another one than
    mail, `to` is what people read and `address` what that way knows it by.
    """
    message = written(to=to, subject=subject, text=text, purpose=purpose, html=html, link=link)
    message.via, message.address = via, address
    if via != MAIL:
        message.state = Message.State.WAITING
    return send_all([message])[0]


def send_all(messages: Sequence[Message]) -> list[Message]:
    """Put messages that are written into the outbox, in the caller's transaction."""
    wake.after_commit(wake.OUTBOX)
    return Message.objects.bulk_create(messages)


def written(
    *, to: str, subject: str, text: str, purpose: str, html: str = "", link: str = ""
) -> Message:
    """Return a mail as it goes into the outbox, where it is not yet. Texts are rendered already."""
    now = clock.now()
    return Message(
        purpose=purpose,
        to=_one_line(to),
        subject=_one_line(subject)[:200],
        text=text,
        html=html,
        link=link,
        via=MAIL,
        state=Message.State.WAITING if has_mail() else Message.State.NO_MAIL,
        next_at=now,
        created_at=now,
    )


def has_mail() -> bool:
    """Say whether a mail server is configured."""
    return bool(settings.SMTP_URL)


def server() -> Server:
    """Return the mail server.

    Raises: ImproperlyConfigured for an address that cannot be one.
    """
    parts = urlsplit(settings.SMTP_URL)
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured("WHEREHOLD_SMTP_URL begins with smtp:// or smtps://")
    tls = "tls" if parts.scheme == "smtps" else options.get("tls", "starttls")
    if tls not in {"tls", "starttls", "none"}:
        raise ImproperlyConfigured("WHEREHOLD_SMTP_URL: tls is starttls or none")
    return Server(
        host=parts.hostname,
        port=parts.port or {"tls": 465, "starttls": 587, "none": 25}[tls],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        encryption=tls,
        sender=options.get("from", f"wherehold@{parts.hostname}"),
    )


def deliver(senders: Mapping[str, Sender] | None = None) -> int:
    """Send what is due, twenty messages at most; return how many were tried."""
    ways = dict(senders or {}) | ({MAIL: _hand_over} if has_mail() else {})
    if not ways:
        return 0
    due = Message.objects.filter(
        state=Message.State.WAITING, next_at__lte=clock.now(), via__in=list(ways)
    )
    if not (ids := list(due.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE])):
        return 0
    for message_id in ids:
        _deliver_one(message_id, ways)
    return len(ids)


def clean_up() -> int:
    """Forget messages of more than ninety days ago; return how many."""
    old = Message.objects.filter(created_at__lt=clock.now() - KEPT)
    old = old.exclude(state=Message.State.WAITING)
    return old.delete()[0] if old.exists() else 0


def _deliver_one(message_id: int, ways: Mapping[str, Sender]) -> None:
    """Send one message, unless another worker has.

    It is put off first and sent then, so that no transaction is open while the server is asked;
    a worker that dies in between has it sent again, later.
    """
    message = _take(message_id)
    if message is None:
        return
    try:
        ways[message.via](message)
    except Exception as error:
        log.warning("message %s to %s was not sent: %s", message.pk, message.purpose, error)
        final = message.attempts >= TRIES or _is_refusal(error)
        Message.objects.filter(pk=message.pk).update(
            trouble=trouble_of(), state=Message.State.FAILED if final else Message.State.WAITING
        )
    else:
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.SENT, sent_at=clock.now(), trouble=""
        )


def _take(message_id: int) -> Message | None:
    now = clock.now()
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True)
        message = waiting.filter(
            pk=message_id, state=Message.State.WAITING, next_at__lte=now
        ).first()
        if message is not None:
            message.attempts += 1
            wait_s = min(WAIT_S_MAX, 30 * 4 ** (message.attempts - 1))
            message.next_at = now + timedelta(seconds=wait_s)
            message.save(update_fields=["attempts", "next_at"])
    return message


def _hand_over(message: Message) -> None:
    to = server()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = to.sender, message.to, message.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(f"message-{message.pk}", domain=to.sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    with _connected(to) as smtp:
        if to.user:
            smtp.login(to.user, to.password)
        smtp.send_message(mail)


def _connected(to: Server) -> smtplib.SMTP:
    if to.encryption == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(to.host, to.port, timeout=TIMEOUT_S, context=context)
    smtp = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT_S)
    if to.encryption == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    return smtp


def _is_refusal(error: Exception) -> bool:
    """Say whether the server refuses this message for good (5xx), so that asking again is idle."""
    if isinstance(error, Undeliverable):
        return True
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _one_line(text: str) -> str:
    """Return a text without line ends, which would begin another header."""
    return " ".join(text.split())
