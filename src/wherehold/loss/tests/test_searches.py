"""From suspected missing to found or written off, with who was asked on the way."""

from datetime import timedelta

import orjson
import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Message, Organisation
from wherehold.loss import commands, queries
from wherehold.loss.models import Search
from wherehold.loss.refusals import BadSearch, GoneAlready, NotAsked, SearchedAlready, SearchOver
from wherehold.register.commands import moving
from wherehold.register.commands.moving import Sighting
from wherehold.register.models import Party

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def organisation(db):
    return Organisation.objects.create(name="Brightwater", created_at=NOON)


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    return accounts.create_user(actor=actor, email="ada@example.org", role="administrator")


@pytest.fixture
def lost(admin, drill, bo, hamburg):
    """The drill that Bo had and that was seen in Hamburg is searched for."""
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    custody.check_out(actor=admin, asset_ids=[drill.pk], holder_id=bo.pk)
    seen = Sighting(asset_id=drill.pk, place_id=hamburg.pk)
    moving.see_assets(actor=admin, sightings=[seen])
    [key] = commands.suspect(
        actor=admin,
        asset_ids=[drill.pk],
        reason="overdue",
        note="Not on its shelf.",
        due_on=(NOON + 7 * DAY).date(),
    )
    return key


def test_what_is_suspected_is_missing_and_keeps_what_was_last_known(admin, drill, lost):
    drill.refresh_from_db()
    card = queries.card(actor=admin, search_id=lost)

    assert drill.stage == "missing"
    assert (card.last_place, card.reason, card.owner) == ("Hamburg", "overdue", "Ada")
    assert queries.of_asset(actor=admin, asset_id=drill.pk) == lost
    [entry] = ledger.history("asset", drill.pk, kinds=("loss.suspected",))
    assert entry.data["search_id"] == lost and entry.data["note"] == "Not on its shelf."


def test_many_are_suspected_by_as_many_statements_as_one(
    admin, drill, saw, django_assert_max_num_queries
):
    with django_assert_max_num_queries(14):
        assert len(commands.suspect(actor=admin, asset_ids=[drill.pk, saw.pk])) == 2


def test_nothing_is_searched_for_twice_nor_what_is_gone(admin, drill, saw, lost):
    with pytest.raises(SearchedAlready):
        commands.suspect(actor=admin, asset_ids=[saw.pk, drill.pk])
    saw.stage = "retired"
    saw.save()
    with pytest.raises(GoneAlready):
        commands.suspect(actor=admin, asset_ids=[saw.pk])
    for wrong in ({"reason": "magic"}, {"note": "x" * 2_001}, {"due_on": (NOON - DAY).date()}):
        with pytest.raises(BadSearch):
            commands.suspect(actor=admin, asset_ids=[saw.pk], **wrong)


def test_others_find_nothing_of_it_and_only_editors_search(drill, cy, lost):
    assert queries.page(actor=cy)[0] == []
    with pytest.raises(NotFound):
        queries.card(actor=cy, search_id=lost)
    with pytest.raises(NotFound):
        commands.write_off(actor=cy, search_ids=[lost], statement="Gone.")
    looker = Actor("party:9", grants=(Grant(frozenset({"asset.see"})),), party_id=9)
    with pytest.raises(NotAllowed):
        commands.suspect(actor=looker, asset_ids=[drill.pk])
    [line], _after = queries.page(actor=looker)
    assert line.value_minor is None


def test_who_had_it_is_asked_by_mail_and_answers(admin, bo, lost):
    people = {one.name: one.why for one in queries.card(actor=admin, search_id=lost).people}
    assert people["Bo"] == "holder" and people["Ada"] == "saw"

    ada = admin.party_id
    Party.objects.filter(pk=ada).update(email="")
    written, mute = commands.ask(
        actor=admin, search_id=lost, party_ids=[bo.pk, ada], link="https://x.example/1"
    )
    assert (written, mute) == (["Bo"], ["Ada"])
    [mail] = Message.objects.filter(purpose="search")
    assert mail.to == "bo@example.org" and "https://x.example/1" in mail.text

    himself = Actor(f"party:{bo.pk}", party_id=bo.pk, source="web")
    assert queries.asked_of(actor=himself, search_id=lost)[0] == "DRILL-7"
    commands.answer(actor=himself, search_id=lost, party_id=bo.pk, text="Left it in the van.")
    told = {one.name: one.answer for one in queries.card(actor=admin, search_id=lost).people}
    assert told["Bo"] == "Left it in the van."


def test_who_was_not_asked_cannot_answer_nor_learn_of_it(admin, bo, lost):
    himself = Actor(f"party:{bo.pk}", party_id=bo.pk, source="web")

    with pytest.raises(NotFound):
        queries.asked_of(actor=himself, search_id=lost)
    with pytest.raises(NotFound):
        commands.answer(actor=himself, search_id=lost, party_id=bo.pk, text="Me?")
    with pytest.raises(NotAsked):
        commands.answer(actor=admin, search_id=lost, party_id=bo.pk, text="He says no.")


def test_what_is_found_is_recorded_there_and_is_what_it_was(admin, saw, hamburg):
    [key] = commands.suspect(actor=admin, asset_ids=[saw.pk], reason="count")

    assert commands.find(actor=admin, search_ids=[key], place_id=hamburg.pk) == [saw.pk]

    saw.refresh_from_db()
    assert (saw.stage, saw.place_id, saw.seen_place_id) == ("in_service", hamburg.pk, hamburg.pk)
    assert queries.of_asset(actor=admin, asset_id=saw.pk) is None
    with pytest.raises(SearchOver):
        commands.find(actor=admin, search_ids=[key], place_id=hamburg.pk)
    assert commands.suspect(actor=admin, asset_ids=[saw.pk]) != [key]


def test_what_is_found_while_somebody_has_it_stays_with_them(admin, drill, store_room, lost):
    commands.find(actor=admin, search_ids=[lost], place_id=store_room.pk)

    drill.refresh_from_db()
    assert (drill.stage, drill.held, drill.seen_place_id) == ("in_service", "party", store_room.pk)


def test_what_is_given_up_keeps_statement_references_and_value(admin, drill, lost):
    drill.value_minor = 49_900
    drill.save()
    with pytest.raises(BadSearch):
        commands.write_off(actor=admin, search_ids=[lost], statement="  ")

    commands.write_off(
        actor=admin,
        search_ids=[lost],
        statement="Stolen from the van.",
        police_ref="B-77/26",
        insurance_ref="CL-4",
    )

    drill.refresh_from_db()
    row = Search.objects.get(pk=lost)
    assert (drill.stage, drill.held) == ("disposed", "")
    assert (row.police_ref, row.insurance_ref, row.value_minor) == ("B-77/26", "CL-4", 49_900)
    [entry] = ledger.history("asset", drill.pk, kinds=("loss.written_off",))
    assert entry.data["value_minor"] == 49_900 and entry.data["police_ref"] == "B-77/26"


def test_only_who_may_retire_things_writes_them_off(amina, saw):
    [key] = commands.suspect(actor=amina, asset_ids=[saw.pk])

    with pytest.raises(NotAllowed):
        commands.write_off(actor=amina, search_ids=[key], statement="Gone.")


def test_the_screens_lead_from_a_thing_to_the_end_of_its_search(client, ada, saw, berlin):
    client.force_login(ada)

    began = client.post("/assets/bulk/missing", {"ids": saw.pk, "note": "Gone", "go": "1"})
    [row] = Search.objects.all()
    page = client.get(f"/searches/{row.pk}").content.decode()
    listed = client.get("/searches").content.decode()
    on_page = client.get(f"/assets/{saw.pk}").content.decode()
    refused = client.post(f"/searches/{row.pk}/write-off", {"statement": ""})
    done = client.post(f"/searches/{row.pk}/found", {"place": berlin.pk})

    assert began.status_code == 302 and "People to ask" in page
    assert saw.tag in listed and f"/searches/{row.pk}" in on_page
    assert "Reported missing" in on_page
    assert refused.status_code == 422 and done.status_code == 302
    assert "Found" in client.get("/searches?state=found").content.decode()


def test_the_same_over_rest(client, ada, saw, berlin):
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]

    def call(path, body):
        return client.post(
            f"/api/v1{path}",
            orjson.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    [made] = call("/searches", {"asset_ids": [saw.pk], "reason": "silent"}).json()["items"]
    asked = call(f"/searches/{made['id']}/ask", {"party_ids": [ada.party_id]})
    said = call(f"/searches/{made['id']}/answer", {"party_id": ada.party_id, "text": "No idea."})
    found = call("/searches/found", {"search_ids": [made["id"]], "place_id": berlin.pk})

    assert asked.status_code == 200 and len(asked.json()["written_to"]) == 1
    assert said.status_code == 204 and found.json()["items"] == [{"id": saw.pk}]
