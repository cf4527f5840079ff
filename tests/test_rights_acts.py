"""Acts: what one may not see cannot be reached by an id in a body, nor anything by more of it."""

import re

import pytest
from django.db import connection

from tests import routes, worlds
from tests.each import each
from tests.test_rights_world import FOREIGN, MISSING, neutral, with_ids
from wherehold.custody.models import Checkout
from wherehold.desk.acting import ACTIONS as ACTIONS_ON_MANY
from wherehold.kernel.models import Entry
from wherehold.register.models import Asset, Party, Place

SCHEMA = routes.document()
WRITES = sorted(
    (method, path)
    for path, item in SCHEMA["paths"].items()
    for method in item
    if method in {"post", "patch", "put", "delete"}
)
KINDS = {
    "asset_id": re.compile(r"asset|parent|container|^ids?$"),
    "party_id": re.compile(r"holder|party|manager|unit|supplier|accountable"),
    "place_id": re.compile(r"place"),
}
JUNK = ({"a": 1}, [{"a": 1}], 1e308, 10**30, True, None, "\x00", "a" * 70_000, "=1+1", ["x"], -1)
SMUGGLED = ("ignore_permissions", "force", "as_user", "skip_checks", "_connector", "pk", "actor")
SMUGGLED += ("owner__password__startswith", "is_superuser", "place_path", "party_id__in", "user")


def body_schema(method, path):
    """Return the schema of the JSON body of an operation, of one item where it takes many."""
    content = SCHEMA["paths"][path][method].get("requestBody", {}).get("content", {})
    return settle(content.get("application/json", {}).get("schema", {}))


def settle(schema):
    """Return a schema without references and alternatives: the object or list that may be sent."""
    while "$ref" in schema:
        schema = SCHEMA["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            options = [settle(one) for one in schema[word]]
            named = [one for one in options if one.get("type") not in (None, "null")]
            return named[0] if named else options[0]
    return schema


def kind_of(name):
    return next((kind for kind, pattern in KINDS.items() if pattern.search(name)), None)


def sample(schema, ids, name=""):
    """Make a value that a schema takes, with ids of a world where ids are asked for."""
    schema = settle(schema)
    kind = schema.get("type")
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object":
        wanted = schema.get("required", [])
        parts = schema.get("properties", {})
        return {key: sample(parts[key], ids, key) for key in wanted if key in parts}
    if kind == "array":
        return [sample(schema.get("items", {}), ids, name)]
    if kind == "integer":
        return ids.get(kind_of(name) or "", 1)
    if kind == "boolean":
        return False
    return "x" if schema.get("format") not in {"date", "date-time"} else "2026-03-02"


def fields(schema):
    schema = settle(schema)
    if schema.get("type") == "array":
        schema = settle(schema.get("items", {}))
    return schema.get("properties", {})


def references(schema):
    """Return the fields that name another thing, with whether they take a list."""
    for name, one in fields(schema).items():
        inner = settle(one)
        many = inner.get("type") == "array"
        item = settle(inner.get("items", {})) if many else inner
        if kind_of(name) and item.get("type") in {"integer", "string"}:
            yield name, many


def state():
    """Return everything that an act could change, as rows; one's own hours are one's own."""
    found = [Entry.objects.exclude(kind__startswith="tracking.private_").count()]
    with connection.cursor() as cursor:
        for model in (Asset, Party, Place, Checkout):
            cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY id")
            found.append(cursor.fetchall())
    return found


def call(client, method, url, body, bearer):
    return client.generic(
        method.upper(), url, worlds.json(body), content_type="application/json", headers=bearer
    )


def put_in(body, name, value):
    """Return a body with one field set, in its one item if it is a list."""
    if isinstance(body, list):
        return [body[0] | {name: value}]
    return (body or {}) | {name: value}


@pytest.fixture
def bearer(world):
    """Return the token of somebody who may do everything, as calls carry it."""
    return {"Authorization": f"Bearer {world.token('admin')}"}


@pytest.fixture(params=["keeper_a", "manager_a", "member"])
def limited(request, world):
    """Return the token of somebody who may do something in one site."""
    return {"Authorization": f"Bearer {world.token(request.param)}"}


@pytest.mark.thorough
@each(WRITES, apart=True)
def test_T01_T59_an_id_of_another_site_answers_as_one_that_is_missing(
    write, world, client, limited
):
    (method, path), bearer = write, limited
    schema = body_schema(method, path)
    body = sample(schema, world.a.ids)
    theirs, url = world.b.ids, with_ids(path, world.a.ids, MISSING)
    before = state()
    for field, many in references(schema):
        kind = kind_of(field)
        foreign = put_in(body, field, [theirs[kind]] if many else theirs[kind])
        missing = put_in(body, field, [MISSING] if many else MISSING)
        one = call(client, method, url, foreign, bearer)
        after = state()
        none = call(client, method, url, missing, bearer)
        assert one.status_code >= 400 and after == before, (field, one.content)
        assert neutral(one, theirs[kind], MISSING) == neutral(none, MISSING), field
        assert not FOREIGN.search(one.content.decode()), field
    if "{" in path:
        one = call(client, method, with_ids(path, theirs, MISSING), body, bearer)
        none = call(client, method, with_ids(path, {}, MISSING), body, bearer)
        assert state() == before and one.status_code in {403, 404, 412, 422}, one.content
        assert neutral(one, *theirs.values(), MISSING) == neutral(none, MISSING)


# Each item is refused by its index, and counted: the others are not to wait for one device.
ONE_BY_ONE = {"/api/v1/readings"}


@pytest.mark.thorough
@each(WRITES, apart=True)
def test_T75_T90_a_field_that_nobody_knows_is_refused(write, world, client, bearer):
    method, path = write
    body = sample(body_schema(method, path), world.a.ids)
    if not isinstance(body, dict | list) or not fields(body_schema(method, path)):
        return
    url = with_ids(path, world.a.ids, 1)
    before = state()
    for word in SMUGGLED:
        if word in fields(body_schema(method, path)):
            continue
        answer = call(client, method, url, put_in(body, word, 1), bearer)
        if path in ONE_BY_ONE:
            told = answer.json()
            assert (told["accepted"], told["rejected"]) == (1, 1), (word, told)
            continue
        assert answer.status_code == 422 and state() == before, (word, answer.content)


@pytest.mark.thorough
@each(WRITES, apart=True)
def test_T78_T93_a_value_of_another_type_is_refused_and_quickly(write, world, client, bearer):
    method, path = write
    schema = body_schema(method, path)
    body, url = sample(schema, world.a.ids), with_ids(path, world.a.ids, 1)
    for field in fields(schema):
        for junk in JUNK:
            answer = call(client, method, url, put_in(body, field, junk), bearer)
            assert answer.status_code < 500, (field, str(junk)[:40], answer.content[:300])


@pytest.mark.thorough
@each(WRITES, apart=True)
def test_T97_only_json_is_read(write, world, client, bearer):
    method, path = write
    before = state()
    url = with_ids(path, world.a.ids, 1)
    for kind in ("application/yaml", "text/xml", "text/plain"):
        answer = client.generic(method.upper(), url, b"a: 1", content_type=kind, headers=bearer)
        assert answer.status_code < 500, kind
        if fields(body_schema(method, path)):
            assert answer.status_code in {400, 415, 422} and state() == before, kind


def test_T07_another_method_in_a_header_changes_nothing(world, client):
    bearer = {"Authorization": f"Bearer {world.token('admin')}"}
    before = state()
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        for _, path in WRITES:
            url = with_ids(path, world.a.ids, 1)
            client.get(url, {"_method": "DELETE"}, headers=bearer | {header: "DELETE"})

    assert state() == before


ACTS = ("check-out", "transfer", "check-in")


def offer(world, act, asset_id):
    """Return the body of one hand-over, for a call and for the form of the page."""
    holder = world.a.ids["other_party_id"]
    if act == "check-in":
        return {"asset_ids": [asset_id]}, {"go": 1, "ids": asset_id, "condition": "good"}
    return (
        {"asset_ids": [asset_id], "holder_id": holder},
        {"go": 1, "ids": asset_id, "holder": holder, "condition": "good"},
    )


def changed(act):
    """Say whether an act did anything, and take it back."""
    from django.db import transaction

    before = Entry.objects.filter(kind__startswith="custody.").count()
    with transaction.atomic():
        act()
        done = Entry.objects.filter(kind__startswith="custody.").count() > before
        transaction.set_rollback(True)
    return done


@pytest.mark.parametrize(
    "name", ["admin", "keeper_a", "keeper_b", "counter_a", "auditor_a", "member"]
)
def test_T05_every_door_gives_the_same_verdict(world, client, name):
    client.force_login(world.users[name])
    bearer = {"Authorization": f"Bearer {world.token(name)}"}
    allowed = []
    for site, key in ((world.a, "asset_id"), (world.a, "held_asset_id"), (world.b, "asset_id")):
        for act in ACTS:
            body, form = offer(world, act, site.ids[key])
            by_call = changed(
                lambda act=act, body=body: call(
                    client, "post", f"/api/v1/custody/{act}", body, bearer
                )
            )
            by_page = changed(lambda act=act, form=form: client.post(f"/custody/{act}", form))
            assert by_call == by_page, (name, site.mark, key, act)
            allowed.append(by_call)
    assert any(allowed) == (name in {"admin", "keeper_a"})


def test_T04_a_batch_with_one_foreign_thing_is_refused_whole_and_without_details(world, client):
    bearer = {"Authorization": f"Bearer {world.token('keeper_a')}"}
    before = state()
    body = {
        "asset_ids": [world.a.ids["asset_id"], world.b.ids["asset_id"]],
        "holder_id": world.a.ids["other_party_id"],
    }

    answer = call(client, "post", "/api/v1/custody/check-out", body, bearer)

    assert answer.status_code == 404 and state() == before
    assert not FOREIGN.search(answer.content.decode())


@pytest.mark.parametrize("action", sorted(ACTIONS_ON_MANY))
def test_T04_an_act_on_many_by_page_treats_a_foreign_thing_as_one_that_is_missing(
    world, client, action
):
    client.force_login(world.users["keeper_a"])
    values = {"go": 1, "holder": world.a.ids["other_party_id"], "place": world.a.ids["place_id"]}
    values |= {"reason": "x", "text": "x", "note": "x", "stage": "in_repair", "keyword": "x"}
    before = state()
    theirs = world.b.ids["asset_id"]

    one = client.post(f"/assets/bulk/{action}", values | {"ids": theirs})
    after = state()
    none = client.post(f"/assets/bulk/{action}", values | {"ids": MISSING})

    assert after == before
    assert neutral(one, theirs) == neutral(none, MISSING)
    assert not FOREIGN.search(one.content.decode())


@pytest.mark.parametrize(
    "field", ["holder", "holder_id", "held_since", "due_on", "version", "merged_into", "id"]
)
def test_T03_what_has_an_act_of_its_own_is_not_edited(world, client, field):
    bearer = {"Authorization": f"Bearer {world.token('admin')}"}
    url = f"/api/v1/assets/{world.a.ids['asset_id']}"
    before = (Checkout.objects.count(), Asset.objects.get(pk=world.a.ids["asset_id"]).holder_id)

    answer = call(client, "patch", url, {field: world.a.ids["party_id"]}, bearer)

    assert answer.status_code == 422, answer.content
    after = (Checkout.objects.count(), Asset.objects.get(pk=world.a.ids["asset_id"]).holder_id)
    assert after == before


# How somebody is told, and whether they are private, is about nobody else; labels are drawn and not
# kept.
ONES_OWN = ("label", "alerts/preferences", "privacy/mine")


def test_T10_T33_who_only_looks_adds_nothing(world, client):
    for name in ("auditor_a", "member"):
        bearer = {"Authorization": f"Bearer {world.token(name)}"}
        before = state()
        for method, path in WRITES:
            url = with_ids(path, world.a.ids, 1)
            answer = call(
                client, method, url, sample(body_schema(method, path), world.a.ids), bearer
            )
            assert answer.status_code >= 400 or any(one in path for one in ONES_OWN), path
        assert state() == before


HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>{{7*7}}"


@pytest.mark.thorough
def test_T21_T54_T55_hostile_texts_are_shown_as_texts(world, client):
    hostile = {"name": HOSTILE[:200], "notes": HOSTILE, "order_no": HOSTILE[:100]}
    Asset.objects.update(**hostile)
    Party.objects.update(name=HOSTILE, username=HOSTILE)
    Place.objects.update(name=HOSTILE, full_name=HOSTILE, address="javascript:alert(3)")
    client.force_login(world.users["admin"])
    ids = world.a.ids | {"user_id": world.users["keeper_a"].pk}
    for route in routes.pages():
        path = "/" + re.sub(r"<(?!int:)(?:\w+:)?\w+>", "x", route.pattern)
        answer = client.get(
            with_ids(path, ids, 1), {"q": HOSTILE, "search": HOSTILE, "code": HOSTILE}
        )
        if "html" not in answer.get("Content-Type", ""):
            continue
        text = answer.content.decode()
        assert "<img src=x" not in text and "<script>alert" not in text, path
        assert not re.search(r"(href|src|action)=[\"']?\s*javascript:", text), path
        assert "49" not in re.findall(r"alert\(2\)[^{]{0,20}", text), path


def test_T29_the_database_is_asked_with_parameters(world, client):
    client.force_login(world.users["admin"])
    bearer = {"Authorization": f"Bearer {world.token('admin')}"}
    before = state()
    for path, item in SCHEMA["paths"].items():
        for parameter in item.get("get", {}).get("parameters", []):
            for word in ("'", '"', "' OR 1=1 --", "); DROP TABLE kernel_entry;--", "%", "_", "\\"):
                url = with_ids(path, world.a.ids, 1)
                answer = client.get(url, {parameter["name"]: word}, headers=bearer)
                assert answer.status_code < 500, (url, parameter["name"], word)

    assert state() == before and "kernel_entry" in connection.introspection.table_names()


@pytest.mark.parametrize("path", ["custody", "assets"])
def test_T79_an_act_of_another_site_is_undone_by_nobody_of_this_one(world, client, path):
    keepers = {
        name: {"Authorization": f"Bearer {world.token(name)}"} for name in ("keeper_a", "keeper_b")
    }
    b = world.b.ids
    body = {"asset_ids": [b["asset_id"]]}
    done = (
        ("custody/check-out", body | {"holder_id": b["other_party_id"], "due_on": "2026-03-02"})
        if path == "custody"
        else ("assets/condition", body | {"condition": "worn"})
    )
    made = call(client, "post", f"/api/v1/{done[0]}", done[1], keepers["keeper_b"])
    assert made.status_code in {200, 201}, made.content
    act = str(Entry.objects.latest("seq").act)
    before = state()

    answers = [
        call(
            client, "post", f"/api/v1/{path}/undo", {"act": one, "reason": "x"}, keepers["keeper_a"]
        )
        for one in (act, "01890000-0000-7000-8000-000000000000")
    ]

    assert state() == before
    assert neutral(answers[0], act) == neutral(answers[1], "01890000-0000-7000-8000-000000000000")
    own = call(
        client, "post", f"/api/v1/{path}/undo", {"act": act, "reason": "x"}, keepers["keeper_b"]
    )
    assert own.status_code < 400 or path == "assets", own.content
