"""Custody over REST: the happy road once, and the shape of a refusal. Rules are tested beside."""

import pytest

from wherehold.conftest import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, token):
    """Call the API with a token that may do everything."""

    def send(method, path, body=None):
        return getattr(client, method)(
            f"/api/v1{path}",
            body,
            content_type="application/json",
            headers={"authorization": f"Bearer {token}"},
        )

    return send


def test_a_thing_goes_out_on_and_back(call, bo, drill, saw, berlin):
    body = {"asset_ids": [drill.pk, saw.pk], "holder_id": bo.pk, "due_on": "2026-03-09"}
    answer = call("post", "/custody/check-out", body)
    assert answer.status_code == 201
    assert set(answer.json()) == {"items", "next"}
    assert [i["asset_id"] for i in answer.json()["items"]] == [drill.pk, saw.pk]

    listed = call("get", f"/custody?holder={bo.pk}&limit=1").json()
    assert [i["holder"] for i in listed["items"]] == ["Bo"]
    assert len(call("get", f"/custody?cursor={listed['next']}").json()["items"]) == 1
    on = call("post", "/custody/transfer", {"asset_ids": [saw.pk], "place_id": berlin.pk})
    assert on.status_code == 201
    held = call("get", f"/parties/{bo.pk}/custody").json()["items"]
    assert [i["tag"] for i in held] == ["DRILL-7"]
    due = call("post", "/custody/due", {"asset_ids": [drill.pk], "due_on": "2026-04-01"})
    assert due.json()["items"] == [{"asset_id": drill.pk, "due_on": "2026-04-01"}]
    back = call("post", "/custody/check-in", {"asset_ids": [drill.pk], "condition": "worn"})
    [item] = back.json()["items"]
    undone = call("post", "/custody/undo", {"act": item["act"], "reason": "still with Bo"})
    assert (undone.status_code, undone.json()["items"]) == (201, [{"asset_id": drill.pk}])


def test_a_refusal_is_a_problem_with_its_fields(call, bo, drill, saw):
    call("post", "/custody/check-out", {"asset_ids": [drill.pk], "holder_id": bo.pk})
    both = {"asset_ids": [drill.pk, saw.pk], "holder_id": bo.pk}
    answer = call("post", "/custody/check-out", both)

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["detail"]) == ("custody.already_out", "DRILL-7 is with Bo.")
    assert problem["fields"][0]["asset_id"] == drill.pk
    partial = call("post", "/custody/check-out", both | {"partial": True}).json()
    assert [i["asset_id"] for i in partial["items"]] == [saw.pk]
    assert [r["code"] for r in partial["refused"]] == ["custody.already_out"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"asset_ids": []},
        {"asset_ids": [1], "holder_id": 1, "colour": "red"},
        {"asset_ids": [1], "holder_id": 1, "at": "2026-03-02T10:00:00"},
        {"asset_ids": [1], "holder_id": 1, "condition": "shiny"},
        {"asset_ids": [2**70], "holder_id": 1},
        {"asset_ids": [1], "holder_id": 1, "place_id": 1},
    ],
)
def test_what_does_not_fit_is_refused(call, body):
    assert call("post", "/custody/check-out", body).status_code == 422


def test_the_other_site_reads_that_it_is_not_there(call, bo, hamburg):
    far = put("FAR-1", hamburg, stage="in_service")
    answer = call("post", "/custody/check-out", {"asset_ids": [far.pk + 9], "holder_id": bo.pk})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_parties_are_entered_found_changed_and_archived(call, berlin):
    made = call("post", "/parties", [{"name": "Lena", "kind": "person", "email": "l@x.org"}])
    assert made.status_code == 201
    [lena] = made.json()["items"]
    one = call("post", "/parties", {"name": "Design", "kind": "team"}).json()["items"][0]
    assert call("get", "/parties?search=l@x").json()["items"][0]["id"] == lena["id"]
    changes = {"unit_id": one["id"], "identifiers": [{"kind": "badge", "value": "40771"}]}
    card = call("patch", f"/parties/{lena['id']}", changes).json()
    assert (card["unit"], card["email"]) == ("Design", "l@x.org")
    assert {"kind": "badge", "value": "40771"} in card["identifiers"]
    assert call("post", f"/parties/{lena['id']}/archive").json()["archived"] is True
    assert call("get", "/parties/999").status_code == 404
    assert call("post", "/parties", {"name": "X", "boss": 1}).status_code == 422


def test_identity_is_asked_for_and_written_down(call, bo, tools):
    assert call("post", "/custody/identity", {"category_id": tools.pk}).status_code == 201
    [asked] = call("get", "/custody/identity").json()["items"]
    assert asked == {"category_id": tools.pk, "category": "Tools"}

    seen = f"/parties/{bo.pk}/identity"
    assert call("post", seen, {"document": "passport"}).status_code == 201
    assert call("post", seen, {"document": "77"}).status_code == 422
    assert [line["document"] for line in call("get", seen).json()["items"]] == ["passport"]
    off = call("post", "/custody/identity", {"category_id": tools.pk, "wanted": False})
    assert off.status_code == 201
    assert call("get", "/custody/identity").json()["items"] == []
