"""People with accounts, for the tests of this slice."""

import pytest
from django.core.cache import cache

from wherehold.accounts import commands
from wherehold.kernel.actor import system

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def forgotten_attempts():
    """Begin each test without attempts that are counted."""
    cache.clear()


@pytest.fixture
def host(db):
    """Return the host's own command line."""
    return system("accounts").via("cli")


@pytest.fixture
def dee(host):
    """Dee is an administrator with a password."""
    return commands.create_user(
        actor=host, email="dee@example.org", name="Dee", role="administrator", password=PASSWORD
    )


@pytest.fixture
def mel(host, berlin):
    """Mel is a storekeeper in Berlin with a password."""
    return commands.create_user(
        actor=host,
        email="mel@example.org",
        name="Mel",
        role="storekeeper",
        place_id=berlin.pk,
        password=PASSWORD,
    )


def sign_in(client, email, password=PASSWORD, **more):
    """Sign a browser in as a person does."""
    return client.post("/sign-in", {"email": email, "password": password, **more})
