"""The demonstration: the same every time, consistent, and done through ordinary commands."""

from datetime import UTC, date, datetime
from random import Random

from wherehold.kernel import organisation
from wherehold.project.demo import play
from wherehold.project.demo.plan import acts, things
from wherehold.register.models import Asset, Party, Place

TODAY = date(2026, 3, 2)


def plan():
    random = Random(play.SEED)
    stock = things(TODAY, random)
    return stock, acts(stock, TODAY, random)


def test_the_same_day_gives_the_same_story():
    assert plan() == plan()


def test_no_thing_is_handed_out_twice_or_taken_back_from_nobody():
    _stock, story = plan()
    out = set()
    for act in story:
        if act.verb == "check_out":
            assert act.thing not in out, act
            out.add(act.thing)
        elif act.verb in {"check_in", "transfer"}:
            assert act.thing in out, act
            out -= {act.thing} if act.verb == "check_in" else set()


def test_nothing_happens_to_what_is_not_there_yet_or_in_the_future():
    stock, story = plan()
    until = datetime(2026, 3, 2, 10, 45, tzinfo=UTC)

    assert all(stock[act.thing].arrives_at <= act.at < until for act in story)


def test_it_loads_through_the_commands_that_people_use(db, monkeypatch):
    # A tenth of the story: the whole of it is served in the tests in a browser.
    told = [act for act in plan()[1] if act.thing % 10 == 0]
    monkeypatch.setattr(play, "acts", lambda *given: told)

    play.load()

    assert organisation.current().name == "Brightwater Group"
    assert Asset.objects.count() == 400
    assert Party.objects.filter(kind="person").count() == 60
    assert Place.objects.filter(parent=None, kind="site").count() == 3
    assert 20 <= Asset.objects.filter(held="party").count() <= 40


def test_it_leaves_some_things_overdue_some_due_today_and_most_where_they_belong():
    _stock, story = plan()
    out = {}
    for act in story:
        if act.verb in {"check_out", "transfer"}:
            out[act.thing] = act.what["due"]
        elif act.verb == "check_in":
            del out[act.thing]

    assert 1 <= sum(due is not None and due < TODAY for due in out.values()) <= 30
    assert sum(due == TODAY for due in out.values()) >= 1
    assert len(out) < 320
