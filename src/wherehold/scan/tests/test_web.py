"""The scan page: with its island, without it, and where the scans of other pages go."""

import pytest
from django.urls import reverse

from wherehold.conftest import put
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Identifier

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def codes(bo, store_room):
    for kind, value, owner in (
        ("badge", "B-40771", {"party": bo}),
        ("place_code", "ROOM-1", {"place": store_room}),
    ):
        Identifier.objects.create(kind=kind, key=key_of(kind, value), value=value, **owner)


def act(browser, **sent):
    return browser.post(reverse("scan:act"), sent, headers=FETCH).json()


def test_the_page_has_its_modes_and_a_field(browser):
    text = browser.get(reverse("scan:scan")).content.decode()
    assert "Check out" in text and 'name="code"' in text and "x-scanner" in text


def test_the_island_is_told_what_came_of_a_scan(browser, codes, drill, bo):
    person = act(browser, code="B-40771", mode="open")
    assert (person["mode"], person["target"]["key"]) == ("out", f"party:{bo.pk}")
    out = act(browser, code="DRILL-7", mode=person["mode"], target=person["target"]["key"])
    assert (out["tone"], out["word"]) == ("ok", "Checked out")
    back = browser.post(out["undo"], {"mode": "out"}, headers=FETCH).json()
    assert back["word"] == "Taken back"
    assert Asset.objects.get(pk=drill.pk).held == ""


def test_without_script_the_page_itself_answers(browser, codes, drill, bo):
    sent = {"code": "DRILL-7", "mode": "out", "target": f"party:{bo.pk}"}
    text = browser.post(reverse("scan:act"), sent).content.decode()
    assert "Checked out" in text and "Undo" in text and f"party:{bo.pk}" in text
    text = browser.post(reverse("scan:act"), {"code": "nobody-knows", "mode": "open"}).content
    assert "Unknown code" in text.decode() and "Link" in text.decode()


def test_a_place_is_remembered_for_a_quarter_of_an_hour_and_shown(browser, codes, drill):
    act(browser, code="ROOM-1", mode="open")
    cookie = browser.cookies["wh_here"]
    assert (cookie["max-age"], cookie["httponly"]) == (900, True)
    assert "Berlin · Store room" in browser.get(reverse("scan:scan")).content.decode()
    assert act(browser, code="DRILL-7", mode="seen")["word"] == "Seen here"
    browser.post(reverse("scan:leave"))
    assert "Berlin · Store room" not in browser.get(reverse("scan:scan")).content.decode()


def test_a_place_that_was_written_into_the_cookie_by_hand_is_nothing(browser, store_room):
    browser.cookies["wh_here"] = f"[1, {store_room.pk}]"
    assert "Store room" not in browser.get(reverse("scan:scan")).content.decode()


def test_a_scan_on_another_page_goes_to_what_it_is(browser, codes, drill, bo):
    person = browser.get(reverse("scan:go"), {"code": "B-40771", "via": "wedge"})
    assert person["Location"] == f"{reverse('scan:scan')}?mode=out&target=party%3A{bo.pk}"
    text = browser.get(person["Location"]).content.decode()
    assert "Bo" in text
    unknown = browser.get(reverse("scan:go"), {"code": "nobody-knows"})
    assert "Unknown code" in unknown.content.decode()
    place = browser.get(reverse("scan:go"), {"code": "ROOM-1"})
    assert "You are here" in place.content.decode() and "wh_here" in place.cookies
    strange = browser.get(
        reverse("scan:go"), {"code": "ROOM-1"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert "wh_here" not in strange.cookies


def test_a_code_is_resolved(browser, drill):
    answer = browser.post(reverse("scan:resolve"), {"code": "DRILL-7"}).json()
    assert [one["key"] for one in answer["items"]] == [f"asset:{drill.pk}"]


def test_an_unknown_code_is_linked(browser, drill):
    sent = {"code": "4006381333931", "tag": "DRILL-7", "mode": "open"}
    answer = browser.post(reverse("scan:link"), sent, headers=FETCH).json()
    assert answer["word"] == "Linked"


def test_nonsense_is_an_answer(browser, hamburg):
    far = put("FAR-1", hamburg)
    for sent in (
        {"code": ""},
        {"code": "x" * 5000, "mode": "zzz", "target": "asset:999999999999999999"},
        {"code": "a\0b", "mode": "in"},
        {"code": "FAR-1", "mode": "move", "target": f"asset:{far.pk}"},
        {"code": "FAR-1", "mode": "out", "target": f"asset:{far.pk}"},
    ):
        assert act(browser, **sent)["tone"] in {"bad", "warn"}
