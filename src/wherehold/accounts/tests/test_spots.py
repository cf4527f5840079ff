"""Where a role is given: the table shows it, a cell gives it there and takes it back."""

import pytest
from django.test import Client

from wherehold.accounts import commands, queries
from wherehold.accounts.models import Role, RoleGrant
from wherehold.accounts.tests.conftest import sign_in
from wherehold.conftest import NOON, plant
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Organisation
from wherehold.register.models import Place

ROLE = "/settings/roles/storekeeper"


@pytest.fixture(autouse=True)
def organisation(db):
    return Organisation.objects.create(name="Brightwater", created_at=NOON)


@pytest.fixture
def boss(client, dee):
    sign_in(client, dee.email)
    return client


@pytest.fixture
def kim(host, berlin):
    """Kim manages the accounts of Berlin."""
    made = commands.create_user(
        actor=host,
        email="kim@example.org",
        name="Kim",
        role="manager",
        place_id=berlin.pk,
        password="correct horse battery",
    )
    party = made.party
    party.place, party.place_path = berlin, berlin.path
    party.save()
    return made


@pytest.fixture
def at_home(mel, berlin):
    """Mel belongs to Berlin, so that those who manage Berlin see her account."""
    mel.party.place, mel.party.place_path = berlin, berlin.path
    mel.party.save()
    return mel


def states(actor, **more):
    """Return what the cells show, by place and category: given here, from above, or neither."""
    table = queries.table_of(actor=actor, code="storekeeper", **more)
    return {
        (place.name, cell.category.name): "here" if cell.here else "above" if cell.above else ""
        for place, cells in table.rows
        for cell in cells
    }


def actor_of(user):
    return queries.actor_for_user(user, "web")


def test_what_is_given_above_shows_below_and_nowhere_else(dee, mel, tools, store_room, hamburg):
    found = states(actor_of(dee), opened=store_room.parent_id)

    assert found["Berlin", ""] == "here"
    assert found["Berlin", "Tools"] == found["Store room", "Tools"] == "above"
    assert found["Hamburg", "Tools"] == found["", ""] == ""
    assert ("Store room", "") not in states(actor_of(dee))


def test_a_cell_counts_people_once(dee, mel, tools, berlin, host):
    commands.grant_role(
        actor=host, user_id=mel.pk, role="storekeeper", place_id=berlin.pk, category_id=tools.pk
    )
    cell = queries.cell_of(
        actor=actor_of(dee), code="storekeeper", place_id=berlin.pk, category_id=tools.pk
    )

    assert (len(cell.here), len(cell.above), cell.people) == (1, 1, 1)


def test_the_statements_do_not_grow_with_places_and_people(
    dee, mel, host, hamburg, django_assert_num_queries
):
    boss = actor_of(dee)
    with django_assert_num_queries(5):
        states(boss)
    for number in range(12):
        commands.create_user(
            actor=host,
            email=f"{number}@example.org",
            role="storekeeper",
            place_id=plant(Place, f"Yard {number}", hamburg).pk,
        )
    with django_assert_num_queries(5):
        found = states(boss)

    assert found["Yard 11", ""] == "here"


def test_the_role_is_given_and_taken_back_from_its_cell(boss, mel, tools, hamburg):
    where = {"place": hamburg.pk, "category": tools.pk}
    page = boss.get(f"{ROLE}/where", where).content.decode()
    assert "nobody just here" in page and ">Mel<" in page

    answer = boss.post(f"{ROLE}/give", where | {"user": mel.pk, "until": "2026-03-09"})
    grant = RoleGrant.objects.get(user=mel, place=hamburg)
    assert answer.status_code == 302 and grant.category == tools and grant.until.day == 9
    part = boss.get(f"{ROLE}/where", where, headers={"HX-Request": "true"}).content.decode()
    assert part.startswith("<dialog") and f"/grants/{grant.pk}/revoke" in part
    assert "Tools in Hamburg: 1 person, given here" in boss.get(ROLE).content.decode()

    boss.post(f"{ROLE}/grants/{grant.pk}/revoke")
    grant.refresh_from_db()
    assert grant.revoked_at == NOON


def test_nobody_gives_what_they_lack_or_where_they_lack_it(client, kim, at_home, berlin, hamburg):
    sign_in(client, kim.email)
    before = RoleGrant.objects.count()
    beyond = client.post(
        "/settings/roles/administrator/give", {"user": at_home.pk, "place": berlin.pk}
    )
    elsewhere = client.post(f"{ROLE}/give", {"user": at_home.pk, "place": hamburg.pk})
    everywhere = client.post(f"{ROLE}/give", {"user": at_home.pk})

    assert (beyond.status_code, elsewhere.status_code, everywhere.status_code) == (403, 404, 404)
    assert RoleGrant.objects.count() == before


def test_a_manager_of_one_site_is_shown_that_site(kim, at_home, berlin, hamburg, tools):
    found = states(actor_of(kim))

    assert {place for place, _ in found} == {"Berlin"} and found["Berlin", ""] == "here"
    for place_id in (hamburg.pk, None, 48_151_623):
        with pytest.raises(NotFound):
            queries.cell_of(
                actor=actor_of(kim), code="storekeeper", place_id=place_id, category_id=None
            )


def test_a_role_above_ones_own_is_taken_back_by_nobody(client, kim, dee, berlin):
    sign_in(client, kim.email)
    grant = RoleGrant.objects.get(user=dee)

    answer = client.post(f"/settings/roles/administrator/grants/{grant.pk}/revoke")

    grant.refresh_from_db()
    assert answer.status_code in {403, 404} and grant.revoked_at is None


def test_the_last_administrator_stays(boss, dee):
    grant = RoleGrant.objects.get(user=dee)

    assert boss.post(f"/settings/roles/administrator/grants/{grant.pk}/revoke").status_code == 409


def test_who_manages_nobody_is_shown_nothing(mel, berlin):
    other = Client()
    sign_in(other, mel.email)

    assert other.get(f"{ROLE}/where", {"place": berlin.pk}).status_code == 403
    assert other.post(f"{ROLE}/give", {"user": mel.pk, "place": berlin.pk}).status_code == 403
    assert Role.objects.filter(code="storekeeper").exists()
