"""A world with a tracker: who manages devices, and how readings come."""

from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.ingest import intake
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.models import Organisation
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice, Sender

HOUR = timedelta(hours=1)


def at(seconds=0, **back):
    """Return an instant as it is sent: some time before noon, and so many seconds later."""
    return (NOON - timedelta(**(back or {"hours": 1})) + timedelta(seconds=seconds)).isoformat()


@pytest.fixture(autouse=True)
def organisation(db):
    return Organisation.objects.create(name="Brightwater", created_at=NOON)


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    return accounts.create_user(actor=actor, email="ada@example.org", role="administrator")


@pytest.fixture
def boss(ada):
    return Actor(
        f"party:{ada.party_id}", grants=(Grant(EVERYTHING),), party_id=ada.party_id, source="web"
    )


@pytest.fixture
def token(ada):
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]


@pytest.fixture
def tracker(boss, drill):
    """A tracker on the drill since a day ago."""
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="T-1", kind="gps")])
    bind = Bind(device_id=key, asset_id=drill.pk, starts_at=NOON - 24 * HOUR)
    commands.bind(actor=boss, binds=[bind])
    return key


@pytest.fixture
def send(client, token):
    """Send readings, or a body as it is, and return the answer."""

    def send(body, *, secret=token, kind="application/json"):
        import orjson

        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        return client.post(
            "/api/v1/readings",
            raw,
            content_type=kind,
            headers={"Authorization": f"Bearer {secret}"},
        )

    return send


@pytest.fixture
def told(send):
    """Send readings and return what came of them, as numbers."""

    def told(body, **how):
        answer = send(body, **how)
        assert answer.status_code == 200, answer.content
        said = answer.json()
        assert said["accepted"] == said["stored"] + said["duplicate"] + said["rejected"]
        assert len(said["errors"]) == said["rejected"]
        return [said["stored"], said["duplicate"], said["rejected"]]

    return told


def take(body):
    """Take a message in without HTTP."""
    actor = system("test")
    return intake.take(
        actor=actor, sender=Sender("test"), body=body, content_type="application/json"
    )


def roll_up():
    """Roll up all days that are over."""
    actor = system("test")
    last = 0
    while last := commands.roll_up(actor=actor, after=last):
        pass
