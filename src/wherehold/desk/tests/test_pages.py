"""The pages of the desk: the list, one asset, forms, search."""

from datetime import timedelta

import pytest
from django.urls import reverse

from wherehold.conftest import NOON, plant
from wherehold.kernel import clock, ledger
from wherehold.register import indexing
from wherehold.register.commands import notes
from wherehold.register.commands.moving import Sighting, see_assets
from wherehold.register.models import Asset, Hold, Place, SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(drill, saw):
    indexing.reindex_assets([drill.pk, saw.pk])
    return drill


def page(browser, name, *args, status=200, **asked):
    answer = browser.get(reverse(f"desk:{name}", args=args), asked)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_shows_filters_and_finds(browser, indexed, hamburg):
    text = page(browser, "assets")
    assert "DRILL-7" in text and "SAW-2" in text and "2 of 2" in text
    assert "SAW-2" not in page(browser, "assets", search="drill")
    assert "Nothing fits" in page(browser, "assets", place=hamburg.pk)
    assert "DRILL-7" in page(
        browser, "assets", stage="in_service", sort="-seen", cols="tag,due,serial"
    )
    assert "Cannot filter by this" in page(browser, "assets", stage="sold", status=422)


@pytest.mark.parametrize(
    ("asked", "dialog"), [("filters", "filters"), ("columns", "columns"), ("save", "save-view")]
)
def test_a_dialog_is_drawn_when_asked_for_alone_or_within_the_page(browser, indexed, asked, dialog):
    path = reverse("desk:assets") + f"?stage=in_stock&{asked}=1"

    alone = browser.get(path, headers={"HX-Request": "true"}).content.decode()
    within = browser.get(path).content.decode()

    assert alone.startswith("<dialog") and "data-open" in alone
    assert "<html" in within and f'id="{dialog}"' in within
    assert f'id="{dialog}"' not in browser.get(reverse("desk:assets")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_page_asks_few_statements(browser, indexed, django_assert_max_num_queries):
    for most, name, args, asked in (
        (9, "assets", (), {"search": "drill-7"}),
        (18, "asset", (indexed.pk,), {}),
    ):
        path = reverse(f"desk:{name}", args=args)
        browser.get(path, asked)
        with django_assert_max_num_queries(most):
            browser.get(path, asked)


def test_the_page_of_an_asset_and_all_its_panels(browser, indexed):
    for panel in ("timeline", "details", "documents", "contents"):
        assert "DRILL-7" in page(browser, "asset-panel", indexed.pk, panel)
    assert "svg" in page(browser, "code", indexed.pk)
    page(browser, "asset", 999_999, status=404)
    page(browser, "asset-panel", indexed.pk, "money", status=404)


def test_what_happened_on_a_day_is_told_in_its_order_whenever_it_was_recorded(
    browser, indexed, admin
):
    for text, hours in (("at noon", 0), ("at nine", 3), ("at ten", 2)):
        at = NOON - timedelta(hours=hours)
        notes.note(actor=admin, asset_ids=[indexed.pk], text=text, at=at)
    shown = page(browser, "asset-panel", indexed.pk, "timeline")
    assert shown.index("at noon") < shown.index("at ten") < shown.index("at nine")


def test_the_palette_ranks_the_exact_code_first(browser, indexed, bo):
    text = page(browser, "palette", q="drill-7")
    assert text.index("Best match") < text.index("Drill-7")
    assert "Check out DRILL-7" in text
    assert "Bo" in page(browser, "palette", q="Bo")
    assert "Store room" in page(browser, "palette", q="store")
    assert "Add asset" in page(browser, "palette", q="add as")
    assert "Nothing found" in page(browser, "palette", q="zzzz")
    assert "Recent" in page(browser, "palette")
    assert "DRILL-7" in page(browser, "search", q="drill")


def test_an_asset_is_entered_changed_and_duplicated(browser, organisation, store_room, tools):
    sent = {"name": "Hammer", "place_id": store_room.pk, "category_id_text": "Tools",
            "price": "12,50", "currency": "EUR", "keywords": "loan, old"}  # fmt: skip
    answer = browser.post(reverse("desk:new-asset"), sent)
    hammer = Asset.objects.get()
    assert answer.url == reverse("desk:asset", args=[hammer.pk])
    assert (hammer.price_minor, hammer.category_id, hammer.place_id) == (
        1250,
        tools.pk,
        store_room.pk,
    )

    text = page(browser, "edit-asset", hammer.pk)
    assert "Hammer" in text and "12.50" in text and "loan, old" in text
    sent = {
        "name": "Sledge hammer",
        "tag": hammer.tag,
        "condition": "worn",
        "version": "1",
        "notes": "Heavy",
    }
    assert browser.post(reverse("desk:edit-asset", args=[hammer.pk]), sent).status_code == 302
    hammer.refresh_from_db()
    assert (hammer.name, hammer.condition, hammer.notes) == ("Sledge hammer", "worn", "Heavy")
    stale = browser.post(reverse("desk:edit-asset", args=[hammer.pk]), sent | {"name": "X"})
    assert stale.status_code == 412

    answer = browser.post(reverse("desk:duplicate-asset", args=[hammer.pk]), {"count": "3"})
    assert answer.status_code == 302
    assert Asset.objects.count() == 4
    assert browser.post(reverse("desk:new-asset"), {"name": ""}).status_code == 422


def test_files_views_and_the_menu_of_acts_are_there(browser, indexed):
    text = page(browser, "asset-panel", indexed.pk, "documents")
    assert reverse("register:upload", args=[indexed.pk]) in text
    text = page(browser, "assets")
    for action in ("check-out", "move", "edit", "archive", "labels"):
        assert reverse("desk:bulk", args=[action]) in text


def test_a_view_is_kept_shared_used_and_dropped(browser, indexed):
    sent = {
        "name": "Berlin tools",
        "query": "stage=in_service&sort=name&cols=tag,due",
        "shared": "on",
    }
    answer = browser.post(reverse("desk:save-view"), sent)
    text = browser.get(answer.url).content.decode()
    assert "Berlin tools" in text and "A view for everybody" in text

    SavedView.objects.update(query={"filters": {"place__name": ["x"]}, "sort": 7, "columns": "a"})
    text = page(browser, "assets")
    assert "Berlin tools" in text
    page(browser, "assets", **{"place__name": "x"}, status=422)

    view = SavedView.objects.get()
    assert browser.post(reverse("desk:drop-view", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_one_is_put_into_another_and_taken_out_again(browser, indexed, saw):
    act = reverse("desk:bulk", args=["put-into"])
    assert f'formaction="{act}"' in page(browser, "asset", saw.pk)
    dialog = browser.post(act, {"ids": saw.pk}, headers={"HX-Request": "true"}).content.decode()
    assert reverse("desk:options", args=["asset"]) in dialog
    offered = browser.get(reverse("desk:options", args=["asset"]), {"q": "drill-7"}).json()
    assert offered["items"][0] == {"id": str(indexed.pk), "label": "DRILL-7", "detail": "Drill-7"}
    here = reverse("desk:asset", args=[saw.pk])
    sent = {"ids": saw.pk, "next": here, "go": "1", "container_text": "DRILL-7"}

    assert browser.post(act, sent).url == here

    assert "SAW-2" in page(browser, "asset-panel", indexed.pk, "contents")
    assert "Take out" in page(browser, "asset", saw.pk)
    browser.post(reverse("desk:take-out", args=[saw.pk]), {"next": here})
    assert Asset.objects.get(pk=saw.pk).container_id is None


def test_two_records_of_one_thing_are_merged_and_taken_apart(browser, indexed, saw):
    merge = reverse("desk:bulk", args=["merge"])
    assert f'formaction="{merge}"' in page(browser, "asset", saw.pk)
    sent = {"ids": saw.pk, "go": "1", "next": reverse("desk:asset", args=[saw.pk])}
    missed = browser.post(merge, sent)
    assert missed.status_code == 422 and "This is needed." in missed.content.decode()

    browser.post(merge, sent | {"kept": indexed.pk})

    kept = reverse("desk:asset", args=[indexed.pk])
    assert browser.get(reverse("desk:asset", args=[saw.pk])).url == kept
    assert "Merged with another record" in page(browser, "asset", indexed.pk)
    act = ledger.history("asset", indexed.pk)[0].act
    browser.post(reverse("desk:undo", args=[act]), {"reason": "two after all", "next": kept})
    assert Asset.objects.get(pk=saw.pk).merged_into_id is None
    assert "SAW-2" in page(browser, "asset", saw.pk)


def test_an_act_called_from_a_page_begins_with_what_is_so_now(browser, indexed):
    shown = page(browser, "asset", indexed.pk)
    assert '<input type="hidden" name="condition" value="good">' in shown

    known = {"ids": indexed.pk, "condition": "worn"}
    asked = browser.post(reverse("desk:bulk", args=["condition"]), known).content.decode()

    assert '<option value="worn" selected>' in asked


def test_a_hold_is_placed_and_lifted_on_the_page(browser, indexed):
    here = reverse("desk:asset", args=[indexed.pk])
    sent = {"ids": indexed.pk, "next": here, "go": "1", "reason": "recalled"}
    assert browser.post(reverse("desk:bulk", args=["hold"]), sent).url == here
    assert "recalled" in page(browser, "asset", indexed.pk)
    hold = Hold.objects.get()
    assert browser.post(reverse("desk:lift-hold", args=[hold.pk]), {"next": here}).url == here
    hold.refresh_from_db()
    assert hold.lifted_at


def test_what_was_seen_elsewhere_is_said_with_two_ways_to_put_it_right(
    browser, admin, indexed, berlin, store_room
):
    yard = plant(Place, "Yard", berlin)

    def see_in_yard(minute):
        with clock.held_at(NOON + timedelta(minutes=minute)):
            see_assets(actor=admin, sightings=[Sighting(asset_id=indexed.pk, place_id=yard.pk)])

    def post(minute, action, **sent):
        with clock.held_at(NOON + timedelta(minutes=minute)):
            sent |= {"ids": indexed.pk, "go": "1"}
            assert browser.post(reverse("desk:bulk", args=[action]), sent).status_code == 302

    see_in_yard(1)
    assert "Wrong place" in page(browser, "assets", seen="elsewhere")
    text = page(browser, "asset", indexed.pk)
    assert "Recorded at <b>Berlin · Store room</b>, last seen at <b>Berlin · Yard</b>" in text
    assert "Move it there" in text and "It is where recorded" in text
    post(2, "move", place=yard.pk)
    assert "and seen there" in page(browser, "asset", indexed.pk)
    post(3, "move", place=store_room.pk)
    assert "Before that it was last seen at" in page(browser, "asset", indexed.pk)
    see_in_yard(4)
    assert "Move it there" in page(browser, "asset", indexed.pk)
    post(5, "confirm")
    assert "Move it there" not in page(browser, "asset", indexed.pk)
    assert "Nothing fits" in page(browser, "assets", seen="elsewhere")


def test_activity_is_narrowed_by_its_filters_and_survives_nonsense(
    browser, organisation, drill, store_room, hamburg, bo
):
    browser.post(reverse("desk:bulk", args=["note"]), {"ids": drill.pk, "text": "Blunt", "go": "1"})

    assert "Blunt" in page(browser, "activity")
    assert "Blunt" in page(browser, "activity", show="notes")
    for asked in ({"show": "custody"}, {"place": hamburg.pk}, {"by": bo.pk}):
        assert "Nothing of this sort" in page(browser, "activity", **asked)
    assert "Blunt" in page(browser, "activity", show="x", place="x", by="x")
    page(browser, "activity", cursor="x", status=422)
