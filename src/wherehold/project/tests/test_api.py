import json

import pytest
from django.db import OperationalError

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.register.models import Party


@pytest.fixture
def token(db):
    """Return a token of somebody who may do everything."""
    actor = system("test")
    accounts.lay_roles(actor=actor)
    ada = accounts.create_user(actor=actor, email="ada@example.org", role="administrator")
    return accounts.create_token(actor=actor, user_id=ada.pk)[1]


@pytest.fixture
def call(client, token):
    """Call the API as a program does."""

    def send(method, path, body=None, **headers):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return client.generic(
            method,
            f"/api/v1{path}",
            raw if body is not None else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"} | headers,
        )

    return send


def problem(response, status, code):
    """Assert that a response is a problem, and return it."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "code", "detail", "fields"}
    assert (body["status"], body["code"]) == (status, code)
    return body


def test_the_document_is_openapi_3_1_and_needs_no_token(client, db):
    response = client.get("/api/v1/openapi.json")

    assert response.json()["openapi"].startswith("3.1")
    assert "/api/v1/parties" in response.json()["paths"]


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic YTpi", "wrong"])
def test_without_a_token_that_opens_anything_there_is_nothing(client, db, header):
    headers = {} if header is None else {"Authorization": header}

    response = client.get("/api/v1/parties", headers=headers)

    problem(response, 401, "not_signed_in")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b"[1,]", b'{"a": NaN}', b"{'a': 1}"])
def test_what_is_not_json_is_a_bad_request(call, body):
    response = call("POST", "/parties", body)

    assert response.status_code in {400, 422}
    assert response["Content-Type"] == "application/problem+json"


def test_a_field_that_nobody_knows_is_refused_by_its_path(call):
    people = [{"name": "Bo", "kind": "person"}, {"name": "Cy", "kind": "person", "age": 3}]

    body = problem(call("POST", "/parties", people), 422, "invalid")

    assert [f["field"] for f in body["fields"]] == ["body.1.age"]
    assert not Party.objects.filter(name="Bo").exists()


def test_one_is_a_list_of_one(call):
    body = problem(call("POST", "/parties", {"name": "Bo", "kind": "ghost"}), 422, "invalid")

    assert body["fields"][0]["field"] == "body.0.kind"


def test_a_text_with_nul_is_refused_by_its_path(call):
    people = [{"name": "Bo", "kind": "person"}, {"name": "a\0b", "kind": "person"}]

    body = problem(call("POST", "/parties", people), 422, "invalid")

    assert body["fields"][0]["field"] == "body.1.name"


def test_a_backslash_before_u0000_is_a_text_like_any_other(call):
    assert call("POST", "/parties", {"name": r"a\u0000b", "kind": "person"}).status_code == 201


def test_more_than_ten_thousand_items_are_too_many(call):
    problem(call("POST", "/parties", [{}] * 10_001), 413, "too_many")


def test_more_than_sixteen_mebibytes_are_too_much(call):
    problem(call("POST", "/parties", b'{"name": "' + b"a" * 2**24 + b'"}'), 413, "too_large")


@pytest.mark.parametrize("number", [2**63, 10**30])
def test_a_number_that_no_column_holds_finds_nothing(call, number):
    assert call("GET", f"/parties/{number}").status_code in {404, 422}


def test_an_address_that_nothing_has_reads_like_one(call):
    problem(call("GET", "/nothing"), 404, "not_found")


def test_a_method_that_an_address_does_not_have_is_named(call):
    response = call("DELETE", "/parties")

    assert problem(response, 405, "wrong_method")["fields"] == [{"allowed": response["Allow"]}]


def fail_with(monkeypatch, error):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("wherehold.register.queries.parties.search", fail, raising=False)
    monkeypatch.setattr("wherehold.accounts.known.get", fail)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OperationalError("could not connect to server"), "database_away"),
        (OperationalError("database is locked"), "database_busy"),
        (OperationalError("database or disk is full"), "disk_full"),
        (OSError(28, "No space left on device"), "disk_full"),
    ],
)
def test_what_is_away_is_named_and_may_be_tried_again(call, monkeypatch, error, code):
    fail_with(monkeypatch, error)

    response = call("GET", "/parties")

    problem(response, 503, code)
    assert int(response["Retry-After"]) > 0


def test_a_fault_of_ours_tells_the_log_and_nobody_else(call, monkeypatch, caplog):
    fail_with(monkeypatch, ZeroDivisionError("secret detail"))

    response = call("GET", "/parties")

    assert "secret" not in json.dumps(problem(response, 500, "failure"))
    assert "secret detail" in caplog.text


def test_cookies_beside_a_token_count_for_nothing(call, client):
    client.cookies["wh_session"] = "x" * 32

    response = call("POST", "/parties", {"name": "Bo", "kind": "person"})

    assert response.status_code == 201
    assert "Set-Cookie" not in response


class TestIdempotencyKey:
    def test_the_same_call_twice_does_its_work_once(self, call):
        bo = {"name": "Bo", "kind": "person"}

        first = call("POST", "/parties", bo, **{"Idempotency-Key": "a"})
        again = call("POST", "/parties", bo, **{"Idempotency-Key": "a"})

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert again["Content-Type"] == first["Content-Type"]
        assert Party.objects.filter(name="Bo").count() == 1

    def test_spaces_and_order_make_no_other_call(self, call):
        call("POST", "/parties", b'{"name":"Bo","kind":"person"}', **{"Idempotency-Key": "a"})
        call("POST", "/parties", b'{"kind": "person", "name": "Bo"}', **{"Idempotency-Key": "a"})

        assert Party.objects.filter(name="Bo").count() == 1

    def test_another_body_is_refused(self, call):
        call("POST", "/parties", {"name": "Bo", "kind": "person"}, **{"Idempotency-Key": "a"})
        other = {"name": "Cy", "kind": "person"}

        response = call("POST", "/parties", other, **{"Idempotency-Key": "a"})

        problem(response, 409, "idempotency_key_reused")

    def test_a_refused_call_leaves_no_key(self, call):
        refused = call("POST", "/parties", {"name": "", "kind": "x"}, **{"Idempotency-Key": "a"})
        mended = {"name": "Bo", "kind": "person"}

        response = call("POST", "/parties", mended, **{"Idempotency-Key": "a"})

        assert (refused.status_code, response.status_code) == (422, 201)

    @pytest.mark.parametrize("key", ["", "x" * 256, "ä"])
    def test_a_key_that_is_none_is_refused(self, call, key):
        response = call(
            "POST", "/parties", {"name": "Bo", "kind": "person"}, **{"Idempotency-Key": key}
        )

        problem(response, 422, "bad_idempotency_key")

    def test_without_a_token_a_key_opens_nothing(self, client, db):
        response = client.post(
            "/api/v1/parties", b"{}", "application/json", headers={"Idempotency-Key": "a"}
        )

        problem(response, 401, "not_signed_in")
