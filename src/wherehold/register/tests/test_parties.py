"""Parties: entered, changed, archived by many at once, and seen by whom."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import STOREKEEPER, put
from wherehold.kernel import ledger
from wherehold.kernel.actor import Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands import parties, party_checks
from wherehold.register.commands.parties import NewParty
from wherehold.register.models import FieldDefinition, Identifier, Party
from wherehold.register.queries import parties as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(amina, berlin):
    """Return Amina when she may also enter people of Berlin."""
    return replace(amina, grants=(Grant(STOREKEEPER | {"party.edit"}, place=berlin.path),))


def seen(actor, **asked):
    return [line.name for line in queries.page(actor=actor, **asked)[0]]


def test_many_are_entered_at_once_with_their_codes(admin):
    boss, worker = parties.create(
        actor=admin,
        parties=[
            NewParty(name=" Lena Hoffmann ", email="Lena@Example.org"),
            NewParty(name="Jonas", username="jonas", identifiers=(("badge", "40771"),)),
        ],
    )

    card = queries.card(actor=admin, party_id=worker)
    assert (card.name, card.username) == ("Jonas", "jonas")
    assert card.identifiers == [("badge", "40771"), ("username", "jonas")]
    found = queries.matches(actor=admin, words=["lena@example.ORG", "40771", "Jonas", "nobody"])
    assert found == {"lena@example.ORG": [boss], "40771": [worker], "Jonas": [worker]}
    [entry] = ledger.history("party", worker)
    assert (entry.kind, entry.data["name"]) == ("register.party_created", "Jonas")


def test_a_thousand_take_as_many_statements_as_one(admin):
    def statements(count, letter):
        new = [NewParty(name=f"{letter}{n}", email=f"{letter}{n}@x.org") for n in range(count)]
        with CaptureQueriesContext(connection) as made:
            ids = parties.create(actor=admin, parties=new)
        with CaptureQueriesContext(connection) as changed:
            parties.change(actor=admin, party_ids=ids, changes={"leaves_on": date(2026, 4, 1)})
        return len(made), len(changed)

    assert statements(10, "a") == statements(1000, "b")


def test_a_code_is_nobody_elses(admin, bo):
    parties.create(actor=admin, parties=[NewParty(name="Kim", email="kim@example.org")])
    twice = [NewParty(name="A", username="same"), NewParty(name="B", username="SAME")]

    with pytest.raises(party_checks.CodeTaken, match=r"KIM@example\.org is already in use"):
        parties.change(actor=admin, party_ids=[bo.pk], changes={"email": "KIM@example.org"})
    with pytest.raises(party_checks.CodeTaken):
        parties.create(actor=admin, parties=twice)
    parties.change(actor=admin, party_ids=[bo.pk], changes={"email": "bo@example.org"})
    parties.change(actor=admin, party_ids=[bo.pk], changes={"email": "bo2@example.org"})
    assert list(Identifier.objects.filter(party=bo).values_list("kind", "value")) == [
        ("email", "bo2@example.org")
    ]


def test_what_does_not_fit_is_refused_by_row(admin):
    new = [NewParty(name="Ok"), NewParty(name="", kind="ghost", email="not mail")]

    with pytest.raises(party_checks.BadParty) as refused:
        parties.create(actor=admin, parties=new)
    assert {(f["row"], f["field"]) for f in refused.value.fields} == {
        (1, "name"),
        (1, "kind"),
        (1, "email"),
    }
    assert not Party.objects.filter(name="Ok").exists()


def test_nobody_is_above_themselves(admin):
    top, middle, low = parties.create(actor=admin, parties=[NewParty(name=n) for n in "TML"])
    parties.change(actor=admin, party_ids=[middle], changes={"manager_id": top})
    parties.change(actor=admin, party_ids=[low], changes={"manager_id": middle})

    with pytest.raises(party_checks.GoesInCircle, match="T would be above itself"):
        parties.change(actor=admin, party_ids=[top], changes={"manager_id": low})
    with pytest.raises(party_checks.GoesInCircle):
        parties.change(actor=admin, party_ids=[low], changes={"manager_id": low})


def test_a_unit_is_a_team_and_a_manager_a_person(admin):
    [team] = parties.create(actor=admin, parties=[NewParty(name="Design", kind="team")])
    parties.create(actor=admin, parties=[NewParty(name="Jo", unit_id=team)])

    with pytest.raises(party_checks.BadReference):
        parties.create(actor=admin, parties=[NewParty(name="Al", manager_id=team)])


def test_a_change_says_what_was_before(admin, bo):
    parties.change(actor=admin, party_ids=[bo.pk], changes={"name": "Bo B", "username": ""})

    [entry] = ledger.history("party", bo.pk)
    assert entry.data == {"changes": {"name": ["Bo", "Bo B"]}}


def test_people_of_another_site_are_not_there(amina, cy, bo, hamburg):
    dee = Party.objects.create(name="Dee", place=hamburg, place_path=hamburg.path)
    Party.objects.create(name="Everybody", kind="team")
    Party.objects.create(name="Shop", kind="supplier", place=hamburg, place_path=hamburg.path)

    assert seen(amina) == ["Amina", "Bo", "Everybody", "Shop"]
    assert seen(cy, search="b") == ["Everybody"]
    assert queries.names(actor=amina, ids=[bo.pk, dee.pk]) == {bo.pk: "Bo"}
    assert queries.matches(actor=amina, words=["Dee"]) == {}
    with pytest.raises(NotFound, match=f"No party {dee.pk}"):
        queries.card(actor=amina, party_id=dee.pk)


def test_who_may_see_nobody_sees_themselves(amina, bo):
    nobody = replace(amina, grants=())
    assert seen(nobody) == ["Amina"]


def test_whoever_is_bound_to_a_place_enters_people_of_that_place(clerk, berlin, hamburg):
    [new] = parties.create(actor=clerk, parties=[NewParty(name="Newcomer")])

    assert Party.objects.get(pk=new).place_path == berlin.path
    with pytest.raises(NotFound, match=f"No place {hamburg.pk}"):
        parties.create(actor=clerk, parties=[NewParty(name="X", place_id=hamburg.pk)])
    with pytest.raises(NotFound):
        parties.change(actor=clerk, party_ids=[new], changes={"place_id": hamburg.pk})
    with pytest.raises(NotAllowed):
        parties.change(actor=clerk, party_ids=[new], changes={"place_id": None})


def test_who_may_only_see_may_not_edit(amina, bo, clerk):
    everybody = Party.objects.create(name="Everybody", kind="team")

    with pytest.raises(NotAllowed):
        parties.create(actor=amina, parties=[NewParty(name="X")])
    with pytest.raises(NotAllowed):
        parties.change(actor=amina, party_ids=[bo.pk], changes={"name": "Z"})
    with pytest.raises(NotAllowed):
        parties.change(actor=clerk, party_ids=[everybody.pk], changes={"name": "Z"})


def test_an_archived_party_is_out_of_the_lists_and_comes_back(admin, bo):
    assert parties.archive(actor=admin, party_ids=[bo.pk, bo.pk]) == [bo.pk]
    assert parties.archive(actor=admin, party_ids=[bo.pk]) == []
    assert "Bo" not in seen(admin)
    assert seen(admin, archived=True) == ["Bo"]
    assert parties.restore(actor=admin, party_ids=[bo.pk]) == [bo.pk]
    assert "Bo" in seen(admin)
    assert len(ledger.history("party", bo.pk)) == 2


def test_whoever_holds_something_is_not_archived(admin, bo, berlin):
    put("LAMP-1", berlin, holder=bo, held="party")

    with pytest.raises(parties.StillHolds, match="Bo still holds 1"):
        parties.archive(actor=admin, party_ids=[bo.pk])


def test_pages_go_on_where_the_last_one_ended(admin):
    parties.create(actor=admin, parties=[NewParty(name=f"Zed{n % 3}") for n in range(7)])

    first, cursor = queries.page(actor=admin, search="zed", limit=4)
    rest, end = queries.page(actor=admin, search="zed", limit=4, cursor=cursor)
    assert len({line.id for line in first + rest}) == 7
    assert end is None


def test_a_field_that_is_no_field_is_refused(admin, bo):
    with pytest.raises(parties.NotChangeable, match="place_path cannot be changed"):
        parties.change(actor=admin, party_ids=[bo.pk], changes={"place_path": "x"})


def test_own_fields_are_read_by_their_type_and_kept_beside_one_another(admin, bo):
    for key, type_ in (("shirt", "text"), ("desk", "number")):
        FieldDefinition.objects.create(target="party", key=key, label=key, type=type_)
    parties.change(actor=admin, party_ids=[bo.pk], changes={"fields": {"shirt": "L"}})
    parties.change(actor=admin, party_ids=[bo.pk], changes={"fields": {"desk": 12}})

    assert queries.card(actor=admin, party_id=bo.pk).fields == {"shirt": "L", "desk": "12"}
    for wrong in ({"desk": "a"}, {"hat": "x"}):
        with pytest.raises(party_checks.BadParty):
            parties.create(actor=admin, parties=[NewParty(name="X", fields=wrong)])
