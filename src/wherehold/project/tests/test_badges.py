"""The figures in the navigation count what one may see, and no more."""

from datetime import timedelta

from wherehold.conftest import NOON
from wherehold.custody.commands import check_out
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.project import badges


def test_assets_are_counted_within_ones_bounds(admin, amina, cy, drill, saw):
    assert badges.assets(admin) == badges.Badge("2")
    assert badges.assets(amina) == badges.Badge("2")
    assert badges.assets(cy) is None
    assert badges.assets(Actor("party:99")) is None


def test_overdue_things_are_counted_for_those_who_see_them(admin, cy, bo, drill, monkeypatch):
    due = NOON.date() + timedelta(3)
    check_out(actor=admin, asset_ids=[drill.pk], holder_id=bo.pk, due_on=due)
    assert badges.overdue(admin) is None

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(9))

    assert badges.overdue(admin) == badges.Badge("1", hot=True)
    assert badges.overdue(cy) is None


def test_many_are_said_as_more_than_so_many(admin, monkeypatch):
    monkeypatch.setattr(badges.custody, "overdue", lambda *, actor, most: most + 1)

    assert badges.overdue(admin) == badges.Badge("999+", hot=True)
