"""Counts in the browser: pages, forms, counting, and what holders are asked."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from wherehold.accounts import commands as accounts
from wherehold.custody.commands import check_out
from wherehold.kernel import ledger
from wherehold.kernel.actor import system
from wherehold.kernel.models import Message
from wherehold.register.models import Asset, Identifier, Party
from wherehold.stocktake import commands
from wherehold.stocktake.models import Counter, Line, Plan, Scan, Stocktake, Unknown, Zone
from wherehold.stocktake.tests.conftest import line

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(everyone, drill, saw, lamp, afternoon):
    terms = commands.Terms(name="Berlin Q1", alone=True)
    key = commands.open_stocktake(actor=everyone, terms=terms)
    afternoon()
    return Stocktake.objects.get(pk=key)


def url(name, *args):
    return reverse(f"stocktake:{name}", args=args)


def page(browser, name, *args, **asked):
    answer = browser.get(url(name, *args), asked)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def post(browser, page_, *args, **sent):
    return browser.post(url(page_, *args), sent)


def test_a_count_is_opened_by_a_form(browser, drill, lamp, berlin, bo):
    assert "Freeze the list" in page(browser, "new")
    answer = post(
        browser, "new", name="Berlin", place_text="Berlin · Yard", second="50.00", every="30"
    )
    made = Stocktake.objects.get()
    assert answer["Location"] == url("stocktake", made.pk)
    assert (made.expected, made.second_minor, Plan.objects.get().every_days) == (1, 5000, 30)
    assert "Berlin" in page(browser, "stocktakes") and "They come again" in page(
        browser, "stocktakes"
    )
    again = post(browser, "new", name="", place_text="Nowhere")
    assert again.status_code == 422 and "by this name" in again.content.decode()
    nothing = post(browser, "new", name="x", search="no such thing")
    assert nothing.status_code == 422 and "Nothing to count" in nothing.content.decode()
    post(browser, "end-plan", Plan.objects.get().pk)
    assert "They come again" not in page(browser, "stocktakes")


def test_filters_come_along_from_the_list(browser, drill, lamp, tools):
    text = page(browser, "new", category=str(tools.pk), stage="in_service")
    assert 'name="category"' in text and "2 match" in text


def test_the_page_shows_figures_buckets_and_zones(browser, opened, scan, everyone, store_room):
    scan(opened, "DRILL-7", "LAMP-1", "4006381333931", place=store_room, actor=everyone)
    text = page(browser, "stocktake", opened.pk)
    assert "2 of 3" in text and "Berlin · Store room" in text and "Wrong place" in text
    assert "LAMP-1" in text and "4006381333931" in text and "DRILL-7" not in text
    assert "DRILL-7" in page(browser, "stocktake", opened.pk, show="found")
    assert "SAW-2" in page(browser, "stocktake", opened.pk, show="open", q="saw")
    zone = Zone.objects.get(name__endswith="Yard")
    assert "LAMP-1" in page(browser, "stocktake", opened.pk, zone=zone.pk)


def test_the_figures_are_asked_for_again_and_answer_nothing_while_nothing_has_changed(
    browser, opened, scan, everyone
):
    tag = re.search(r"/live\?seen=([\w-]+)", page(browser, "stocktake", opened.pk))[1]
    for name in ("live", "zones"):
        same = browser.get(url(name, opened.pk), {"seen": tag})
        assert (same.status_code, same.content) == (204, b"")
        by_tag = browser.get(url(name, opened.pk), headers={"If-None-Match": same["ETag"]})
        assert by_tag.status_code == 304
    scan(opened, "DRILL-7", actor=everyone)
    fresh = browser.get(url("live", opened.pk), {"seen": tag})
    assert fresh.status_code == 200 and "1 of 3" in fresh.content.decode()


def test_from_the_review_to_the_signature(
    browser, opened, scan, everyone, lamp, saw, drill, store_room
):
    scan(opened, "LAMP-1", "DRILL-7", place=store_room, actor=everyone)
    post(browser, "end", opened.pk)
    post(browser, "decide", opened.pk, "moved", ids=line(opened, lamp).pk, query="show=decide")
    post(browser, "decide", opened.pk, "lost", state="missing")
    post(browser, "decide", opened.pk, "open", ids=line(opened, saw).pk)
    assert line(opened, saw).outcome == ""
    refused = post(browser, "close", opened.pk)
    assert refused.status_code == 409 and "still to be decided" in refused.content.decode()
    assert "Moved here" in page(browser, "close", opened.pk)
    post(browser, "close", opened.pk, leave_rest="1", note="All fine")
    opened.refresh_from_db()
    assert opened.state == "closed" and Asset.objects.get(pk=lamp.pk).place_id == store_room.pk
    assert "All fine" in page(browser, "stocktake", opened.pk)
    assert browser.get(url("report", opened.pk)).content.startswith(b"%PDF")
    timeline = browser.get(reverse("desk:asset", args=[lamp.pk])).content.decode()
    assert "Counted" in timeline and "Berlin Q1" in timeline


def test_missing_things_are_counted_again_and_a_count_is_given_up(browser, opened, saw):
    post(browser, "end", opened.pk)
    post(browser, "recount", opened.pk)
    opened.refresh_from_db()
    assert opened.state == "counting" and line(opened, saw).recount
    post(browser, "cancel", opened.pk, reason="Fire alarm")
    assert "Fire alarm" in page(browser, "stocktake", opened.pk)
    assert "Berlin Q1" in page(browser, "stocktakes", tab="cancelled")


def test_zones_are_given_to_people(browser, opened, bo):
    zone = Zone.objects.get(name__endswith="Yard")
    assert "Berlin · Yard" in page(browser, "assign", opened.pk)
    browser.post(url("assign", opened.pk), {f"zone-{zone.pk}_text": "Bo"})
    assert Counter.objects.get().party_id == bo.pk
    assert "Bo" in page(browser, "assign", opened.pk)
    browser.post(url("assign", opened.pk), {})
    assert not Counter.objects.exists()


def test_counting_without_any_script(browser, opened, store_room, yard, lamp, drill):
    assert "Scan a place first" in page(browser, "counting", opened.pk)
    Identifier.objects.create(kind="place_code", key="door-1", value="DOOR-1", place=store_room)
    here = post(browser, "scan", opened.pk, code="DOOR-1").content.decode()
    assert "You are here" in here and "0 of 2" in here and "DRILL-7" in here

    def count(code, **more):
        sent = {"code": code, "place": store_room.pk, **more}
        return post(browser, "scan", opened.pk, **sent).content.decode()

    assert "Found" in count("DRILL-7", client_id="one") and "1 of 2" in count("")
    assert "Found" in count("DRILL-7", client_id="one")
    assert Scan.objects.count() == 1
    wrong = count("LAMP-1")
    assert "Wrong place" in wrong and "Belongs at Berlin · Yard" in wrong
    key = line(opened, lamp).pk
    post(browser, "decide-here", opened.pk, line=key, outcome="moved", place=store_room.pk)
    assert line(opened, lamp).outcome == "moved"
    taken = post(browser, "take-back", opened.pk, client_id="one", place=store_room.pk)
    assert "Taken back" in taken.content.decode() and line(opened, drill).state == "open"
    zone = Zone.objects.get(name__endswith="Store room")
    post(browser, "finish", opened.pk, zone=zone.pk)
    assert line(opened, drill).state == "missing"
    post(browser, "finish", opened.pk, zone=zone.pk, again="1", place=store_room.pk)
    assert line(opened, drill).state == "open"


def test_a_part_of_the_page_is_enough_for_the_script(browser, opened, store_room):
    answer = browser.post(
        url("scan", opened.pk), {"code": "DRILL-7"}, headers={"HX-Request": "true"}
    )
    text = answer.content.decode()
    assert "<html" not in text and 'data-outcome="ok"' in text


def test_an_unknown_code_is_described_shown_and_named(browser, opened, store_room, lamp):
    told = post(browser, "scan", opened.pk, code="ZZZ", place=store_room.pk).content.decode()
    assert "Not in the register" in told
    unknown = Unknown.objects.get()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    photo = SimpleUploadedFile("x.png", picture.getvalue(), content_type="image/png")
    browser.post(url("note", opened.pk), {"unknown": unknown.pk, "note": "Grey", "photo": photo})
    shown = browser.get(url("photo", opened.pk, unknown.pk))
    assert shown["Content-Type"] == "image/png"
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert "Grey" in page(browser, "unknown", opened.pk, unknown.pk)
    wrong = browser.post(url("unknown", opened.pk, unknown.pk), {"tag": "NONE-1"})
    assert wrong.status_code == 422 and "Nothing has this tag" in wrong.content.decode()
    browser.post(url("unknown", opened.pk, unknown.pk), {"tag": "LAMP-1"})
    assert Unknown.objects.get().asset_id == lamp.pk
    lamp.refresh_from_db()
    assert lamp.photo.name == "ZZZ" and lamp.photo.kind == "photo"
    assert {"register.attached", "register.noted"} <= {
        entry.kind for entry in ledger.history("asset", lamp.pk)
    }


def test_in_a_blind_count_the_page_tells_nothing_of_what_is_expected(
    everyone, keeper, dora, client, drill, berlin, afternoon
):
    user = accounts.create_user(
        actor=system("test"),
        email="d@x.org",
        role="counter",
        place_id=berlin.pk,
        party_id=dora.party_id,
    )
    key = commands.open_stocktake(
        actor=keeper, terms=commands.Terms(name="Blind", blind=True, note="Mind the step")
    )
    client.force_login(user)
    for name in ("stocktake", "counting"):
        text = page(client, name, key)
        assert "DRILL-7" not in text and "0 / 1" not in text
    assert "Mind the step" in page(client, "stocktake", key)
    assert client.get(url("live", key)).status_code == 403
    assert Line.objects.filter(stocktake=key).count() == 1


def test_holders_answer_by_a_link_without_an_account(
    browser, keeper, bo, drill, saw, everyone, afternoon
):
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    check_out(actor=keeper, asset_ids=[drill.pk, saw.pk], holder_id=bo.pk)
    key = commands.open_stocktake(actor=everyone, terms=commands.Terms(name="Berlin"))
    count = Stocktake.objects.get(pk=key)
    asked = post(browser, "ask", key).content.decode()
    link = re.search(r"/have/[\w-]+", asked)[0]
    assert link in Message.objects.get(purpose="stocktake").text
    stranger = Client()
    text = stranger.get(link).content.decode()
    assert "DRILL-7" in text and "SAW-2" in text and "Berlin" not in text
    sent = {f"have-{line(count, drill).pk}": "yes", f"have-{line(count, saw).pk}": "no"}
    sent |= {f"why-{line(count, saw).pk}": "Returned in May"}
    assert "Thank you" in stranger.post(link, sent).content.decode()
    assert (line(count, drill).state, line(count, saw).note) == ("found", "Returned in May")
    assert "has 1, does not have 1" in page(browser, "stocktake", key)
    assert stranger.get("/have/nonsense").status_code == 404


def test_a_link_is_not_tried_again_and_again(client, db):
    codes = [client.post("/have/nonsense").status_code for _ in range(40)]
    assert codes[0] == 404 and codes[-1] == 429


def test_who_sees_nothing_of_it_finds_no_page(client, opened, hamburg):
    user = accounts.create_user(
        actor=system("test"), email="cy@x.org", role="manager", place_id=hamburg.pk
    )
    client.force_login(user)
    for name in ("stocktake", "live", "zones", "report", "counting", "assign", "close"):
        assert client.get(url(name, opened.pk)).status_code == 404, name
    assert "Berlin Q1" not in page(client, "stocktakes")
