"""Who works at another site finds nothing of this one, whichever door they try."""

import json

import pytest
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.register import indexing
from wherehold.register.models import Identifier

pytestmark = pytest.mark.django_db
TELLTALE = ("DRILL-7", "SAW-2", "Drill-7", "Store room", "Berlin", "PF4XK7Q2")


@pytest.fixture
def world(drill, saw, store_room, bo):
    Identifier.objects.create(kind="serial", key="pf4xk7q2", value="PF4XK7Q2", asset=drill)
    drill.serial = "PF4XK7Q2"
    drill.save()
    indexing.reindex_assets([drill.pk, saw.pk])
    return drill


@pytest.fixture
def hamburger(client, hamburg):
    """Return the browser of Hamburg's storekeeper."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    user = accounts.create_user(
        actor=actor, email="cy@example.org", role="storekeeper", place_id=hamburg.pk
    )
    client.force_login(user)
    return client


@pytest.mark.parametrize("text", ["", "drill", "DRILL-7", "dr", "PF4XK7Q2", "store room", "berlin"])
def test_nothing_in_lists_counts_search_and_palette(world, hamburger, text):
    for name in ("assets", "palette", "search"):
        key = "search" if name == "assets" else "q"
        answer = hamburger.get(reverse(f"desk:{name}"), {key: text} if text else {})
        shown = answer.content.decode().replace(f'value="{text}"', "").replace(f"search={text}", "")
        assert answer.status_code == 200
        assert [one for one in TELLTALE if one in shown and one.lower() != text.lower()] == []
        assert 'class="n">1<' not in shown and 'class="n">2<' not in shown


def test_nothing_on_pages_panels_forms_and_codes(world, hamburger):
    for name in ("asset", "edit-asset", "duplicate-asset", "code"):
        assert hamburger.get(reverse(f"desk:{name}", args=[world.pk])).status_code == 404
    text = hamburger.get(reverse("desk:asset", args=[world.pk])).content.decode()
    assert [one for one in TELLTALE if one in text] == []


def test_nothing_in_what_fields_offer(world, hamburger):
    for kind in ("place", "party"):
        answer = hamburger.get(reverse("desk:options", args=[kind]), {"q": "b"})
        assert [one for one in TELLTALE if one in answer.content.decode()] == []


def test_nothing_over_rest(world, hamburger):
    answer = hamburger.get("/api/v1/assets")
    assert json.loads(answer.content) == {"items": [], "next": None}
    for search in ("drill", "PF4XK7Q2", "d"):
        assert (
            json.loads(hamburger.get("/api/v1/assets", {"search": search}).content)["items"] == []
        )
    assert hamburger.get("/api/v1/resolve", {"code": "DRILL-7"}).status_code == 404


def test_the_list_over_rest_has_what_one_may_see_and_refuses_the_rest(browser, world, tools):
    answer = browser.get("/api/v1/assets", {"category": tools.pk, "limit": 1})
    page = json.loads(answer.content)
    assert [one["tag"] for one in page["items"]] == ["DRILL-7"]
    again = json.loads(browser.get("/api/v1/assets", {"cursor": page["next"]}).content)
    assert [one["tag"] for one in again["items"]] == ["SAW-2"]
    assert again["next"] is None
    for bad in ({"cursor": "x"}, {"stage": "sold"}, {"limit": 501}, {"limit": 0}, {"tag": "x"}):
        assert browser.get("/api/v1/assets", bad).status_code == 422, bad
    found = json.loads(browser.get("/api/v1/resolve", {"code": "pf4xk7q2"}).content)
    assert found["items"][0] == {
        "type": "asset", "id": world.pk, "label": "DRILL-7", "detail": "Drill-7",
        "url": reverse("desk:asset", args=[world.pk]),
    }  # fmt: skip
