"""Kits over REST, from a template to what is missing."""

import json

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client, token):
    """Call the API as somebody who may do everything."""

    def ask(method, path, body=None):
        raw = b"" if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"/api/v1{path}"
        return client.generic(
            method, url, raw, content_type="application/json", headers=headers
        ).json()

    return ask


def test_a_kit_from_its_template_to_what_is_missing(call, bo, things, sorts):
    contents = [
        {"model_id": sorts["Camera"].pk},
        {"model_id": sorts["Lens"].pk, "quantity": 2, "substitutes": [sorts["Old lens"].pk]},
    ]
    made = call("POST", "/kit-templates", {"name": "Photo bag", "contents": contents})
    ids = [things[tag].pk for tag in ("CAM-1", "LENS-1", "OLD-1")]
    body = {"asset_id": things["BAG-1"].pk, "template_id": made["id"], "asset_ids": ids}
    kit = call("POST", "/kits", body)
    assert (kit["complete"], kit["pieces"], kit["template"]) == (True, 3, "Photo bag")
    url = f"/kits/{kit['id']}"
    assert call("POST", f"{url}/check-out", {"holder_id": bo.pk})["holder"] == "Bo"
    kit = call("POST", f"{url}/check-in", {"asset_ids": ids[:2]})
    assert (kit["held"], kit["missing"], kit["complete"]) == (False, 1, False)
    [gone] = call("GET", "/kits/missing")["items"]
    assert (gone["tag"], gone["holder"]) == ("OLD-1", "Bo")
    refused = call("POST", f"/kits/missing/{gone['id']}/resolve", {"outcome": "lost"})
    assert refused["code"] == "kits.bad"
    said = {"outcome": "replaced", "reason": "New", "replacement_id": things["LENS-2"].pk}
    assert call("POST", f"/kits/missing/{gone['id']}/resolve", said)["complete"]
    assert call("POST", f"{url}/count", {})["complete"]
    assert call("GET", f"/kits?asset={things['BAG-1'].pk}")["items"][0]["id"] == kit["id"]
    assert call("POST", f"{url}/pack", {"asset_ids": [kit["asset_id"]]})["code"] == (
        "kits.in_itself"
    )
    assert call("POST", f"{url}/unpack", {"asset_ids": [ids[0]]})["pieces"] == 2
    assert call("POST", f"{url}/unmake")["asset_id"] == things["BAG-1"].pk
    assert call("GET", url)["status"] == 404


def test_what_a_role_gets_is_counted_by_what_somebody_holds(call, bo, things, sorts):
    contents = [{"model_id": sorts["Camera"].pk}, {"model_id": sorts["Lens"].pk, "quantity": 2}]
    made = call("POST", "/kit-templates", {"name": "Pho", "use": "role", "contents": contents})
    changed = {"name": "Photographer", "contents": contents}
    assert call("PUT", f"/kit-templates/{made['id']}", changed)["use"] == "role"
    out = {"asset_ids": [things["CAM-1"].pk, things["LENS-3"].pk], "holder_id": bo.pk}
    call("POST", "/custody/check-out", out)
    lines = call("GET", f"/parties/{bo.pk}/role-kits/{made['id']}")["items"]
    assert [(one["label"], one["have"], one["quantity"]) for one in lines] == [
        ("Camera", 1, 1),
        ("Lens", 1, 2),
    ]
    assert call("GET", "/kit-templates?use=role")["items"][0]["name"] == "Photographer"
    assert call("POST", f"/kit-templates/{made['id']}/archive")["id"] == made["id"]
