"""What happened lately: act by act, page after page, to whoever may see it."""

import pytest

from wherehold.kernel.cursors import BadCursor
from wherehold.register.commands import moving, notes
from wherehold.register.queries import activity
from wherehold.register.queries.activity import Wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
MOVED = ("register.moved",)


@pytest.fixture
def done(admin, amina, drill, saw, berlin, store_room):
    """Let Ada move two things at once, and Amina note something of one."""
    moving.move_assets(actor=admin, moves={drill.pk: berlin.pk, saw.pk: berlin.pk})
    notes.note(actor=amina, asset_ids=[drill.pk], text="Blade is blunt")
    moving.move_assets(actor=admin, moves={saw.pk: store_room.pk})


def kinds(page):
    return [(one.entry.kind, one.assets) for one in page.acts]


def every_page(actor, wanted, acts):
    cursor, found = "", []
    for _turn in range(10):
        page = activity.page(actor=actor, wanted=wanted, cursor=cursor, acts=acts)
        found.append(kinds(page))
        if not (cursor := page.after):
            return found
    raise AssertionError("the pages never end")


def test_an_act_is_a_line_however_many_things_it_touched(done, admin):
    page = activity.page(actor=admin, wanted=Wanted())

    assert kinds(page) == [("register.moved", 1), ("register.noted", 1), ("register.moved", 2)]
    assert page.after == ""


def test_pages_go_on_where_the_one_before_ended(done, admin):
    assert every_page(admin, Wanted(), 1) == [
        [("register.moved", 1)],
        [("register.noted", 1)],
        [("register.moved", 2)],
    ]


def test_an_act_that_is_larger_than_a_page_is_shown_once(done, admin, monkeypatch):
    monkeypatch.setattr(activity, "PAGE", 1)
    monkeypatch.setattr(activity, "FAR_PAGES_MAX", 3)

    assert every_page(admin, Wanted(), 5) == [
        [("register.moved", 1), ("register.noted", 1), ("register.moved", 1)],
        [],
    ]


def test_kinds_people_and_places_narrow_it(done, admin, amina, cy, hamburg):
    assert kinds(activity.page(actor=admin, wanted=Wanted(kinds=MOVED))) == [
        ("register.moved", 1),
        ("register.moved", 2),
    ]
    by = activity.page(actor=admin, wanted=Wanted(by=amina.party_id))
    assert kinds(by) == [("register.noted", 1)]
    assert activity.page(actor=admin, wanted=Wanted(place_path=hamburg.path)).acts == []
    assert activity.page(actor=cy, wanted=Wanted()).acts == []


def test_a_cursor_that_is_none_is_refused(admin):
    for cursor in ("x", "WzEsIngiXQ"):
        with pytest.raises(BadCursor):
            activity.page(actor=admin, wanted=Wanted(), cursor=cursor)
