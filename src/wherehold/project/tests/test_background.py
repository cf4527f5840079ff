"""What the process that answers does beside, with background work and without."""

from datetime import timedelta
from time import monotonic, sleep

import pytest

from wherehold.accounts import commands, usage
from wherehold.accounts.commands import tokens
from wherehold.accounts.models import ApiToken
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.project import background

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def token(db):
    actor = system("test")
    commands.lay_roles(actor=actor)
    ada = commands.create_user(actor=actor, email="ada@example.org", role="administrator")
    return commands.create_token(actor=actor, user_id=ada.pk)[0]


@pytest.fixture
def start():
    """Begin what is done beside, and stop it in the end."""
    stops = []

    def start(**how):
        stops.append(background.start(**how))
        return stops[-1]

    yield start
    for stop in stops:
        stop()


def used_at(token):
    return ApiToken.objects.get(pk=token.pk).last_used_at


def test_who_serves_alone_writes_down_what_was_used(token, start, monkeypatch):
    monkeypatch.setattr(background, "USAGE_EVERY_S", 0.02)
    start(worker=False)
    usage.token(token.pk)

    until = monotonic() + 20
    while used_at(token) is None:
        assert monotonic() < until, "it was not written down"
        sleep(0.02)


@pytest.mark.parametrize("worker", [True, False])
def test_what_was_used_last_is_written_down_at_the_end(token, start, worker):
    stop = start(worker=worker)
    usage.token(token.pk)
    stop()

    assert used_at(token) is not None


def test_of_two_who_serve_the_later_word_stands(token):
    now, actor = clock.now(), system("test")
    for at in (now, now - timedelta(minutes=5)):
        tokens.note_used(actor=actor, used={token.pk: at})

    assert used_at(token) == now
