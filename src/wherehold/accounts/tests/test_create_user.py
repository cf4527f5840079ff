"""Making accounts: for whom, by whom, with which role."""

import pytest

from wherehold.accounts import commands, queries
from wherehold.accounts.access import BeyondOwn
from wherehold.accounts.commands.users import EmailTaken, WeakPassword
from wherehold.accounts.emails import NoEmail
from wherehold.accounts.models import RoleGrant, User
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Party


def test_the_administrator_makes_an_account_and_the_ledger_tells_no_address(admin):
    user = commands.create_user(actor=admin, email=" Dee@Example.ORG ", name="Dee")

    assert user.email == "dee@example.org" and user.party.name == "Dee"
    entries = ledger.history("account", user.pk)
    assert [e.kind for e in entries] == ["accounts.role_granted", "accounts.created"]
    assert "example" not in str([e.data for e in entries])
    assert {e.actor for e in entries} == {admin.name}


def test_a_person_who_is_known_by_the_email_is_linked(admin):
    eve = Party.objects.create(name="Eve", email="eve@example.org")
    from wherehold.register.models import Identifier

    Identifier.objects.create(
        kind="email", key="eve@example.org", value="eve@example.org", party=eve
    )

    user = commands.create_user(actor=admin, email="EVE@example.org")

    assert user.party_id == eve.pk


@pytest.mark.parametrize("email", ["ＤＥＥ@example.org", "DEE@EXAMPLE.ORG", "dee@example.org "])
def test_T17_case_and_width_make_no_second_account(admin, email):
    commands.create_user(actor=admin, email="dee@example.org")

    with pytest.raises(EmailTaken):
        commands.create_user(actor=admin, email=email)


@pytest.mark.parametrize("email", ["dёe@example.org", "d\u200bee@example.org", "dеe@example.org"])
def test_T17_a_name_that_only_looks_alike_is_another_account_or_none(admin, email):
    dee = commands.create_user(actor=admin, email="dee@example.org")

    try:
        other = commands.create_user(actor=admin, email=email)
    except NoEmail:
        return
    assert other.pk != dee.pk and other.party_id != dee.party_id


def test_a_storekeeper_makes_no_accounts(amina):
    with pytest.raises(NotAllowed):
        commands.create_user(actor=amina, email="dee@example.org")
    assert not User.objects.exists()


@pytest.fixture
def site_manager(berlin):
    """Mo manages accounts and tools in Berlin."""
    mo = Party.objects.create(name="Mo", place=berlin, place_path=berlin.path)
    may = frozenset({"user.manage", "asset.see", "asset.note", "party.see"})
    return Actor(
        f"party:{mo.pk}", grants=(Grant(may, place=berlin.path),), party_id=mo.pk, source="web"
    )


@pytest.mark.parametrize("role", ["administrator", "manager", "finance", "auditor"])
def test_T64_nobody_gives_a_role_that_may_more_than_they_may(site_manager, berlin, role):
    with pytest.raises(BeyondOwn):
        commands.create_user(
            actor=site_manager, email="dee@example.org", role=role, place_id=berlin.pk
        )
    assert not User.objects.exists() and not RoleGrant.objects.exists()


def test_T64_nor_in_a_place_where_they_may_nothing(site_manager, hamburg):
    missing = hamburg.pk + 1000
    refusals = []
    for place in (hamburg.pk, missing):
        with pytest.raises(NotFound) as refusal:
            commands.create_user(
                actor=site_manager, email="dee@example.org", role="member", place_id=place
            )
        refusals.append(str(refusal.value).replace(str(place), "?"))
    assert refusals[0] == refusals[1]


def test_an_account_that_may_do_nothing_is_still_its_own(admin, amina):
    user = commands.create_user(actor=admin, email="dee@example.org")
    actor = queries.actor_for_user(user, "web")

    assert actor.may_own("asset.see") and not actor.may_somewhere("asset.see")


@pytest.mark.parametrize("password", ["short", "password1234", "1234567890123456"])
def test_a_password_that_is_easy_to_guess_is_refused(admin, password, settings):
    with pytest.raises(WeakPassword):
        commands.create_user(actor=admin, email="dee@example.org", password=password)


def test_the_hosts_own_command_line_decides_for_itself(db):
    operator = system("accounts").via("cli")
    user = commands.create_user(
        actor=operator, email="dee@example.org", password="first-1", role="administrator"
    )

    assert user.check_password("first-1")
