"""What a scan means: things, badges and places, in every mode."""

from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.conftest import NOON, plant
from wherehold.custody.commands import check_out
from wherehold.kernel import clock, ledger
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.scan.commands import link, take, take_back
from wherehold.scan.grammar import IN, MOVE, OPEN, OUT, PASS, SEEN, Session

pytestmark = pytest.mark.django_db


def code(kind, value, **owner):
    Identifier.objects.create(kind=kind, key=key_of(kind, value), value=value, **owner)
    return value


@pytest.fixture
def badge(bo):
    return code("badge", "B-40771", party=bo)


@pytest.fixture
def door(store_room):
    return code("place_code", "ROOM-1", place=store_room)


@pytest.fixture
def gate(berlin):
    return code("place_code", "GATE-1", place=berlin)


def scan(actor, session, *codes):
    """Scan one after the other; return the last outcome."""
    for one in codes:
        outcome = take(actor=actor, code=one, session=session)
        session = outcome.session
    return outcome


def test_with_nothing_open_a_thing_opens_a_place_is_here_and_a_badge_begins_a_check_out(
    amina, drill, badge, door, bo, store_room
):
    thing = scan(amina, Session(), "drill-7")
    assert (thing.tone, thing.go, thing.spot.key) == ("ok", True, f"asset:{drill.pk}")
    place = scan(amina, Session(), door)
    assert (place.word, place.here.id, place.session.here) == (
        "You are here",
        store_room.pk,
        store_room.pk,
    )
    person = scan(amina, Session(), badge)
    assert (person.session.mode, person.session.target.id) == (OUT, bo.pk)


def test_a_badge_and_then_things_checks_them_out(amina, badge, drill, saw, bo):
    outcome = scan(amina, Session(), badge, "DRILL-7", "SAW-2")

    assert (outcome.tone, outcome.word) == ("ok", "Checked out")
    assert Asset.objects.filter(holder=bo).count() == 2
    [entry] = ledger.history("asset", drill.pk)
    assert (entry.source, entry.actor) == ("scan", amina.name)


def test_a_thing_without_a_target_waits_for_one(amina, drill, badge):
    outcome = scan(amina, Session(OUT), "DRILL-7")
    assert (outcome.tone, outcome.pending) == ("warn", True)
    assert not Asset.objects.filter(held="party").exists()


def test_a_blocker_says_why_and_how_to_go_round_it(amina, badge, drill, bo, berlin):
    eve = Party.objects.create(name="Eve", place=berlin, place_path=berlin.path)
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=eve.pk)

    outcome = scan(amina, Session(), badge, "DRILL-7")
    assert (outcome.tone, outcome.detail) == ("warn", "DRILL-7 is with Eve.")
    assert outcome.remedies == (PASS, IN)
    on = take(
        actor=amina,
        code="",
        choice=outcome.spot.key,
        session=replace(outcome.session, mode=PASS),
    )
    assert on.word == "Passed on"
    assert Asset.objects.get(pk=drill.pk).holder_id == bo.pk


def test_things_come_in_at_the_place_that_was_scanned(amina, drill, bo, gate, berlin):
    check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    outcome = scan(amina, Session(IN), gate, "DRILL-7")

    assert outcome.word == "Checked in"
    drill.refresh_from_db()
    assert (drill.held, drill.place_id) == ("", berlin.pk)
    again = scan(amina, outcome.session, "DRILL-7")
    assert (again.tone, again.word) == ("warn", "Not checked out")


def test_things_move_to_the_place_that_was_scanned_and_back(
    amina, drill, gate, berlin, store_room, badge
):
    assert scan(amina, Session(MOVE), "DRILL-7").pending
    assert scan(amina, Session(MOVE), badge).word == "That is a person"
    outcome = scan(amina, Session(MOVE), gate, "DRILL-7")
    assert outcome.word == "Moved"
    assert Asset.objects.get(pk=drill.pk).place_id == berlin.pk
    assert take_back(actor=amina, act=outcome.act).tone == "ok"
    assert Asset.objects.get(pk=drill.pk).place_id == store_room.pk


def test_seeing_a_thing_writes_where_and_leaves_the_record(amina, drill, gate, berlin, store_room):
    yard = plant(Place, "Yard", berlin)
    there = code("place_code", "YARD-1", place=yard)
    with clock.held_at(NOON + timedelta(minutes=1)):
        assert scan(amina, Session(SEEN), gate, "DRILL-7").word == "Seen here"
        outcome = scan(amina, Session(SEEN), there, "DRILL-7")

    drill.refresh_from_db()
    assert (drill.seen_place_id, drill.place_id) == (yard.pk, store_room.pk)
    assert (outcome.word, outcome.detail) == ("Wrong place", "Expected at Berlin · Store room")
    assert outcome.remedies == (MOVE,)
    bare = scan(amina, Session(SEEN), "DRILL-7")
    assert bare.word == "Confirmed"


def test_what_was_scanned_by_mistake_is_taken_back_once(amina, badge, drill):
    outcome = scan(amina, Session(), badge, "DRILL-7")
    assert take_back(actor=amina, act=outcome.act).word == "Taken back"
    assert Asset.objects.get(pk=drill.pk).held == ""
    assert take_back(actor=amina, act=outcome.act).tone == "bad"


def test_a_code_that_nobody_knows_can_be_linked(admin, drill):
    outcome = scan(admin, Session(), "4006381333931")
    assert (outcome.tone, outcome.word, outcome.unknown) == ("bad", "Unknown code", True)
    linked = link(actor=admin, code="4006381333931", tag="DRILL-7", session=Session())
    assert linked.word == "Linked"
    assert scan(admin, Session(), "4006381333931").spot.id == drill.pk
    assert link(actor=admin, code="1234", tag="NO-SUCH", session=Session()).tone == "bad"


def test_several_hits_are_a_question_never_a_guess(amina, drill, saw):
    code("serial", "SN-1", asset=drill)
    code("maker", "SN-1", asset=saw)
    outcome = scan(amina, Session(), "SN-1")
    assert {one.id for one in outcome.choices} == {drill.pk, saw.pk}
    chosen = take(actor=amina, code="SN-1", session=Session(), choice=f"asset:{saw.pk}")
    assert chosen.spot.id == saw.pk


def test_codes_on_the_wall_switch_the_mode(amina):
    for word, mode in (("CHECK OUT", OUT), ("check in", IN), ("Move", MOVE), ("DONE", OPEN)):
        assert scan(amina, Session(SEEN), word).session.mode == mode


def test_the_other_site_scans_what_is_not_there(cy, drill, badge, door):
    for one in ("DRILL-7", badge, door):
        assert scan(cy, Session(), one).word == "Unknown code"
    chosen = take(actor=cy, code="", session=Session(SEEN), choice=f"asset:{drill.pk}")
    assert chosen.word == "Unknown code"
