"""What other programs rely on over REST, asked of an installation that is really served."""

import re
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.client import Client

LISTS = ("assets", "places", "parties", "models", "categories", "imports")
MIB = 2**20


def some(word):
    """Return a name that nothing has yet."""
    return f"{word}-{secrets.token_hex(4)}"


@pytest.fixture
def ada(served):
    """The administrator's program."""
    return served.client("ada@example.org")


@pytest.fixture
def thing(ada):
    """Return how to enter a thing and get its card."""

    def enter(**said):
        return ada.post("assets?create_missing=true", {"name": some("Lamp"), **said}).items[0]

    return enter


def party(ada, **said):
    return ada.post("parties", {"name": some("Bo"), "kind": "person", **said}).items[0]["id"]


def kinds(ada, asset_id):
    """Return what happened to a thing, the last first."""
    return [entry["kind"] for entry in ada.get(f"assets/{asset_id}/timeline").items]


def fields(answer):
    return {one.get("field") for one in answer.json["fields"]}


# --- the door


def test_health_is_told_without_a_token(served):
    for path in ("/healthz", "/readyz"):
        answer = Client(served.url).get(path)
        assert (answer.status, answer.json["status"]) == (200, "ok")


def test_the_document_is_openapi_3_1_and_tells_how_refusals_read(ada):
    document = ada.get("openapi.json").json

    assert document["openapi"].startswith("3.1")
    for name in (*LISTS, "resolve", "custody/check-out", "custody/transfer", "custody/check-in"):
        assert f"/api/v1/{name}" in document["paths"]
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


@pytest.mark.parametrize("path", [*LISTS, "assets/1", "resolve?code=x", "assets/1/timeline"])
@pytest.mark.parametrize("token", [None, "wh_pat_nobody_s"])
def test_nobody_gets_in_without_a_token(served, path, token):
    answer = Client(served.url, token).get(path)

    assert (answer.status, answer.code) == (401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", LISTS)
def test_nobody_writes_without_a_token(served, path):
    assert Client(served.url).post(path, {"name": "x"}).status == 401


def test_a_token_does_no_more_than_its_scope(served, thing):
    token = served.run("token", "create", "--email=ada@example.org", "--scope=asset.see").stdout
    reader = Client(served.url, token.strip())

    assert token == token.strip() + "\n"
    assert reader.get(f"assets/{thing()['id']}").status == 200
    refused = reader.post("assets", {"name": "Saw"})
    assert (refused.status, refused.code) == (403, "not_allowed")


# --- assets


def test_one_and_many_are_entered_in_their_order(ada):
    names = [some("Saw") for _ in range(30)]

    one = ada.post("assets", {"name": names[0]})
    many = ada.post("assets", [{"name": name} for name in names])

    assert [card["name"] for card in one.items] == names[:1]
    assert [card["name"] for card in many.items] == names


COLOUR = {"key": "colour", "label": "Colour"}


def test_every_field_of_the_contract_is_kept(ada):
    serial, mac, tag = some("SN"), some("MAC"), some("TAG")
    holder = party(ada)
    (colour,) = ada.post("fields", COLOUR).items
    cart = ada.post("assets", {"name": "Cart"}).items[0]
    said = {
        "name": "Drill",
        "tag": tag,
        "serial": serial,
        "model": some("GSB"),
        "category": some("Tools"),
        "place": "HQ > Store room",
        "holder": holder,
        "stage": "in_service",
        "condition": "good",
        "purchased_on": "2025-02-03",
        "price": "199.90",
        "currency": "EUR",
        "supplier": some("Acme"),
        "order_no": "PO-7",
        "warranty_until": "2028-02-03",
        "notes": "With case.",
        "identifiers": [{"kind": "mac", "value": mac}],
        "fields": {colour["key"]: "green"},
    }
    made = ada.post("assets?create_missing=true", said).items[0]
    card = ada.get(f"assets/{made['id']}").json

    for name in set(said) - {"place", "holder", "price", "notes", "identifiers"}:
        assert card[name] == said[name], name
    assert card["place"].endswith("Store room") and card["holder_id"] == holder
    assert card["price_minor"] == 19990
    assert {(c["kind"], c["value"]) for c in card["identifiers"]} >= {("mac", mac), ("tag", tag)}
    inside = ada.post("assets", {"name": "Bit", "parent": cart["id"]}).items[0]
    assert inside["parent_id"] == cart["id"]


def test_a_tag_that_is_left_out_is_numbered_upwards(ada):
    tags = [card["tag"] for card in ada.post("assets", [{"name": "x"}] * 3).items]
    numbers = [int(re.search(r"\d+$", tag)[0]) for tag in tags]

    assert numbers == list(range(numbers[0], numbers[0] + 3))


def test_a_reference_is_an_id_or_a_name(ada, thing):
    place = ada.post("places", {"name": some("Room"), "kind": "site"}).items[0]

    by_name = ada.post("assets", {"name": "x", "place": place["name"]}).items[0]
    by_id = ada.post("assets", {"name": "x", "place": place["id"]}).items[0]
    unknown = ada.post("assets", {"name": "x", "place": some("Nowhere")})

    assert by_name["place_id"] == by_id["place_id"] == place["id"]
    assert (unknown.status, unknown.code) == (422, "unknown_reference")
    assert fields(unknown) == {"place"}


def test_a_call_that_is_refused_enters_nothing(ada):
    known = some("T")
    ada.post("assets", {"name": "x", "tag": known})
    fresh, room = some("T"), some("Room")
    batch = [{"name": "a", "tag": fresh, "place": room}, {"name": "b", "tag": known}]

    refused = ada.post("assets?create_missing=true", batch)

    assert refused.status == 409 and any(f.get("index") == 1 for f in refused.json["fields"])
    assert ada.get(f"resolve?code={fresh}").status == 404
    assert ada.get(f"places?search={room}").items == []


def test_more_than_ten_thousand_are_too_many(ada):
    answer = ada.post("assets", [{"name": "x"}] * 10_001)
    assert (answer.status, answer.code) == (413, "too_many")


def test_more_than_16_mib_are_too_large(ada):
    answer = ada.post("assets", b'[{"name": "' + b"x" * 16 * MIB + b'"}]')
    assert (answer.status, answer.code) == (413, "too_large")


def test_a_list_is_narrowed_and_leafed_through(ada, served):
    word, place, category = some("Find"), some("Site"), some("Sort")
    holder = party(ada)
    said = {"place": place, "category": category, "stage": "in_service"}
    batch = [{"name": f"{word} {n}", **(said if n < 3 else {})} for n in range(5)]
    ids = [i["id"] for i in ada.post("assets?create_missing=true", batch).items]
    ada.post("custody/check-out", {"asset_ids": ids[:2], "holder_id": holder})

    def found(query):
        return {card["id"] for card in ada.get(f"assets?{query}").items}

    assert found(f"search={word}") == set(ids)
    assert found(f"place={place}") == found(f"category={category}") == set(ids[:3])
    assert found(f"search={word}&stage=in_service") == set(ids[:3])
    assert found(f"holder={holder}") == set(ids[:2])
    seen, cursor = [], ""
    while cursor is not None:
        page = ada.get(f"assets?search={word}&limit=2&cursor={cursor}")
        seen += [card["id"] for card in page.items]
        cursor = page.json["next"]
    assert sorted(seen) == sorted(ids)
    assert ada.get("assets?limit=500").status == 200
    assert ada.get("assets?limit=501").status == 422
    assert ada.get("assets?limit=0").status == 422


def test_a_change_names_the_version_it_was_made_on(ada, thing):
    asset = thing()
    first = ada.get(f"assets/{asset['id']}")
    tag = first.headers["ETag"]

    changed = ada.patch(f"assets/{asset['id']}", {"name": "Better"}, If_Match=tag)
    stale = ada.patch(f"assets/{asset['id']}", {"name": "Worse"}, If_Match=tag)
    without = ada.patch(f"assets/{asset['id']}", {"condition": "worn"})

    assert changed.status == 200 and changed.headers["ETag"] != tag
    assert (stale.status, stale.code) == (412, stale.code)
    assert without.status == 200
    card = ada.get(f"assets/{asset['id']}")
    assert (card.json["name"], card.json["condition"]) == ("Better", "worn")
    assert card.headers["ETag"] == without.headers["ETag"]
    assert len(kinds(ada, asset["id"])) == 3


def test_what_is_not_there_is_404(ada):
    for path in ("assets/999999", "assets/999999/timeline", "places/999999", "imports/999999"):
        answer = ada.get(path)
        assert (answer.status, answer.code) == (404, "not_found")
    assert ada.patch("assets/999999", {"name": "x"}).status == 404
    assert ada.get("nothing-of-the-sort").status == 404


def test_a_code_leads_to_what_it_is_on(ada, thing):
    serial = some("SN")
    asset = thing(serial=serial)

    for code in (asset["tag"], serial, serial.lower()):
        (found,) = ada.get(f"resolve?code={code}").items
        assert (found["type"], found["id"]) == ("asset", asset["id"])
        assert found["label"] and found["url"] == f"/assets/{asset['id']}"
    nothing = ada.get(f"resolve?code={some('X')}")
    assert (nothing.status, nothing.code) == (404, "not_found")


# --- custody


def test_each_act_leaves_one_entry_on_each_thing(ada, thing):
    ids = [thing()["id"] for _ in range(3)]
    bo, eve = party(ada), party(ada)
    place = ada.post("places", {"name": some("Room")}).items[0]["id"]

    out = ada.post(
        "custody/check-out",
        {"asset_ids": ids, "holder_id": bo, "due_on": "2030-01-31", "note": "For the job"},
    )
    assert out.status == 201 and [one["asset_id"] for one in out.items] == ids
    on = ada.post("custody/transfer", {"asset_ids": ids, "holder_id": eve, "condition": "good"})
    assert on.status == 201 and [one["asset_id"] for one in on.items] == ids
    assert {ada.get(f"assets/{key}").json["holder_id"] for key in ids} == {eve}
    back = ada.post("custody/check-in", {"asset_ids": ids, "place_id": place, "note": "Fine"})
    assert back.status == 201 and [one["asset_id"] for one in back.items] == ids

    for key in ids:
        told = kinds(ada, key)
        assert len(told) == 4, told
        card = ada.get(f"assets/{key}").json
        assert (card["holder_id"], card["place_id"]) == (None, place)


def test_things_go_to_places_and_into_things_and_were_handed_out_before(ada, thing):
    box, lamp, drill = thing(), thing(), thing()
    place = ada.post("places", {"name": some("Dock")}).items[0]["id"]

    into = {"asset_ids": [lamp["id"]], "into_asset_id": box["id"]}
    assert ada.post("custody/check-out", into).status == 201
    at = ada.get(f"assets/{drill['id']}/timeline").items[0]["happened_at"]
    there = {"asset_ids": [drill["id"]], "place_id": place, "at": at}
    assert ada.post("custody/check-out", there).status == 201
    entry = ada.get(f"assets/{drill['id']}/timeline").items[0]
    assert entry["happened_at"] == at and entry["recorded_at"] > at


def test_what_is_out_is_not_handed_out_again(ada, thing):
    asset, bo = thing()["id"], party(ada)
    call = {"asset_ids": [asset], "holder_id": bo}
    ada.post("custody/check-out", call)

    again = ada.post("custody/check-out", call)
    nothing = ada.post("custody/check-out", {"asset_ids": [asset]})
    nobody = ada.post("custody/check-out", {"asset_ids": [999999], "holder_id": bo})

    assert again.status == 409 and again.json["fields"]
    assert nothing.status == 422 and nobody.status == 404
    assert len(kinds(ada, asset)) == 2


def test_twelve_at_once_give_one_winner(ada, thing):
    asset, bo = thing()["id"], party(ada)

    def take(_):
        return ada.post("custody/check-out", {"asset_ids": [asset], "holder_id": bo}).status

    with ThreadPoolExecutor(12) as pool:
        got = sorted(pool.map(take, range(12)))

    assert got == [201] + [409] * 11
    assert len(kinds(ada, asset)) == 2


# --- what is referred to


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("places", {}),
        ("parties", {"kind": "team"}),
        ("models", {}),
        ("categories", {}),
    ],
)
def test_one_or_many_are_made(ada, path, more):
    names = [some("N") for _ in range(3)]

    one = ada.post(path, {"name": names[0], **more})
    many = ada.post(path, [{"name": name, **more} for name in names[1:]])

    made = [item for answer in (one, many) for item in answer.items]
    assert (one.status, many.status) == (201, 201)
    assert [item["name"] for item in made] == names
    listed = ada.get(f"{path}?search={names[1]}").items
    assert [item["id"] for item in listed] == [made[1]["id"]]


@pytest.mark.parametrize("kind", ["person", "team", "department", "supplier"])
def test_every_kind_of_party_is_made(ada, kind):
    said = {"name": some("P"), "kind": kind, "email": f"{some('p')}@example.org"}
    (made,) = ada.post("parties", said).items

    assert {name: made[name] for name in said} == said


def test_one_file_or_many_are_imported(ada, served):
    boundary, tags = "frontier", [some("IMP") for _ in range(3)]
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{n}.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\nname,tag\nLamp,{tag}\n\r\n"
        for n, tag in enumerate(tags[1:])
    ]
    body = ("".join(parts) + f"--{boundary}--\r\n").encode()

    one = ada.post("imports?name=a.csv", f"name,tag\nLamp,{tags[0]}\n".encode(), **CSV)
    many = ada.post("imports", body, Content_Type=f"multipart/form-data; boundary={boundary}")

    assert (one.status, many.status) == (201, 201)
    runs = [run["id"] for run in one.items + many.items]
    assert len(runs) == 3
    for run, tag in zip(runs, tags, strict=True):
        told = served.until(lambda run=run: ended(ada, run))
        assert (told["state"], told["rows"], told["created"], told["rejected"]) == ("done", 1, 1, 0)
        assert ada.get(f"resolve?code={tag}").status == 200


CSV = {"Content_Type": "text/csv"}


def ended(ada, run):
    told = ada.get(f"imports/{run}").json
    return told if told["state"] not in {"running", "checking"} else None


# --- idempotency

POSTS = {
    "assets": lambda ada: {"name": some("Once")},
    "places": lambda ada: {"name": some("Once")},
    "parties": lambda ada: {"name": some("Once"), "kind": "person"},
    "models": lambda ada: {"name": some("Once")},
    "categories": lambda ada: {"name": some("Once")},
    "custody/check-out": lambda ada: {
        "asset_ids": [ada.post("assets", {"name": "x"}).items[0]["id"]],
        "holder_id": party(ada),
    },
}


@pytest.mark.parametrize("path", POSTS)
def test_the_same_call_is_done_once(ada, path):
    key, body = some("key"), POSTS[path](ada)

    first = ada.post(path, body, Idempotency_Key=key)
    again = ada.post(path, body, Idempotency_Key=key)
    spaced = ada.post(path, repr(body).replace("'", '"').encode(), Idempotency_Key=key)
    other = ada.post(path, {**body, "note": "other"}, Idempotency_Key=key)

    assert first.status == 201
    assert (again.status, again.raw) == (spaced.status, spaced.raw) == (201, first.raw)
    assert other.status == 409 and other.code.startswith("idempotency")


def test_an_import_is_done_once(ada, served):
    key, body = some("key"), f"name,tag\nOnce,{some('ONCE')}\n".encode()

    first = ada.post("imports", body, Idempotency_Key=key, **CSV)
    again = ada.post("imports", body, Idempotency_Key=key, **CSV)
    other = ada.post("imports", body + b"Twice,\n", Idempotency_Key=key, **CSV)

    assert first.status == 201 and again.raw == first.raw
    assert other.status == 409
    served.until(lambda: ended(ada, first.items[0]["id"]))


def test_twins_in_flight_get_one_answer(ada):
    key, body = some("key"), {"name": some("Twin")}

    def send(_):
        return ada.post("assets", body, Idempotency_Key=key)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.raw for answer in answers}) == 1
    assert len(ada.get(f"assets?search={body['name']}").items) == 1


def test_a_refused_call_may_be_mended_under_its_key(ada):
    key = some("key")

    assert ada.post("assets", {"nme": "x"}, Idempotency_Key=key).status == 422
    assert ada.post("assets", {"name": "x"}, Idempotency_Key=key).status == 201
