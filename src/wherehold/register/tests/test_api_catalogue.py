"""Places, the catalogue and files over REST."""

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
API = "/api/v1"


@pytest.fixture
def call(client, monkeypatch):
    from wherehold.project import authentication

    actors = {}
    monkeypatch.setattr(authentication, "actor_for_token", lambda token: actors.get(token))

    def call(actor, method, path, body=None, **more):
        actors["t"] = actor.via("api")
        headers = {"Authorization": "Bearer t"}
        if "files" in more:
            return client.post(API + path, {"files": more["files"]}, headers=headers)
        raw = orjson.dumps(body) if body is not None else b""
        return client.generic(method, API + path, raw, "application/json", headers=headers)

    return call


def test_places_are_entered_listed_read_changed_and_archived(call, admin):
    made = call(admin, "POST", "/places", [{"name": "HQ", "latitude": 52.52, "longitude": 13.4}])
    assert made.status_code == 201, made.content
    [top] = made.json()["items"]
    [room] = call(admin, "POST", "/places", {"name": "2.07", "parent": "HQ"}).json()["items"]

    assert (room["full_name"], room["parent_id"], room["kind"]) == ("HQ · 2.07", top["id"], "room")
    listed = call(admin, "GET", f"/places?parent={top['id']}").json()
    assert [one["id"] for one in listed["items"]] == [room["id"]]
    changed = call(admin, "PATCH", f"/places/{room['id']}", {"parent_id": None})
    assert changed.json()["full_name"] == "2.07"
    cycle = call(admin, "PATCH", f"/places/{top['id']}", {"parent_id": top["id"]})
    assert (cycle.status_code, cycle.json()["code"]) == (409, "cycle")
    assert call(admin, "POST", f"/places/{room['id']}/archive").status_code == 201
    assert call(admin, "POST", f"/places/{room['id']}/restore").status_code == 201


def test_pages_of_places_go_on(call, admin):
    call(admin, "POST", "/places", [{"name": f"P{n}"} for n in range(5)])
    seen, cursor = [], ""
    while cursor is not None:
        page = call(admin, "GET", f"/places?limit=2&cursor={cursor}").json()
        seen += [one["name"] for one in page["items"]]
        cursor = page["next"]
    assert seen == [f"P{n}" for n in range(5)]


def test_the_catalogue_is_entered_listed_read_and_changed(call, admin):
    category = call(admin, "POST", "/categories", {"name": "Tools", "tag_prefix": "TL"})
    [tools] = category.json()["items"]
    [model] = call(
        admin, "POST", "/models", {"name": "DHP486", "manufacturer": "Makita", "category": "Tools"}
    ).json()["items"]
    assert (model["manufacturer"], model["category_id"]) == ("Makita", tools["id"])
    path = f"/models/{model['id']}"
    assert call(admin, "PATCH", path, {"number": "X"}).json()["manufacturer"] == "Makita"
    assert call(admin, "PATCH", path, {"manufacturer": ""}).json()["manufacturer_id"] is None
    assert call(admin, "POST", path + "/archive").status_code == 201
    assert call(admin, "GET", "/models").json()["items"] == []
    assert call(admin, "POST", path + "/restore").status_code == 201
    assert call(admin, "GET", "/manufacturers").json()["items"][0]["name"] == "Makita"
    path = f"/categories/{tools['id']}"
    assert call(admin, "PATCH", path, {"name": "Kit"}).json()["full_name"] == "Kit"
    assert call(admin, "GET", "/categories").json()["items"][0]["tag_prefix"] == "TL"
    assert call(admin, "POST", path + "/archive").status_code == 201
    [field] = call(admin, "POST", "/fields", {"label": "Power", "type": "number"}).json()["items"]
    assert field["key"] == "power"
    path = f"/fields/{field['id']}"
    assert call(admin, "PATCH", path, {"unit": "W"}).json()["unit"] == "W"
    assert call(admin, "GET", "/fields?target=asset").json()["items"][0]["unit"] == "W"
    assert call(admin, "POST", path + "/archive").status_code == 201
    [word] = call(admin, "POST", "/keywords", [{"name": "loan"}]).json()["items"]
    assert call(admin, "PATCH", f"/keywords/{word['id']}", {"name": "lent"}).status_code == 200
    assert call(admin, "GET", "/keywords").json()["items"][0]["name"] == "lent"


def test_strangers_get_404_on_every_address_of_a_place(call, cy, berlin):
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("POST", "/archive", None),
        ("POST", "/restore", None),
        ("GET", "/attachments", None),
    ):
        hidden = call(cy, method, f"/places/{berlin.pk}{path}", body)
        absent = call(cy, method, f"/places/999{path}", body)
        assert hidden.status_code == absent.status_code == 404, path


def test_files_come_in_and_go_out_over_rest(call, amina, cy, drill, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path / "files"
    upload = SimpleUploadedFile("a.txt", b"abc")

    made = call(amina, "POST", f"/assets/{drill.pk}/attachments", files=upload)

    assert made.status_code == 201, made.content
    [file] = made.json()["items"]
    got = call(amina, "GET", f"/attachments/{file['id']}")
    assert b"".join(got.streaming_content) == b"abc"
    assert "sandbox" in got["Content-Security-Policy"]
    assert call(cy, "GET", f"/attachments/{file['id']}").status_code == 404
    assert call(cy, "POST", f"/attachments/{file['id']}/detach").status_code == 404
    listed = call(amina, "GET", f"/assets/{drill.pk}/attachments").json()["items"]
    assert [one["id"] for one in listed] == [file["id"]]
    assert call(amina, "POST", f"/attachments/{file['id']}/detach").status_code == 201
    assert call(amina, "GET", f"/attachments/{file['id']}").status_code == 404
