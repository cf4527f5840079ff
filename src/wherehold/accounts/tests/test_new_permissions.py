"""What a version adds is given to the roles of an installation that is there already, once."""

import pytest

from wherehold.accounts import commands
from wherehold.accounts.models import Role
from wherehold.accounts.roles import BUILT_IN
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry, Organisation
from wherehold.project import founding

pytestmark = pytest.mark.django_db
HOST = system("test")
CODE = "storekeeper"


@pytest.fixture(autouse=True)
def laid(still_clock):
    Organisation.objects.create(name="Brightwater", created_at=still_clock)
    commands.lay_roles(actor=HOST)


def older(*without):
    """Let the role be one of a version that knew less."""
    role = Role.objects.get(code=CODE)
    role.permissions = sorted(BUILT_IN[CODE].permissions - set(without))
    role.laid = role.permissions
    role.save()


def permissions():
    return set(Role.objects.get(code=CODE).permissions)


def test_starting_a_new_version_gives_what_is_new():
    older("alert.handle", "position.see")
    founding.prepare()

    assert permissions() == BUILT_IN[CODE].permissions
    [entry] = Entry.objects.filter(kind="accounts.role_changed")
    assert "alert.handle" in entry.data["permissions"]
    founding.prepare()
    assert Entry.objects.filter(kind="accounts.role_changed").count() == 1


def test_what_somebody_took_stays_taken():
    older("position.see")
    kept = permissions() - {"asset.retire"}
    commands.change_role(actor=HOST, code=CODE, permissions=kept)
    founding.prepare()

    assert permissions() == kept | {"position.see"}


def test_a_role_of_ones_own_is_left_alone():
    commands.create_role(actor=HOST, name="Gate", permissions=["asset.see"])
    commands.lay_roles(actor=HOST)

    assert Role.objects.get(code="gate").permissions == ["asset.see"]
