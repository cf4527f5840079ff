"""The overview: its figures are those of the lists that they lead to."""

from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.insights import cards, commands, queries, shown
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotAllowed
from wherehold.register.models import Asset, Hold
from wherehold.register.queries import listing, sites

TODAY = date(2026, 3, 2)


@pytest.fixture
def stock(store_room, hamburg, tools, bo, drill, saw):
    """Return things of many kinds, in two sites."""
    Asset.objects.filter(pk=drill.pk).update(
        held="party",
        holder=bo,
        due_on=TODAY - timedelta(days=3),
        value_minor=12_500,
        price_minor=12_500,
    )
    Asset.objects.filter(pk=saw.pk).update(
        held="party", holder=bo, due_on=TODAY, value_minor=8_000, price_minor=8_000
    )
    since = {"seen_at": clock.now() + timedelta(minutes=1), "seen_path": hamburg.path}
    gone = put("GONE-1", store_room, tools, stage="missing", seen_place=hamburg, **since)
    Hold.objects.create(asset=gone, reason="Lost", cause="person", placed_at=clock.now())
    put("LOST-2", None, None)
    put("CRANE-9", hamburg, tools, warranty_until=TODAY + timedelta(days=10))


def rows_of(shown):
    return {str(one.row.title): one for one in shown}


def test_each_figure_is_that_of_the_list_it_leads_to(stock, admin, amina, cy):
    for actor in (admin, amina, cy):
        for one in queries.attention(actor=actor):
            page = listing.page(actor=actor, given=parse_qs(one.address))
            assert len(page.items) == one.amount.assets, one.row.title


def test_what_is_pressing_comes_with_its_value(stock, admin):
    shown = rows_of(queries.attention(actor=admin))

    assert (shown["Returns overdue"].amount.assets, shown["Missing"].amount.assets) == (1, 1)
    assert shown["Returns overdue"].amount.value_minor == 12_500
    assert shown["Due back today"].amount.value_minor == 8_000
    assert shown["On hold"].amount.assets == 1
    assert shown["Seen elsewhere"].amount.assets == 1
    assert shown["Without a place"].amount.assets == 1
    assert shown["Warranty ends in 30 days"].amount.assets == 1


def test_the_first_of_a_kind_is_named(stock, admin):
    said = {str(one.row.title): shown.detail(one) for one in queries.attention(actor=admin)}

    assert said["Returns overdue"] == "Longest 3 days: Drill-7, Bo"
    assert said["Due back today"] == "Saw-2, Bo"
    assert said["Seen elsewhere"].endswith(", seen at Hamburg")
    assert said["On hold"] == "Not to be handed out until someone lifts it"


def test_another_site_is_not_in_any_figure(stock, cy):
    shown = rows_of(queries.attention(actor=cy))

    assert set(shown) == {
        "Not confirmed for 90 days",
        "Nobody accountable",
        "Warranty ends in 30 days",
    }
    assert queries.figures(actor=cy).assets == 1
    assert all(one.amount.assets == 1 for one in shown.values())


def test_whoever_may_not_see_prices_is_told_no_value(stock, amina):
    shown = queries.attention(actor=amina)

    assert shown and all(one.amount.value_minor is None for one in shown)
    assert "Without a price" not in rows_of(shown)


def test_a_place_narrows_every_figure(stock, admin, berlin):
    shown = rows_of(queries.attention(actor=admin, place_id=str(berlin.pk)))

    assert "Without a place" not in shown
    assert queries.figures(actor=admin, place_path=berlin.path).assets == 3


def test_figures_of_days_make_a_trend(stock, admin, amina, cy, berlin, store_room, tools):
    job = system("insights")
    commands.keep_figures(actor=job, day=TODAY - timedelta(days=1))
    put("NEW-1", store_room, tools)
    commands.keep_figures(actor=job, day=TODAY)
    commands.keep_figures(actor=job, day=TODAY)

    everywhere = queries.trends(actor=admin, days=30)
    assert everywhere.assets.values == (5, 6)
    assert everywhere.held.values == (2, 2)
    assert everywhere.value.values == (20_500, 20_500)
    assert queries.trends(actor=amina, days=30).assets.values == (3, 4)
    assert queries.trends(actor=cy, days=30).assets.change == 0
    assert queries.trends(actor=admin, place_path=berlin.path, days=30).assets.change == 1


def test_a_part_of_a_site_has_no_trend(stock, admin, store_room):
    assert queries.trends(actor=admin, place_path=store_room.path, days=30) is None


def test_nobody_edits_trends(admin):
    with pytest.raises(NotAllowed):
        commands.keep_figures(actor=admin)


def test_the_figures_cost_the_same_however_many_there_are(stock, admin, store_room, tools):

    with CaptureQueriesContext(connection) as few:
        queries.attention(actor=admin)
    for n in range(40):
        put(f"MORE-{n}", store_room, tools)
    with CaptureQueriesContext(connection) as many:
        queries.attention(actor=admin)
    assert len(many) == len(few)


@pytest.mark.parametrize("number", range(1, 10))
def test_cards_fill_whole_rows(number, admin):
    own = [cards.Shown("one.html", {}) for _ in range(number)]

    widths = [int(one.span[1:]) for one in cards.shown([], admin, own)]

    assert len(widths) == number
    row = 0
    for width in widths:
        row += width
        assert row <= 12
        row %= 12
    assert row == 0


def test_cards_stand_around_our_own_and_only_those_of_use(admin):
    handed = [
        cards.Card("after.html", lambda _: {"a": 1}),
        cards.Card("first.html", lambda _: {"b": 2}, first=True),
        cards.Card("none.html", lambda _: None, first=True),
    ]

    found = cards.shown(handed, admin, [cards.Shown("own.html", {})])

    assert [one.template for one in found] == ["first.html", "own.html", "after.html"]


def test_where_things_are_adds_up_and_leads_to_the_lists(stock, admin, cy, berlin):
    places = sites.sites(actor=admin)
    lines = shown.whereabouts(admin, None, places)

    assert [(one.label, one.count) for one in lines] == [
        ("Berlin", 3),
        ("Hamburg", 1),
        ("Without a place", 1),
    ]
    for one in lines:
        given = parse_qs(one.url.partition("?")[2])
        assert len(listing.page(actor=admin, given=given).items) == one.count
    inner = shown.whereabouts(admin, next(one for one in places if one.id == berlin.pk), places)
    assert [(one.label, one.count) for one in inner] == [("Store room", 3)]
    assert [one.label for one in shown.whereabouts(cy, None, sites.sites(actor=cy))] == ["Hamburg"]


def test_one_may_enter_what_one_has_the_right_to(admin, amina):
    assert len(shown.new_things(admin)) == len(shown.NEW)
    assert [icon for icon, _label, _url in shown.new_things(amina)] == ["box"]


def test_each_form_that_is_offered_answers(client, db):
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(actor=system("test"), email="a@example.org", role="administrator")
    client.force_login(made)

    text = client.get("/").content.decode()
    offered = shown.new_things(system("test"))
    assert len(offered) == len(shown.NEW)
    for _icon, label, url in offered:
        assert str(label) in text and url in text
        assert client.get(url).status_code == 200, url
