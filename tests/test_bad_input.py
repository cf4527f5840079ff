"""Input that is wrong gets an answer that says where and why, and leaves nothing half done."""

import json

import pytest

LONG = "x" * 100_000
A = {"name": "Lamp"}


@pytest.fixture
def ada(served):
    return served.client("ada@example.org")


def seqs(served):
    """Return how far the ledger is: what is refused leaves nothing there."""
    return json.loads(served.run("ledger", "verify", "--json").stdout)["entries"]


def card(ada, **said):
    return ada.post("assets", A | said).items[0]


REFUSED = [
    ("not JSON", b'{"name": ', 400, "body"),
    ("no JSON at all", b"\xff\xfe", 400, "body"),
    ("a text", b'"name"', 422, None),
    ("nothing", b"", 422, None),
    ("null", b"null", 422, None),
    ("a name that is missing", {}, 422, "name"),
    ("a name that is empty", {"name": ""}, 422, "name"),
    ("a name of spaces", {"name": "  "}, 422, "name"),
    ("an unknown field", A | {"colour": "red"}, 422, "colour"),
    ("a long name", {"name": LONG}, 422, "name"),
    ("a long tag", A | {"tag": LONG}, 422, "tag"),
    ("a long note", A | {"notes": LONG * 10}, 422, "notes"),
    ("NUL", {"name": "a\0b"}, 422, "name"),
    ("half a character", b'{"name": "\\ud800"}', 400, "body"),
    ("an unknown stage", A | {"stage": "lost"}, 422, "stage"),
    ("an unknown condition", A | {"condition": "so-so"}, 422, "condition"),
    ("an unknown currency", A | {"price": "1", "currency": "XYZ"}, 422, "currency"),
    ("a currency in words", A | {"price": "1", "currency": "euro"}, 422, "currency"),
    ("a price in words", A | {"price": "a lot"}, 422, "price"),
    ("a price below nothing", A | {"price": "-1"}, 422, "price"),
    ("a price beyond counting", A | {"price": "9" * 40}, 422, "price"),
    ("a price that is no number", A | {"price": "NaN"}, 422, "price"),
    ("a day that is none", A | {"purchased_on": "2026-02-30"}, 422, "purchased_on"),
    (
        "a warranty over before it began",
        A | {"purchased_on": "2026-02-02", "warranty_until": "2026-02-01"},
        422,
        "warranty_until",
    ),
    ("a kind of code nobody knows", A | {"identifiers": [{"kind": "?", "value": "x"}]}, 422, None),
    ("a code of nothing", A | {"identifiers": [{"kind": "mac", "value": " "}]}, 422, None),
    ("an own field nobody made", A | {"fields": {"nobody": "x"}}, 422, None),
    ("a place that is not there", A | {"place": 999_999}, 422, "place"),
    ("a parent that is not there", A | {"parent": 999_999}, 422, "parent"),
    ("a number no column holds", A | {"place": 10**30}, 422, "place"),
]


@pytest.mark.parametrize(
    ("body", "status", "field"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_wrong_with_an_asset_is_named(ada, body, status, field):
    answer = ada.post("assets", body)

    assert (answer.status, bool(answer.code)) == (status, True), answer.raw
    assert answer.json["detail"]
    named = {str(one.get("field", "")).split(".")[-1] for one in answer.json["fields"]}
    assert field is None or field in named, answer.json["fields"]


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
@pytest.mark.parametrize("path", ["assets", "imports", "places"])
@pytest.mark.parametrize("more", [{}, {"Idempotency_Key": "form"}], ids=["", "key"])
def test_a_form_that_cannot_be_taken_apart_is_refused(ada, kind, path, more):
    answer = ada.post(path, b"x", Content_Type=kind, **more)
    assert (answer.status, bool(answer.code)) == (400, True)


def test_what_is_refused_leaves_no_trace(ada, served):
    before = seqs(served)
    for _, body, _, _ in REFUSED[:8]:
        ada.post("assets", body)
        ada.post("assets?create_missing=true", [A | {"place": "New > Room"}, {"nme": "x"}])
    assert seqs(served) == before
    assert ada.get("places?search=Room").items == []


def test_a_code_is_given_once(ada):
    card(ada, tag="ONE-1", serial="ONE-S")

    for batch in (
        [A | {"tag": "ONE-1"}],
        [A | {"tag": "one-1"}],
        [A | {"serial": "ONE-S"}],
        [A | {"tag": "TWO-1"}, A | {"tag": "TWO-1"}],
    ):
        answer = ada.post("assets", batch)
        assert answer.status == 409 and answer.json["fields"], answer.raw
    assert ada.get("resolve?code=TWO-1").status == 404


def test_nothing_lies_in_itself(ada):
    outer, inner = card(ada), card(ada)
    room = ada.post("places", {"name": "Outer"}).items[0]["id"]
    shelf = ada.post("places", {"name": "Inner", "parent": room}).items[0]["id"]
    into = {"asset_ids": [inner["id"]], "container_id": outer["id"]}
    assert ada.post("assets/put-into", into).status == 201

    for container in (inner["id"], outer["id"]):
        turned = {"asset_ids": [outer["id"]], "container_id": container}
        answer = ada.post("assets/put-into", turned)
        assert answer.status in {409, 422} and answer.json["fields"], answer.raw
    for parent in (shelf, room):
        answer = ada.patch(f"places/{room}", {"parent": parent})
        assert answer.status in {409, 422} and answer.json["fields"], answer.raw


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"due_on": "2001-01-01"}, 422),
        ({"at": "2099-01-01T00:00:00Z"}, 422),
        ({"at": "2026-01-01T00:00:00"}, 422),
        ({"note": LONG}, 422),
        ({"condition": "so-so"}, 422),
        ({"into_asset_id": 1}, 422),
        ({"holder_id": 999_999}, 404),
    ],
    ids=str,
)
def test_dates_and_people_of_a_hand_over_fit(ada, said, status):
    asset = card(ada)["id"]
    bo = ada.post("parties", {"name": "Bo"}).items[0]["id"]

    answer = ada.post("custody/check-out", {"asset_ids": [asset], "holder_id": bo} | said)

    assert answer.status == status and answer.code, answer.raw
    assert ada.get(f"assets/{asset}").json["holder_id"] is None


FILES = {
    "Latin-1": ("name,tag\nLötkolben,{}\n".encode("latin-1"), 1, None),
    "UTF-16": ("name,tag\nLötkolben,{}\n".encode("utf-16"), 1, None),
    "a mark": ("name,tag\nLötkolben,{}\n".encode("utf-8-sig"), 1, None),
    "CR only": ("name,tag\rLötkolben,{}\r".encode(), 1, None),
    "a heading twice": ("name,tag,name\nLötkolben,{},Axe\n".encode(), 1, None),
    "a heading left empty": ("name,tag,\nLötkolben,{},x\n".encode(), 1, None),
    "a break in a cell": ('name,tag,notes\nLötkolben,{},"a\nb"\n,X,\n'.encode(), 1, 4),
    "a column too few": ("name,tag,notes\nLötkolben,{},x\nAxe\n".encode(), 1, 3),
    "the same code twice": ("name,tag\nLötkolben,{0}\nAxe,{0}\n".encode(), 1, 3),
    "NUL": ("name,tag\nLötkolben,{}\nA\0xe,Z\n".encode(), 1, 3),
    "a long name": (f"name,tag\nLötkolben,{{}}\n{LONG},Z\n".encode(), 1, 3),
    "a wrong currency": ("name,tag,price,currency\nLötkolben,{},1,EUR\nx,,1,XYZ\n".encode(), 1, 3),
    "days out of order": (
        "name,tag,purchase date,warranty until\nLötkolben,{},2024-01-01,2025-01-01\n"
        "x,,2024-01-01,2023-01-01\n".encode(),
        1,
        3,
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_in_any_shape_gives_its_good_rows(served, ada, tmp_path, kind):
    data, created, bad_line = FILES[kind]
    tag = "F-" + "".join(c for c in kind if c.isalnum())
    encoding = {"Latin-1": "latin-1", "UTF-16": "utf-16", "a mark": "utf-8-sig"}.get(kind, "utf-8")
    text = data.decode(encoding).replace("{}", tag).replace("{0}", tag)
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))

    done = served.run("import", "assets", path, "--json", ok=False)
    assert "Traceback" not in done.stderr
    told = json.loads(done.stdout)
    assert told["created"] == created, told
    lines = [error["line"] for error in told["errors"]]
    assert lines == ([bad_line] if bad_line else []), told
    assert all(error["message"] and error["code"] for error in told["errors"])
    assert [card["name"] for card in ada.get(f"assets?search={tag}").items] == ["Lötkolben"]
