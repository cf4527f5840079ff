"""Bo borrows projectors in Berlin; Amina keeps them; Hanna says yes."""

from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.conftest import NOON, put
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.models import Organisation
from wherehold.register.models import Model, Party
from wherehold.reservations import commands
from wherehold.reservations.models import Reservation

DAY = timedelta(days=1)


def when(days, hours=0):
    """Return an instant so long after noon of the day on which everything happens."""
    return NOON + timedelta(days=days, hours=hours)


@pytest.fixture(autouse=True)
def organisation(db):
    return Organisation.objects.create(name="Brightwater", created_at=NOON)


@pytest.fixture
def keeper(amina):
    """Amina, who reserves as well."""
    [grant] = amina.grants
    more = Grant(grant.permissions | {"reservation.make"}, place=grant.place)
    return Actor(amina.name, grants=(more,), party_id=amina.party_id, source="web")


@pytest.fixture
def hanna(keeper):
    """Hanna may do what Amina may, and says yes."""
    party = Party.objects.create(name="Hanna", kind="person")
    [grant] = keeper.grants
    more = Grant(grant.permissions | {"reservation.approve"}, place=grant.place)
    return Actor(f"party:{party.pk}", grants=(more,), party_id=party.pk, source="web")


@pytest.fixture
def projector(tools):
    """Return a model of which there are pieces."""
    return Model.objects.create(name="EB-L730U", category=tools)


@pytest.fixture
def pieces(projector, store_room, tools):
    """Return three pieces of it."""
    return [put(f"PX-{n}", store_room, tools, model=projector, stage="in_stock") for n in (1, 2, 3)]


@pytest.fixture
def book(keeper, bo):
    """Reserve things for Bo from one day to another; return the reservation."""

    def reserve(begins, ends, *, actor=None, wait=False, party=None, asset=None, **wanted):
        if asset is not None:
            wanted["asset_id"] = asset.pk
        wish = commands.Wish(
            party_id=(party or bo).pk,
            begins_at=begins if not isinstance(begins, int) else when(begins),
            ends_at=ends if not isinstance(ends, int) else when(ends),
            lines=[commands.Wanted(**wanted)],
            wait=wait,
        )
        [key] = commands.reserve(actor=actor or keeper, wishes_given=[wish])
        return Reservation.objects.get(pk=key)

    return reserve


@pytest.fixture
def browser(client, db):
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")
    client.force_login(User.objects.get(pk=made.pk))
    return client
