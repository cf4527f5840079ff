"""The outbox: a real mail server on this machine, one that is away, and none at all."""

import socket
import socketserver
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from wherehold.kernel import clock, commands, outbox, queries
from wherehold.kernel.actor import system
from wherehold.kernel.models import Message

pytestmark = pytest.mark.django_db


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as one mail needs."""

    def handle(self):
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "RCPT" and "nobody@" in line:
                self.say("550 no such user")
            elif verb == "DATA":
                self.say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.say("250 taken")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 ok")

    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mails(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.mails = []
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        port = server.server_address[1]
        settings.SMTP_URL = f"smtp://127.0.0.1:{port}?tls=none&from=it@example.org"
        yield server.mails
        server.shutdown()


def send(to="bo@example.org", **more):
    return outbox.send(to=to, subject="Due", text="Bring it back, Jürgen.", purpose="due", **more)


def test_a_mail_goes_out_once(mails):
    send(html="<p>Bring it back.</p>")
    assert (outbox.deliver(), outbox.deliver()) == (1, 0)

    [mail] = mails
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "bo@example.org",
        "it@example.org",
        "Due",
    )
    assert "Jürgen" in mail.get_body(("plain",)).get_content()
    assert "<p>" in mail.get_body(("html",)).get_content()
    assert Message.objects.get().state == "sent"


def test_a_mail_of_a_change_that_was_not_kept_does_not_go_out(mails):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send()
        1 / 0  # noqa: B018
    assert outbox.deliver() == 0 and mails == []


def test_a_line_end_begins_no_other_header(mails):
    send(to="bo@example.org\r\nBcc: all@example.org")
    outbox.deliver()
    assert mails == [] or mails[0]["Bcc"] is None


def test_a_server_that_is_away_is_asked_again_later_and_later(settings, monkeypatch, still_clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.SMTP_URL = f"smtp://127.0.0.1:{taken.getsockname()[1]}?tls=none"
        send()
        waits = []
        for _ in range(outbox.TRIES):
            assert outbox.deliver() == 1 and outbox.deliver() == 0
            due = Message.objects.get().next_at
            waits.append((due - clock.now()).total_seconds())
            monkeypatch.setattr(clock, "now", lambda due=due: due)
    assert waits[:3] == [30, 120, 480] and max(waits) == outbox.WAIT_S_MAX

    [failed] = queries.messages(actor=system("test"), state="failed")
    assert failed.trouble.startswith("ConnectionRefusedError")


def test_what_failed_is_sent_when_one_asks_again(mails):
    message = send(to="nobody@example.org")
    outbox.deliver()
    message.refresh_from_db()
    assert message.state == "failed", "the server refuses it for good"

    Message.objects.update(to="bo@example.org")
    commands.retry_messages(actor=system("test"), message_ids=[message.pk])
    outbox.deliver()
    assert len(mails) == 1


def test_without_mail_the_link_is_there_to_copy(settings):
    settings.SMTP_URL = ""
    message = send(link="https://wh.example.org/invite/x")

    assert (message.state, message.link) == ("no_mail", "https://wh.example.org/invite/x")
    assert outbox.deliver() == 0


def test_old_messages_are_forgotten_but_not_those_that_wait(mails, monkeypatch, still_clock):
    send()
    outbox.deliver()
    send()
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(days=91))
    assert outbox.clean_up() == 1
    assert Message.objects.get().state == "waiting"


@pytest.mark.parametrize(
    ("url", "port", "encryption", "user"),
    [
        ("smtp://mail.example.org", 587, "starttls", ""),
        ("smtps://mail.example.org", 465, "tls", ""),
        ("smtp://u%40x:p@mail.example.org:2525?tls=none", 2525, "none", "u@x"),
    ],
)
def test_addresses_of_servers(settings, url, port, encryption, user):
    settings.SMTP_URL = url
    server = outbox.server()
    assert (server.port, server.encryption, server.user) == (port, encryption, user)


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://x?tls=maybe"])
def test_addresses_that_are_none(settings, url):
    settings.SMTP_URL = url
    with pytest.raises(ImproperlyConfigured):
        outbox.server()
