"""Looking at where a person is in an emergency: two people, a reason, an hour, told to them."""

from datetime import timedelta

import orjson
import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.models import Message
from wherehold.register.models import Party
from wherehold.tracking import commands
from wherehold.tracking.queries import glimpses, pins, positions
from wherehold.tracking.refusals import BadGlimpse, GlimpseOver, SameTwo
from wherehold.tracking.tests.conftest import HOUR, take

pytestmark = pytest.mark.django_db
ME = {"party.see", "asset.see", "position.emergency", "position.see"}


@pytest.fixture
def second(db):
    """Somebody else who may look in an emergency."""
    party = Party.objects.create(name="Sam", kind="person", email="sam@example.org")
    grants = (Grant(frozenset(ME)),)
    return Actor(f"party:{party.pk}", grants=grants, party_id=party.pk, source="web")


@pytest.fixture
def himself(bo):
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    return Actor(f"party:{bo.pk}", party_id=bo.pk, source="web")


@pytest.fixture
def kept(boss, tracker, drill, himself):
    """Bo keeps the drill, whose tracker told where it is since."""
    custody.check_out(
        actor=boss, asset_ids=[drill.pk], holder_id=himself.party_id, at=NOON - 2 * HOUR
    )
    said = [{"device": "T-1", "at": (NOON - HOUR).timestamp(), "lat": 52.5, "lon": 13.4}]
    take(orjson.dumps(said))
    return drill


@pytest.fixture
def asked(boss, kept, himself):
    return commands.ask_to_look(
        actor=boss, party_id=himself.party_id, reason="He does not answer since noon."
    )


def test_both_see_it_once_another_one_grants_it_and_he_reads_who_did(
    boss, second, asked, himself, kept
):
    commands.grant_look(actor=second, look_id=asked)

    for actor in (boss, second):
        [spot] = commands.look(actor=actor, look_id=asked)
        assert (spot.tag, spot.lat, spot.lon) == (kept.tag, 52.5, 13.4)

    told = [(one.kind.partition(".")[2], one.who) for one in glimpses.about_me(actor=himself)]
    assert {kind for kind, _who in told} == {"look_asked", "look_granted", "looked"}
    assert [who for kind, who in told if kind == "look_granted"] == ["Sam"]
    [mail] = Message.objects.filter(purpose="privacy")
    assert mail.to == "bo@example.org" and "He does not answer" in mail.text


def test_nothing_else_shows_it_meanwhile(boss, second, asked, kept):
    commands.grant_look(actor=second, look_id=asked)

    world = pins.Box(-90, -180, 90, 180)
    assert positions.now(actor=boss) == [] and pins.pins(actor=boss, given={}, box=world) == []
    looked = ledger.history("party", kept.pk, kinds=("tracking.looked",))
    assert "52.5" not in str([entry.data for entry in looked])


def test_who_asks_or_is_looked_at_does_not_grant_it(boss, second, asked, bo):
    with pytest.raises(SameTwo):
        commands.grant_look(actor=boss, look_id=asked)
    person = Actor(f"party:{bo.pk}", grants=(Grant(EVERYTHING),), party_id=bo.pk, source="web")
    with pytest.raises(SameTwo):
        commands.grant_look(actor=person, look_id=asked)
    with pytest.raises(GlimpseOver):
        commands.look(actor=boss, look_id=asked)


def test_a_third_may_not_look_and_whoever_has_no_part_may_nothing(
    boss, second, asked, himself, amina
):
    commands.grant_look(actor=second, look_id=asked)
    third = Actor("party:999", grants=(Grant(frozenset(ME)),), party_id=999, source="web")
    with pytest.raises(NotAllowed):
        commands.look(actor=third, look_id=asked)
    for act in (commands.grant_look, commands.look, commands.end_look):
        with pytest.raises(NotAllowed):
            act(actor=amina, look_id=asked)
    with pytest.raises(NotAllowed):
        commands.ask_to_look(actor=amina, party_id=himself.party_id, reason="Why not.")
    with pytest.raises(NotAllowed):
        glimpses.requests(actor=amina)


def test_it_ends_after_an_hour_or_when_the_person_ends_it(boss, second, asked, himself):
    commands.grant_look(actor=second, look_id=asked)
    with clock.held_at(NOON + timedelta(minutes=60)), pytest.raises(GlimpseOver):
        commands.look(actor=boss, look_id=asked)

    commands.end_look(actor=himself, look_id=asked)

    with pytest.raises(GlimpseOver):
        commands.look(actor=boss, look_id=asked)
    with pytest.raises(GlimpseOver):
        commands.grant_look(actor=second, look_id=asked)


def test_what_nobody_grants_within_a_day_is_over_and_a_reason_is_needed(
    boss, second, asked, himself
):
    with clock.held_at(NOON + 25 * HOUR), pytest.raises(GlimpseOver):
        commands.grant_look(actor=second, look_id=asked)
    for party_id, reason in ((himself.party_id, "  "), (boss.party_id, "Me")):
        with pytest.raises(BadGlimpse):
            commands.ask_to_look(actor=boss, party_id=party_id, reason=reason)


def test_everybody_reads_which_devices_are_on_what_they_keep(himself, second, kept):
    assert glimpses.devices_on_me(actor=himself) == [("T-1", f"{kept.tag} {kept.name}")]
    assert glimpses.devices_on_me(actor=second) == []


def test_the_screens_ask_grant_look_and_tell(client, ada, kept, himself):
    other = accounts.create_user(
        actor=system("test"), email="sam@example.org", role="administrator"
    )
    client.force_login(ada)
    said = {"party": himself.party_id, "reason": "No answer."}
    asked = client.post("/privacy/looks", said)
    [line] = glimpses.requests(
        actor=Actor("x", grants=(Grant(EVERYTHING),), party_id=1, source="web")
    )
    alone = client.post(f"/privacy/looks/{line.id}/grant")
    client.force_login(other)
    granted = client.post(f"/privacy/looks/{line.id}/grant")
    looked = client.post(f"/privacy/looks/{line.id}/look").content.decode()

    assert (asked.status_code, alone.status_code, granted.status_code) == (302, 409, 302)
    assert "52.50000, 13.40000" in looked and kept.tag in looked
    page = client.get("/privacy").content.decode()
    assert "Who looked at me" in page and "52.50000" not in page
