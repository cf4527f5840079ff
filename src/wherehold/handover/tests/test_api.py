"""Hand-overs over REST, from giving to the decision."""

import json

import pytest

from wherehold.custody.commands import check_in
from wherehold.kernel.actor import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, token):
    """Call the API as somebody who may do everything."""

    def ask(method, path, body=None):
        raw = b"" if body is None else json.dumps(body)
        return client.generic(
            method,
            f"/api/v1{path}",
            raw,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return ask


def give(call, bo, *assets, **more):
    items = [{"asset_id": one.pk, "condition": "good"} for one in assets]
    return call("POST", "/handovers", {"items": items, "receiver_id": bo.pk, **more})


def test_a_hand_over_from_giving_to_return(call, bo, drill, saw):
    made = give(call, bo, drill, saw, due_on="2026-03-09", signed_by="Ada")
    assert made.status_code == 201
    card = made.json()
    assert (card["state"], card["things"], card["receiver"]) == ("unconfirmed", 2, "Bo")
    url = f"/handovers/{card['id']}"
    code = call("POST", f"{url}/key", {"way": "code"}).json()["code"]
    assert len(code) == 6
    assert "/receive/" in call("POST", f"{url}/key", {"way": "link"}).json()["link"]
    assert call("POST", f"{url}/key", {"way": "mail"}).json()["code"] == "handover.no_mail"
    assert call("POST", f"{url}/confirm", {}).json()["code"] == "handover.not_signed"
    done = call("POST", f"{url}/confirm", {"signature": [[[1, 1], [2, 2], [3, 3], [4, 4]]]})
    assert done.status_code == 201 and done.json()["state"] == "confirmed"
    assert call("POST", f"{url}/confirm", {"signed_by": "Bo"}).status_code == 409
    back = {"items": [{"asset_id": drill.pk, "condition": "broken", "verdict": "damage"}]}
    card = call("POST", f"{url}/return", back).json()
    assert (card["state"], card["out"]) == ("disputed", 1)
    decision = {"asset_id": drill.pk, "outcome": "damage", "reason": "It fell"}
    refused = call("POST", f"{url}/resolve", {"decisions": [decision]})
    assert (refused.status_code, refused.json()["code"]) == (403, "handover.not_a_third")
    listed = call("GET", "/handovers?state=disputed").json()["items"]
    assert [one["id"] for one in listed] == [card["id"]]
    assert call("GET", f"/handovers?asset={saw.pk}").json()["items"] == listed
    assert call("GET", f"{url}/document.pdf").content.startswith(b"%PDF")


def test_what_differs_is_disputed_and_unknown_things_are_not_found(call, bo, drill):
    key = give(call, bo, drill).json()["id"]
    said = {"differs": [{"asset_id": drill.pk, "text": "No battery"}], "signed_by": "Bo"}
    assert call("POST", f"/handovers/{key}/dispute", said).json()["state"] == "disputed"
    said = {"differs": [{"asset_id": 10**9, "text": "?"}]}
    assert call("POST", f"/handovers/{key}/dispute", said).status_code == 404
    assert call("GET", "/handovers/10").status_code == 404
    assert call("POST", "/handovers/10/withdraw", {"reason": "x"}).status_code == 404


def test_terms_and_who_accepted_them(call, bo, drill):
    made = call("POST", "/terms", {"title": "Loan", "text": "Bring it back."}).json()
    assert made["version"] == 1
    key = give(call, bo, drill).json()["id"]
    refused = call("POST", f"/handovers/{key}/confirm", {"signed_by": "Bo"})
    assert refused.json()["code"] == "handover.terms_not_accepted"
    call("POST", f"/handovers/{key}/confirm", {"signed_by": "Bo", "accepts_terms": True})
    [accepted] = call("GET", f"/terms/accepted?party={bo.pk}").json()["items"]
    assert (accepted["version"], accepted["handover_id"]) == (1, key)
    assert len(call("GET", "/terms?in_force=true").json()["items"]) == 1
    assert call("POST", f"/terms/{made['id']}/withdraw").json()["withdrawn_at"]
    policy = {"remind_days": 1, "out_days": 3, "then": "take_back"}
    assert call("POST", "/handovers/policy", policy).json() == policy


def test_what_somebody_held_at_an_instant(call, bo, drill, monkeypatch):
    give(call, bo, drill, at="2026-03-01T09:00:00Z")
    check_in(actor=system("test"), asset_ids=[drill.pk])

    def held(at):
        return [
            one["tag"] for one in call("GET", f"/parties/{bo.pk}/custody?at={at}").json()["items"]
        ]

    assert held("2026-03-01T08:00:00Z") == [] == held("2026-03-02T12:00:00Z")
    assert held("2026-03-02T11:00:00Z") == ["DRILL-7"] == held("2026-03-01")
    assert call("GET", f"/parties/{bo.pk}/custody?at=yesterday").status_code == 422
