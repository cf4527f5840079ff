"""What is kept from others of where people are: set with a reason, at every door, never looser."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from django.db import IntegrityError, transaction

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger, worker
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Message
from wherehold.kernel.worker import Work
from wherehold.register.models import Party
from wherehold.tracking import commands, privacy, reactions
from wherehold.tracking.models import PrivacyRule
from wherehold.tracking.privacy import Rules
from wherehold.tracking.queries import pins, positions, presence, shares
from wherehold.tracking.queries import privacy as queries
from wherehold.tracking.queries.within import Box
from wherehold.tracking.refusals import BadPrivacy, BadShare, NoLooking, RuleOver, SameTwo
from wherehold.tracking.tests.conftest import HOUR, take

pytestmark = pytest.mark.django_db
WORK = Work(reactions=reactions.REACTIONS, tasks={})
WORLD = Box(-90, -180, 90, 180)
STRICT = Rules(long_days=0, look_allowed=False, look_minutes=5, share_allowed=False)


@pytest.fixture
def second(db):
    """Another administrator."""
    party = Party.objects.create(name="Sam", kind="person", email="sam@example.org")
    return Actor(f"party:{party.pk}", (Grant(EVERYTHING),), party_id=party.pk, source="web")


@pytest.fixture
def himself(bo):
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    own = frozenset({"asset.see", "position.see"})
    return Actor(f"party:{bo.pk}", own=own, party_id=bo.pk, source="web")


@pytest.fixture
def lent(boss, tracker, drill, himself):
    """Bo has the drill for three days, and its tracker told where it is since."""
    out = {"actor": boss, "asset_ids": [drill.pk], "holder_id": himself.party_id}
    custody.check_out(**out, due_on=(NOON + timedelta(days=3)).date(), at=NOON - 2 * HOUR)
    said = [{"device": "T-1", "at": (NOON - HOUR).timestamp(), "lat": 52.5, "lon": 13.4}]
    take(orjson.dumps(said))
    return drill


def doors(actor, asset):
    """Say at each door whether the position of a thing is shown there."""
    span = {"since": NOON - 24 * HOUR, "until": NOON}

    def shows(ask):
        try:
            return bool(ask())
        except NotFound:
            return False

    return {
        "clusters": shows(lambda: pins.clusters(actor=actor, given={}, box=WORLD, zoom=3)),
        "pins": shows(lambda: pins.pins(actor=actor, given={}, box=WORLD)),
        "extent": shows(lambda: pins.extent(actor=actor, given={})),
        "positions": shows(lambda: positions.now(actor=actor)),
        "then": shows(lambda: positions.at(actor=actor, instant=NOON)),
        "track": shows(
            lambda: positions.track(actor=actor, asset_id=asset.pk, **span)[0],
        ),
        "trail": shows(
            lambda: positions.trail(actor=actor, asset_id=asset.pk, points=9, **span),
        ),
        "page": shows(
            lambda: any(
                one.lat for one in presence.of_asset(actor=actor, asset_id=asset.pk).evidence
            )
        ),
    }


def test_fewer_days_hide_what_is_lent_at_every_door_at_once_and_not_from_its_holder(
    boss, lent, himself
):
    assert all(doors(boss, lent).values())

    commands.set_privacy(actor=boss, rules=Rules(long_days=1), reason="Agreed with the council.")

    assert not any(doors(boss, lent).values())
    assert all(doors(himself, lent).values())


def test_what_was_told_while_it_was_lent_stays_hidden_after_it_came_back(boss, lent):
    commands.set_privacy(actor=boss, rules=Rules(long_days=0), reason="Agreed.")
    custody.check_in(actor=boss, asset_ids=[lent.pk])

    said = doors(boss, lent)
    assert not said["positions"] and not said["track"] and not said["trail"]


def test_a_link_to_what_somebody_keeps_shows_nothing_once_links_are_off(boss, lent, himself):
    commands.set_privacy(actor=boss, rules=Rules(long_days=1), reason="Agreed.")
    until = {"ends_at": NOON + HOUR}
    _key, secret = commands.share(actor=himself, asset_id=lent.pk, **until)
    assert shares.opened(actor=boss, secret=secret)

    off = Rules(long_days=1, share_allowed=False)
    commands.set_privacy(actor=boss, rules=off, reason="No links.")

    assert shares.opened(actor=boss, secret=secret) is None
    with pytest.raises(BadShare):
        commands.share(actor=himself, asset_id=lent.pk, **until)


def test_an_emergency_lasts_as_long_as_is_set_or_is_off(boss, second, lent, himself):
    ask = {"party_id": himself.party_id, "reason": "No answer."}
    commands.set_privacy(actor=boss, rules=Rules(look_minutes=10), reason="Agreed.")
    look = commands.ask_to_look(actor=boss, **ask)
    commands.grant_look(actor=second, look_id=look)
    with clock.held_at(NOON + timedelta(minutes=11)), pytest.raises(Exception, match="not granted"):
        commands.look(actor=boss, look_id=look)

    commands.set_privacy(actor=boss, rules=STRICT, reason="Off.")

    for act in (
        lambda: commands.ask_to_look(actor=boss, **ask),
        lambda: commands.grant_look(actor=second, look_id=look),
        lambda: commands.look(actor=boss, look_id=look),
    ):
        with pytest.raises(NoLooking):
            act()


def test_what_keeps_less_takes_a_second_person_and_a_day(boss, second, lent):
    commands.set_privacy(actor=boss, rules=STRICT, reason="Begin strictly.")
    key = commands.set_privacy(actor=boss, rules=Rules(), reason="It was too strict.")

    with pytest.raises(SameTwo):
        commands.grant_privacy(actor=boss, rule_id=key)
    assert queries.rules(actor=boss) == STRICT
    commands.grant_privacy(actor=second, rule_id=key)
    assert queries.rules(actor=boss) == STRICT and not any(doors(boss, lent).values())
    with pytest.raises(RuleOver):
        commands.grant_privacy(actor=second, rule_id=key)

    with clock.held_at(NOON + timedelta(hours=24)):
        assert queries.rules(actor=boss) == Rules()
        assert [one.state for one in queries.changes(actor=boss)] == ["now", "past"]


def test_what_is_newer_overtakes_what_waits_or_is_to_come(boss, second):
    commands.set_privacy(actor=boss, rules=STRICT, reason="Begin strictly.")
    key = commands.set_privacy(actor=boss, rules=Rules(), reason="Looser.")
    stricter = replace(STRICT, long_days=0, look_minutes=5, share_allowed=False)
    waits = commands.set_privacy(actor=boss, rules=replace(stricter, long_days=3), reason="A bit.")

    with pytest.raises(RuleOver):
        commands.grant_privacy(actor=second, rule_id=key)
    commands.grant_privacy(actor=second, rule_id=waits)
    with clock.held_at(NOON + timedelta(days=2)):
        assert queries.rules(actor=boss).long_days == 3


@pytest.mark.parametrize(
    "rules",
    [
        Rules(long_days=15),
        Rules(long_days=-1),
        Rules(look_minutes=61),
        Rules(look_minutes=4),
        Rules(),
    ],
)
def test_nothing_is_looser_than_the_floor_nor_the_same(boss, rules):
    with pytest.raises(BadPrivacy):
        commands.set_privacy(actor=boss, rules=rules, reason="Why not.")


def test_the_database_holds_the_floor_once_more(boss):
    said = {"reason": "x", "asked_at": NOON, "asked_by_id": boss.party_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        PrivacyRule.objects.create(
            long_days=30, look_allowed=True, look_minutes=60, share_allowed=True, **said
        )


def test_it_takes_a_reason_and_the_right_to_change_settings(boss, amina):
    with pytest.raises(BadPrivacy):
        commands.set_privacy(actor=boss, rules=STRICT, reason=" ")
    for act in (
        lambda: commands.set_privacy(actor=amina, rules=STRICT, reason="No."),
        lambda: commands.grant_privacy(actor=amina, rule_id=1),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert privacy.rules() == Rules()


def test_it_is_recorded_with_its_reason_and_told_to_those_with_a_device(boss, lent):
    commands.set_privacy(actor=boss, rules=STRICT, reason="Agreed with the council.")

    [entry] = ledger.history("organisation", 1, kinds=("tracking.privacy_set",))
    assert entry.data["reason"] == "Agreed with the council."
    assert (entry.data["was"]["long_days"], entry.data["now"]["long_days"]) == (14, 0)
    mails = Message.objects.filter(purpose="privacy")
    assert not mails.exists()  # Nobody waits for that who sets it.
    worker.catch_up(WORK)
    worker.catch_up(WORK)
    [mail] = mails
    assert mail.to == "bo@example.org" and "council" in mail.text and "/privacy" in mail.text


def test_the_page_changes_it_and_everybody_reads_what_was_changed(client, ada, lent):
    other = accounts.create_user(actor=system("t"), email="s@example.org", role="administrator")
    client.force_login(ada)
    form = {"long_days": "2", "look_minutes": "30", "look_allowed": "on", "reason": "As agreed."}
    assert client.post("/privacy/rules", form).status_code == 302
    assert client.post("/privacy/rules", {**form, "long_days": "99"}).status_code == 422
    assert client.post("/privacy/rules", {**form, "long_days": "9"}).status_code == 302
    key = PrivacyRule.objects.latest("pk").pk
    assert client.post(f"/privacy/rules/{key}/grant").status_code == 409
    client.force_login(other)
    assert client.post(f"/privacy/rules/{key}/grant").status_code == 302

    anybody = accounts.create_user(actor=system("t"), email="e@example.org", role="finance")
    client.force_login(anybody)
    page = client.get("/privacy").content.decode()
    assert "As agreed." in page and "2 days" in page and "Change what others" not in page


def test_programs_set_it_too(client, token):
    head = {"headers": {"Authorization": f"Bearer {token}"}, "content_type": "application/json"}
    body = {"long_days": 3, "look_allowed": True, "look_minutes": 60, "share_allowed": True}
    made = client.post("/api/v1/privacy", {**body, "reason": "Agreed."}, **head)
    said = client.get("/api/v1/privacy", headers=head["headers"]).json()

    assert made.status_code == 201 and said["long_days"] == 3
    assert [one["state"] for one in said["changes"]] == ["now"]
    granted = client.post(f"/api/v1/privacy/{made.json()['id']}/grant", {}, **head)
    assert granted.status_code == 409
