"""What the tests of scanning share."""

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.conftest import NOON
from wherehold.kernel.actor import system
from wherehold.register.models import Party
from wherehold.scan import syncing


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    return accounts.create_user(actor=actor, email="ada@example.org", role="administrator")


@pytest.fixture
def browser(client, ada):
    """Return a browser in which that person is signed in."""
    client.force_login(ada)
    return client


def enrolled(actor):
    """Give somebody of the cast an account and a phone; return the number of the phone."""
    party = Party.objects.get(pk=actor.party_id)
    user = User.objects.create(email=f"{party.pk}@example.org", party=party, created_at=NOON)
    device, secret = accounts.enrol_device(actor=actor, user_id=user.pk, name="Phone")
    return device, secret


@pytest.fixture
def phone(amina):
    """Return Amina's phone."""
    return enrolled(amina)[0].pk


@pytest.fixture
def bring(amina, phone):
    """Return a function that brings acts with Amina's phone and returns the answers."""

    def bring(*ops, device=phone, actor=amina, pending=0):
        return syncing.sync(actor=actor, device_id=device, pending=pending, ops=ops)

    return bring
