"""Seeing where a thing is that a person keeps: off, the site, exact, back; told to the person."""

from datetime import timedelta

import orjson
import pytest

from wherehold.conftest import NOON, plant
from wherehold.custody import commands as custody
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotFound
from wherehold.register.models import Category
from wherehold.tracking import commands, privacy
from wherehold.tracking.commands import NewZone
from wherehold.tracking.privacy import Rules
from wherehold.tracking.queries import glimpses
from wherehold.tracking.queries import privacy as settings
from wherehold.tracking.refusals import BadPrivacy, NotShown, RuleOver
from wherehold.tracking.tests.conftest import HOUR, take
from wherehold.tracking.tests.test_privacy import (  # noqa: F401 - the same world
    doors,
    himself,
    second,
)

pytestmark = pytest.mark.django_db
HERE = (52.51234, 13.41234)
SITE = Rules(live_allowed=True)
EXACT = Rules(live_allowed=True, precision=3)
BACK = Rules(live_allowed=True, precision=3, history_days=1)
LATER = NOON + timedelta(hours=25)


@pytest.fixture
def kept(boss, tracker, drill, himself, store_room):  # noqa: F811
    """Bo keeps the drill; its tracker told where it is, in the yard of the store."""
    point = {"type": "Point", "coordinates": [13.412, 52.512]}
    yard = NewZone(name="Yard", geometry=point, reach_m=100, place_id=store_room.pk)
    commands.save_zones(actor=boss, zones=[yard])
    ids = [drill.pk]
    custody.check_out(actor=boss, asset_ids=ids, holder_id=himself.party_id, at=NOON - 2 * HOUR)
    told = [
        {"device": "T-1", "at": (NOON - HOUR).timestamp() + 60 * n, "lat": HERE[0], "lon": HERE[1]}
        for n in range(3)
    ]
    take(orjson.dumps(told))
    return drill


def allow(boss, second, rules, **more):  # noqa: F811
    """Let others see more: one asks, another grants, and it holds a day later."""
    key = commands.set_privacy(actor=boss, rules=rules, reason="Agreed.", **more)
    commands.grant_privacy(actor=second, rule_id=key)


def test_by_default_nobody_sees_it_and_to_loosen_it_takes_two_and_a_day(boss, second, kept):  # noqa: F811
    with pytest.raises(NotShown):
        commands.see_kept(actor=boss, asset_id=kept.pk)
    allow(boss, second, SITE)
    with pytest.raises(NotShown):
        commands.see_kept(actor=boss, asset_id=kept.pk)
    with clock.held_at(LATER):
        seen = commands.see_kept(actor=boss, asset_id=kept.pk)
        assert (seen.site, seen.spot, seen.trail, seen.keeper) == ("Berlin", None, [], "Bo")
        commands.set_privacy(actor=boss, rules=Rules(), reason="Enough.")  # At once, by one.
        with pytest.raises(NotShown):
            commands.see_kept(actor=boss, asset_id=kept.pk)


def test_exact_and_back_show_what_they_say_and_are_told(boss, second, kept, himself):  # noqa: F811
    allow(boss, second, EXACT)
    with clock.held_at(LATER):
        seen = commands.see_kept(actor=boss, asset_id=kept.pk)
        assert (seen.spot.lat, seen.spot.lon, seen.trail) == (*HERE, [])
    allow(boss, second, Rules(live_allowed=True, precision=3, history_days=3))
    with clock.held_at(LATER):
        assert len(commands.see_kept(actor=boss, asset_id=kept.pk).trail) == 3
        told = glimpses.about_me(actor=himself)
    assert [one.kind for one in told] == ["tracking.kept_seen"] * 2 and told[0].who


def test_no_other_door_opens_by_any_setting(boss, second, kept, himself):  # noqa: F811
    allow(boss, second, Rules(live_allowed=True, precision=3, history_days=30))
    with clock.held_at(LATER):
        assert privacy.rules().history_days == 30
        assert not any(doors(boss, kept).values())
        assert all(doors(himself, kept)[name] for name in ("pins", "positions", "then"))


def test_a_category_says_otherwise_and_the_nearest_counts(boss, second, kept, tools):  # noqa: F811
    allow(boss, second, EXACT, category_id=tools.pk)
    phones = plant(Category, "Phones", tools)
    with clock.held_at(LATER):
        never = {"rules": Rules(), "reason": "Never.", "category_id": phones.pk}
        commands.set_privacy(actor=boss, **never)
        assert privacy.rules() == Rules()
        assert privacy.rules_of(tools.path) == EXACT
        assert privacy.rules_of(phones.path) == privacy.rules_of("") == Rules()
        assert commands.see_kept(actor=boss, asset_id=kept.pk).spot
        told = [(one.category, one.rules.live_allowed) for one in settings.kinds(actor=boss)]
        assert told == [("Tools", True), ("Tools · Phones", False)]


def test_what_waits_for_one_category_is_not_overtaken_by_another(boss, second, tools):  # noqa: F811
    key = commands.set_privacy(actor=boss, rules=SITE, reason="A.", category_id=tools.pk)
    again = commands.set_privacy(actor=boss, rules=SITE, reason="B.")
    commands.grant_privacy(actor=second, rule_id=key)
    commands.grant_privacy(actor=second, rule_id=again)
    with pytest.raises(RuleOver):
        commands.grant_privacy(actor=second, rule_id=key)


@pytest.mark.parametrize(
    "rules",
    [
        Rules(precision=3),
        Rules(live_allowed=True, history_days=1),
        Rules(live_allowed=True, precision=3, history_days=31),
    ],
)
def test_exact_only_where_seen_and_back_only_where_exact(boss, rules):
    with pytest.raises(BadPrivacy):
        commands.set_privacy(actor=boss, rules=rules, reason="Why not.")


def test_who_may_not_see_positions_sees_none_of_it(boss, second, kept, amina, cy):  # noqa: F811
    allow(boss, second, EXACT)
    sees = Actor("party:0", (Grant(frozenset({"asset.see"})),), party_id=boss.party_id)
    with clock.held_at(LATER):
        for actor in (sees, cy):
            with pytest.raises(NotFound):
                commands.see_kept(actor=actor, asset_id=kept.pk)
