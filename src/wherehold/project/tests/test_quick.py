"""The short way in for small readings: it answers just as the way of all requests does."""

import functools
import gc
import io
import sys
from datetime import timedelta
from threading import Event

import orjson
import pytest
from django.core import signals
from django.db import close_old_connections, connection
from granian.server import mp

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.ingest import intake, storing
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.project import answering, quick
from wherehold.tracking.models import Count, Quarantined

pytestmark = pytest.mark.django_db
READING = {"device": "T-1", "lat": 52.5, "lon": 13.4}


@pytest.fixture(autouse=True)
def ada(db):
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture(autouse=True)
def one_connection():
    """Keep the connection of the test, which a request would put away when it is answered."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:
        end.disconnect(close_old_connections)
    yield
    for end in ends:
        end.connect(close_old_connections)


@pytest.fixture
def key(ada):
    return accounts.create_token(actor=system("test"), user_id=ada.pk)


@pytest.fixture
def ways(monkeypatch):
    """Note which way each request went: True for the short one."""
    went, real = [], quick.take

    def take(*given):
        went.append(real(*given))
        return went[-1]

    monkeypatch.setattr(quick, "take", take)
    return went


class Place:
    """Where an answer goes: keeps it, in one piece."""

    def __init__(self):
        self.is_told = Event()

    def response_bytes(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.is_told.set()

    def response_iter(self, status, headers, pieces):
        self.response_bytes(status, headers, b"".join(pieces.inner))


@functools.cache
def answer():
    """Return what the server calls, without the rare collections that suit the application.

    A connection that a test loses is closed only once all that knows it was collected.
    """
    before = gc.get_threshold()
    from wherehold.project import wsgi

    gc.unfreeze()
    gc.set_threshold(*before)
    return answering.short_first(getattr(mp, answering.WRAP), wsgi.application, {}, None)


def reading(minute):
    return {**READING, "at": (NOON - timedelta(minutes=minute)).isoformat()}


def send(secret, body, **more):
    """Send a body as a server hands it on; return status, headers and what was answered."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/readings",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "HTTP_AUTHORIZATION": f"Bearer {secret}",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(raw),
        "wsgi.errors": sys.stderr,
        **more,
    }
    place = Place()
    answer()(place, environ)
    assert place.is_told.wait(30)
    found = {name.lower(): value for name, value in place.headers}
    found.pop("content-length", None)  # The server says it where the way of all requests does not.
    return place.status, found, orjson.loads(place.body)


def test_who_was_known_a_moment_ago_goes_the_short_way_and_is_answered_the_same(key, ways):
    first = send(key[1], [reading(3)])
    second = send(key[1], [reading(2)])

    assert ways == [False, True]
    assert first == second and second[0] == 200 and second[2]["stored"] == 1
    assert send(key[1], [reading(2), {**reading(1), "lat": 91}])[2]["errors"][0]["index"] == 1
    count = Count.objects.get()
    assert (count.accepted, count.stored, count.duplicate, count.rejected) == (4, 2, 1, 1)


def test_what_is_malformed_is_kept_and_told_the_same(key, ways):
    first, second = send(key[1], b'[{"device":'), send(key[1], b'[{"device":')

    assert ways == [False, True] and first[0] == second[0] == 400
    assert first[1] == second[1] and first[2]["code"] == second[2]["code"]
    assert Quarantined.objects.count() == 2 and Count.objects.get().rejected == 2


def test_a_secret_that_was_taken_back_opens_nothing_more(key, ways):
    send(key[1], [reading(3)])
    accounts.revoke_token(actor=system("test"), token_id=key[0].pk)

    assert send(key[1], [reading(2)])[0] == 401
    assert send("whpat_nothing", [reading(2)])[0] == 401
    assert ways == [False] * 3


def test_who_may_not_report_is_refused_on_either_way(ada, ways):
    narrow = accounts.create_token(actor=system("test"), user_id=ada.pk, scopes=["asset.see"])[1]
    first, second = send(narrow, [reading(3)]), send(narrow, [reading(3)])

    assert ways == [False, True] and first == second and first[0] == 403


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_IDEMPOTENCY_KEY": "once"},
        {"HTTP_ACCEPT_LANGUAGE": "de"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"QUERY_STRING": "a=1"},
        {"CONTENT_LENGTH": ""},
        {"PATH_INFO": "/api/v1/readings/osmand"},
        {"REQUEST_METHOD": "GET"},
        {"HTTP_AUTHORIZATION": "Basic YTpi"},
    ],
    ids=str,
)
def test_whatever_is_not_plain_goes_the_way_of_all_requests(key, ways, more):
    send(key[1], [reading(3)])
    send(key[1], [reading(2)], **more)
    assert ways == [False, False]


def test_what_is_large_and_what_fails_goes_the_other_way_whole(key, ways, monkeypatch):
    send(key[1], [reading(0)])
    many = [reading(n) for n in range(1, 400)]
    assert send(key[1], many)[2]["stored"] == 399

    def fail(**_):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(quick.intake, "sender_of", lambda *_: fail())
        assert send(key[1], [reading(500)])[0] == 500
    assert ways == [False] * 3
    assert send(key[1], [reading(500)])[2]["stored"] == 1


@pytest.fixture
def threads_let_go():
    """Close what the threads of the product keep open to the database of the tests."""
    yield
    for threads in (storing._one, quick._others):
        threads.submit(lambda: connection.close()).result()


@pytest.mark.usefixtures("threads_let_go")
@pytest.mark.django_db(transaction=True)
def test_what_fails_once_it_was_left_to_be_stored_is_tried_again_whole(key, ways, monkeypatch):
    assert send(key[1], [reading(3)])[2]["stored"] == 1
    failed, real = [], intake.commands.store

    def store(**given):
        if not failed:
            failed.append(given)
            raise OSError("The disk is full.")
        return real(**given)

    monkeypatch.setattr(intake.commands, "store", store)
    assert send(key[1], [reading(2)])[2]["stored"] == 1
    assert ways == [False, True] and len(failed) == 1
    assert send(key[1], [reading(2)])[2]["duplicate"] == 1


@pytest.mark.usefixtures("threads_let_go")
@pytest.mark.django_db(transaction=True)
def test_what_whoever_stores_cannot_read_is_kept_and_told_by_the_way_of_all(key, ways):
    first, second = send(key[1], b'[{"device":'), send(key[1], b'[{"device":')

    assert ways == [False, True] and first[0] == second[0] == 400
    assert first[1] == second[1] and first[2]["code"] == second[2]["code"]
    assert Quarantined.objects.count() == 2 and Count.objects.get().rejected == 2
    assert send(key[1], [reading(2), {**reading(1), "lat": 91}])[2]["errors"][0]["index"] == 1
