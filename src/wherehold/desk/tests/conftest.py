"""What the tests of the desk share."""

import pytest

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation


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


@pytest.fixture
def organisation(db, still_clock):
    """Return the organisation: euros, tags from AST-000001."""
    return Organisation.objects.create(name="Nordlicht", currency="EUR", created_at=still_clock)
