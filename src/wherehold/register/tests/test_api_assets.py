"""Assets over REST: enter, read, change, and what happened."""

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.register.models import Asset, Category, Hold, Party, Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
API = "/api/v1"


@pytest.fixture
def call(client, monkeypatch):
    """Call the API as somebody: the token's part is played by the header."""
    from wherehold.project import authentication

    actors = {}
    monkeypatch.setattr(authentication, "actor_for_token", lambda token: actors.get(token))

    def call(actor, method, path, body=None, **headers):
        actors["t"] = actor.via("api")
        return client.generic(
            method,
            API + path,
            orjson.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={"Authorization": "Bearer t", **headers},
        )

    return call


def test_one_is_a_list_of_one_and_comes_back_as_sent(call, admin, store_room, tools, bo):
    body = {
        "name": "Drill", "serial": "S1", "category": "Tools", "place": "Berlin > Store room",
        "price": "1480.50", "purchased_on": "2026-01-02", "warranty_until": "2028-01-02",
        "identifiers": [{"kind": "mac", "value": "00:11"}], "keywords": ["loan"], "holder": "Bo",
    }  # fmt: skip

    response = call(admin, "POST", "/assets", body)

    assert response.status_code == 201, response.content
    answer = response.json()
    [item] = answer["items"]
    assert (answer["next"], item["tag"], item["price"], item["currency"]) == (
        None, "AST-000001", "1480.50", "EUR",
    )  # fmt: skip
    assert (item["place_id"], item["category"], item["holder"]) == (store_room.pk, "Tools", "Bo")
    assert {"kind": "mac", "value": "00:11"} in item["identifiers"]
    kinds = [
        e["kind"] for e in call(admin, "GET", f"/assets/{item['id']}/timeline").json()["items"]
    ]
    assert kinds == ["custody.checked_out", "register.created"]


def test_many_are_answered_in_order(call, admin):
    response = call(admin, "POST", "/assets", [{"name": n, "price": 12.5} for n in "cab"])

    assert [one["name"] for one in response.json()["items"]] == ["c", "a", "b"]
    assert {one["price"] for one in response.json()["items"]} == {"12.50"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": "x", "place": "Nowhere"}, "unknown_reference"),
        ({"name": "x", "place": 99}, "unknown_reference"),
        ({"name": "x", "holder": "nobody@example.org"}, "unknown_reference"),
        ({"name": "x", "colour": "red"}, "invalid"),
        ({"name": "x", "ignore_permissions": True}, "invalid"),
        ({"name": ["x"]}, "invalid"),
        ({"name": "x", "price": 1.234}, "bad_asset"),
        ({"name": "x", "price": 1, "currency": "XQX"}, "bad_asset"),
        ({"name": "x", "warranty_until": "2020-01-01", "purchased_on": "2021-01-01"},
         "dates_out_of_order"),
        ({"name": "x", "tag": "a\u0000"}, "invalid"),
        ([], "invalid"),
    ],
)  # fmt: skip
def test_t75_t78_bad_bodies_are_refused_by_code(call, admin, body, code):
    response = call(admin, "POST", "/assets", body)

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert not Asset.objects.exists()


def test_missing_names_are_entered_if_that_is_asked_for(call, admin):
    known = {
        "place": "HQ > Floor 2 > 2.07",
        "category": "Tools > Drills",
        "model": "DHP486",
        "supplier": "Hansa",
        "holder": "bo@example.org",
    }
    body = [{"name": name} | known for name in "ab"]

    response = call(admin, "POST", "/assets?create_missing=true", body)

    assert response.status_code == 201, response.content
    assert response.json()["items"][0]["place"] == "HQ · Floor 2 · 2.07"
    assert (Place.objects.count(), Category.objects.count()) == (3, 2)
    assert Party.objects.filter(kind="supplier").count() == 1
    assert response.json()["items"][1]["holder"] == "bo"


def test_nothing_is_half_done(call, admin):
    body = [{"name": "a", "place": "HQ", "tag": "T"}, {"name": "b", "tag": "t"}]

    response = call(admin, "POST", "/assets?create_missing=true", body)

    assert (response.status_code, response.json()["code"]) == (409, "duplicate_identifier")
    assert not Place.objects.exists()


def test_a_holder_who_cannot_have_it_refuses_all(call, admin, bo):
    body = {"name": "a", "holder": bo.pk, "stage": "disposed"}

    response = call(admin, "POST", "/assets", body)

    assert (response.status_code, response.json()["code"]) == (409, "not_handed_out")
    assert not Asset.objects.exists()


def test_the_same_key_enters_once(call, admin):
    answers = [
        call(admin, "POST", "/assets", {"name": "x"}, **{"Idempotency-Key": "k"}).json()
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert Asset.objects.count() == 1
    other = call(admin, "POST", "/assets", {"name": "y"}, **{"Idempotency-Key": "k"})
    assert other.status_code == 409


def test_reading_takes_two_statements_and_has_an_etag(call, admin, drill, hold):
    call(admin, "GET", f"/assets/{drill.pk}")
    with CaptureQueriesContext(connection) as captured:
        response = call(admin, "GET", f"/assets/{drill.pk}")

    assert len(captured) == 2
    assert response["ETag"] == '"1"'
    assert response.json()["holds"][0]["reason"] == "recalled"


@pytest.fixture
def hold(drill, still_clock):
    return Hold.objects.create(
        asset=drill, reason="recalled", cause="person", placed_at=still_clock
    )


def test_a_change_of_an_older_version_is_stale(call, amina, drill):
    path = f"/assets/{drill.pk}"
    first = call(amina, "PATCH", path, {"name": "x"}, **{"If-Match": '"1"'})
    second = call(amina, "PATCH", path, {"name": "y"}, **{"If-Match": '"1"'})
    strange = call(amina, "PATCH", path, {"name": "y"}, **{"If-Match": "abc"})

    assert (first.status_code, first["ETag"]) == (200, '"2"')
    assert (second.status_code, second.json()["code"]) == (412, "stale")
    assert strange.status_code == 412
    any_ = call(amina, "PATCH", path, {"name": "z"}, **{"If-Match": "*"})
    assert any_.json()["name"] == "z"
    assert len(call(amina, "GET", path + "/timeline").json()["items"]) == 2


@pytest.mark.parametrize("field", ["holder", "place", "stage", "parent", "identifiers", "due_on"])
def test_t03_patching_what_has_an_act_is_refused(call, amina, drill, field):
    response = call(amina, "PATCH", f"/assets/{drill.pk}", {field: "x"})

    assert (response.status_code, response.json()["code"]) == (422, "changed_by_act")


def test_t01_references_of_other_sites_read_like_unknown_ones(call, cy, berlin, hamburg, bo):
    own = put("OWN", hamburg)
    for field, value in (("supplier", bo.pk), ("accountable", bo.pk), ("accountable", "Bo")):
        response = call(cy, "PATCH", f"/assets/{own.pk}", {field: value})
        assert (response.status_code, response.json()["code"]) == (422, "unknown_reference")
    response = call(cy, "POST", "/assets", {"name": "x", "place": berlin.pk})
    missing = call(cy, "POST", "/assets", {"name": "x", "place": 9999})
    assert response.status_code == missing.status_code == 422


def test_t65_t66_prices_are_not_there_without_their_right(call, admin, amina, drill):
    call(admin, "PATCH", f"/assets/{drill.pk}", {"price": "99.95", "name": "x"})

    card = call(amina, "GET", f"/assets/{drill.pk}").json()
    history = call(amina, "GET", f"/assets/{drill.pk}/timeline")

    assert not {"price", "price_minor", "value_minor", "currency", "rate"} & card.keys()
    assert b"9995" not in history.content
    assert history.json()["items"][0]["data"]["changed"] == {"name": ["Drill-7", "x"]}


def test_who_may_not_see_holders_reads_none(call, amina, admin, drill, bo):
    import dataclasses

    from wherehold.kernel.actor import Grant

    Asset.objects.filter(pk=drill.pk).update(held="party", holder=bo)
    [grant] = amina.grants
    less = Grant(grant.permissions - {"custody.holder"}, place=grant.place)
    card = call(dataclasses.replace(amina, grants=(less,)), "GET", f"/assets/{drill.pk}").json()

    assert "holder" not in card
    assert call(amina, "GET", f"/assets/{drill.pk}").json()["holder"] == "Bo"


def test_t61_strangers_get_404_on_every_address_of_an_asset(call, cy, drill):
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("GET", "/timeline", None),
        ("GET", "/contents", None),
        ("POST", "/notes", {"text": "x"}),
        ("POST", "/identifiers", {"kind": "serial", "value": "x"}),
        ("POST", "/identifiers/remove", {"kind": "serial", "value": "x"}),
        ("POST", "/holds", {"reason": "x"}),
        ("POST", "/duplicate", {"count": 2}),
    ):
        hidden = call(cy, method, f"/assets/{drill.pk}{path}", body)
        absent = call(cy, method, f"/assets/99999{path}", body)
        assert hidden.status_code == absent.status_code == 404, path
        assert hidden.json()["code"] == absent.json()["code"]
    assert Asset.objects.count() == 1


def test_acts_on_many_answer_with_what_they_changed(call, admin, drill, saw, berlin):
    ids = [drill.pk, saw.pk]
    for path, body in (
        ("/assets/move", {"asset_ids": ids, "place_id": berlin.pk}),
        ("/assets/stage", {"asset_ids": ids, "stage": "in_repair", "note": "motor"}),
        ("/assets/condition", {"asset_ids": ids, "condition": "worn"}),
        ("/assets/change", {"asset_ids": ids, "changes": {"order_no": "1"}}),
        ("/assets/notes", {"asset_ids": ids, "text": "n"}),
        ("/assets/confirm", {"asset_ids": ids}),
        ("/assets/seen", [{"asset_id": key, "place_id": berlin.pk} for key in ids]),
        ("/assets/archive", {"asset_ids": ids}),
        ("/assets/restore", {"asset_ids": ids}),
    ):
        response = call(admin, "POST", path, body)
        assert response.status_code == 201, (path, response.content)
        assert [one["asset_id"] for one in response.json()["items"]] == ids, path


def test_put_into_merge_and_undo_over_rest(call, admin, drill, saw, berlin):
    ids = {"asset_ids": [saw.pk]}
    assert (
        call(admin, "POST", "/assets/put-into", ids | {"container_id": drill.pk}).status_code == 201
    )
    assert call(admin, "GET", f"/assets/{drill.pk}/contents").json()["items"][0]["tag"] == "SAW-2"
    assert call(admin, "POST", "/assets/take-out", ids).status_code == 201
    merge = {"asset_id": drill.pk, "other_ids": [saw.pk]}
    act = call(admin, "POST", "/assets/merge", merge).json()["items"][0]["act"]
    assert call(admin, "GET", f"/assets/{drill.pk}/timeline").json()["items"]
    back = call(admin, "POST", "/assets/unmerge", {"act": act, "reason": "two"})
    assert [one["asset_id"] for one in back.json()["items"]] == [drill.pk, saw.pk]
    call(admin, "POST", "/assets/move", ids | {"place_id": berlin.pk})
    act = call(admin, "GET", f"/assets/{saw.pk}/timeline").json()["items"][0]["act"]
    assert call(admin, "POST", "/assets/undo", {"act": act, "reason": "no"}).status_code == 201
    hold = call(admin, "POST", f"/assets/{saw.pk}/holds", {"reason": "x"}).json()["items"][0]
    assert call(admin, "POST", "/holds/lift", {"hold_ids": [hold["id"]]}).status_code == 201
    void = call(admin, "POST", "/assets/void", ids | {"reason": "twice"})
    assert void.status_code == 201


def test_pages_of_a_timeline_go_on_where_the_last_one_ended(call, amina, drill):
    for number in range(5):
        call(amina, "POST", f"/assets/{drill.pk}/notes", {"text": f"n{number}"})
    seen, cursor = [], ""
    while cursor is not None:
        page = call(amina, "GET", f"/assets/{drill.pk}/timeline?limit=2&cursor={cursor}").json()
        seen += [one["data"]["text"] for one in page["items"]]
        cursor = page["next"]
    assert seen == ["n4", "n3", "n2", "n1", "n0"]
    assert page["items"][0]["actor"] == "Amina"
