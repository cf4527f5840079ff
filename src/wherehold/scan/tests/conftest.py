"""What the tests of scanning share."""

import pytest

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system


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
