"""A hand-over of two things from Amina to Bo, and what its tests share."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.handover import commands
from wherehold.handover.models import Handover
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor, system
from wherehold.register import files
from wherehold.register.models import Party

STROKES = "[[[10, 10], [50, 90], [90, 20]], [[120, 40], [200, 44]]]"


class Upload(BytesIO):
    """A file as a browser sends it."""

    name = "photo.jpg"

    def chunks(self):
        yield self.getvalue()


def shot(colour="#a33"):
    """Return a photo as it is kept when it was received."""
    target = Upload()
    Image.new("RGB", (40, 30), colour).save(target, "JPEG")
    return files.keep(target, photo=True)


@pytest.fixture(autouse=True)
def attachments(settings, tmp_path):
    """Keep what is uploaded in a folder of the test."""
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"


@pytest.fixture
def later(monkeypatch):
    """Move the clock on by so many hours."""

    def move(hours):
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=hours))

    return move


@pytest.fixture
def reachable(bo):
    """Bo has an e-mail address."""
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    return bo


@pytest.fixture
def bos_account(bo):
    """Bo through an account of his, as a member."""
    return Actor(
        f"party:{bo.pk}",
        party_id=bo.pk,
        source="web",
        own=frozenset({"asset.see", "custody.holder"}),
    )


@pytest.fixture
def given(amina, bo, drill, saw):
    """Amina has handed Bo the drill and the worn saw; he has not answered."""
    gifts = [
        commands.Gift(asset_id=drill.pk),
        commands.Gift(asset_id=saw.pk, condition="worn", note="Strap frayed"),
    ]
    key = commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
    return Handover.objects.get(pk=key)


@pytest.fixture
def confirmed(given, amina):
    """Bo has signed for it at the desk."""
    said = commands.Said(strokes=STROKES)
    return commands.confirm(actor=amina, handover_id=given.pk, said=said)


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    return accounts.create_user(actor=actor, email="ada@example.org", role="administrator")


@pytest.fixture
def token(ada):
    """Return a token that may do everything."""
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]


@pytest.fixture
def browser(client, ada):
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client
