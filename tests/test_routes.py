"""Every address demands a sign-in, unless it stands on a reviewed list; no GET writes."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import routes
from tests.each import each
from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.kernel.actor import system

# Pages for people who are not signed in. A new one is a decision: add it here and say why.
PUBLIC = {
    "healthz",  # for whatever watches over the server
    "readyz",
    "openapi",  # the document of the API: the same for everybody
    "problem",  # what the code of a refusal means: the same for everybody
    "welcome",  # only while there is no account, and only with the secret of the terminal
    "account_login",
    "account_inactive",
    "mfa_authenticate",  # the second step of signing in
    "accounts:passkey",
    "accounts:passkey-options",
    "accounts:link",  # one-time links carry their own secret
    "accounts:invitation",
    "accounts:reset",
    "accounts:forgotten",
    "stocktake:confirm",  # a holder's link carries its own secret
    "handover:receive",  # a receiver's link carries its own secret
    "handover:code",  # where a receiver types the code that the desk told them
    "handover:received-photo",  # photos of what is handed over, behind the same secret
    "reservations:calendar",  # a calendar's address carries its own secret
    "atlas:shared",  # a link that shows where one thing is carries its own secret
    "atlas:shared-pins",
    "atlas:shared-ground",
    "labels:found",  # what a finder of a lost thing may know
    "labels:found-giai",  # the same page, behind a code with a GS1 key
    "labels:found-grai",
}
WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN", "SAVEPOINT")
CLOSED = [route for route in routes.pages() if route.name not in PUBLIC]
OPERATIONS = routes.operations()


def name_of(route):
    return f"{route.name} {route.pattern}"


@pytest.fixture
def ada(db):
    """Ada has an account and may do everything."""
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")
    return User.objects.get(pk=made.pk)


@pytest.fixture
def world(ada, drill, store_room, tools, bo):
    """Say which id the arguments of routes stand for, as far as they are known by name."""
    return {
        "asset_id": drill.pk,
        "place_id": store_room.pk,
        "category_id": tools.pk,
        "party_id": bo.pk,
        "user_id": ada.pk,
    }


def test_the_reviewed_list_names_only_pages_that_are_there():
    assert PUBLIC - {route.name for route in routes.pages()} == set()


@each(CLOSED, name_of)
def test_a_stranger_is_led_to_the_door(route, db):
    for method in ("get", "post"):
        response = getattr(Client(), method)(route.path())

        assert response.status_code in {302, 401}, (method, response.status_code)
        assert response.get("Location", "/").startswith(("/sign-in", "/accounts/", "/"))
        assert response.get("Location", "/sign-in") != "/"


@each(OPERATIONS)
def test_a_call_without_a_token_learns_nothing(operation, client, db):
    method, path = operation
    response = client.generic(method, path, b"{}", content_type="application/json")

    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


@each(routes.pages(), name_of)
def test_no_page_is_exempt_from_the_check_of_its_forms(route):
    assert not getattr(route.view, "csrf_exempt", False)


def writes(queries):
    return [q["sql"][:200] for q in queries if q["sql"].lstrip().upper().startswith(WRITING)]


@pytest.mark.thorough
@each(routes.pages(), name_of, apart=True)
def test_reading_a_page_writes_nothing(route, client, ada, world):
    client.force_login(ada)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(route.path(**world))
        if response.streaming:
            b"".join(response.streaming_content)

    assert response.status_code < 500
    assert writes(captured.captured_queries) == []


@pytest.fixture
def token(ada):
    """Return a token that may do everything."""
    return accounts.create_token(actor=system("test"), user_id=ada.pk)[1]


@pytest.mark.thorough
@each([path for method, path in OPERATIONS if method == "GET"])
def test_reading_over_the_api_writes_nothing(path, client, token, world):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers={"Authorization": f"Bearer {token}"})

    assert response.status_code < 500
    assert writes(captured.captured_queries) == []
