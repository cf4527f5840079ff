"""What the tests of labels share."""

import pytest
from django.test import Client

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation


@pytest.fixture
def public(settings):
    """Serve at an address that phones reach."""
    settings.PUBLIC_URL = "https://assets.example.org"


@pytest.fixture
def brightwater(db):
    """Return an organisation with a company prefix at GS1."""
    return Organisation.objects.create(
        name="Brightwater",
        tag_prefix="AST-",
        tag_digits=6,
        tag_next=501,
        label_options={"company_prefix": "0614141"},
        created_at=clock.now(),
    )


@pytest.fixture
def browser(amina, berlin):
    """Return a browser in which the storekeeper of Berlin is signed in."""
    return signed_in("storekeeper", berlin.pk, amina.party_id)


@pytest.fixture
def admins(admin):
    """Return a browser in which Ada is signed in, who may do everything."""
    return signed_in("administrator", None, admin.party_id)


def signed_in(role, place_id, party_id):
    job = system("test")
    accounts.lay_roles(actor=job)
    user = accounts.create_user(
        actor=job, email=f"{role}@example.org", role=role, place_id=place_id, party_id=party_id
    )
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client
