"""The same call twice does its work once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from django.db import connection

from wherehold.kernel import clock, idempotency, ledger
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry, IdempotencyKey

pytestmark = pytest.mark.django_db(transaction=True)
ADA, BO = system("ada"), system("bo")
DIGEST = idempotency.digest_of("POST", "/cups", {"name": "cup"})


@pytest.fixture
def work(drop):
    def work(cup=1):
        drop(cup)
        return 201, b'{"id": %d}' % Entry.objects.count()

    return work


def test_the_second_call_gets_the_first_answer(work):
    first = idempotency.replay_or_run(ADA, "k1", DIGEST, work)
    second = idempotency.replay_or_run(ADA, "k1", DIGEST, work)

    assert first == second == (201, b'{"id": 1}')
    assert Entry.objects.count() == 1


def test_another_body_under_the_key_is_refused(work):
    idempotency.replay_or_run(ADA, "k1", DIGEST, work)

    with pytest.raises(idempotency.KeyReused) as refusal:
        idempotency.replay_or_run(ADA, "k1", idempotency.digest_of("other"), work)
    assert (refusal.value.status, refusal.value.code) == (409, "idempotency_key_reused")
    assert Entry.objects.count() == 1


def test_keys_are_unique_by_person_and_by_token(work):
    idempotency.replay_or_run(ADA, "k1", DIGEST, work)
    idempotency.replay_or_run(BO, "k1", DIGEST, work)
    idempotency.replay_or_run(ADA, "k1", DIGEST, work, token="1")
    idempotency.replay_or_run(ADA, "k1", DIGEST, work, token="2")

    assert Entry.objects.count() == 4


def test_a_refused_call_leaves_no_key(work):
    def refused():
        work()
        raise NotFound({"what": "cup", "key": 1})

    with pytest.raises(NotFound):
        idempotency.replay_or_run(ADA, "k1", DIGEST, refused)

    assert not IdempotencyKey.objects.exists() and not Entry.objects.exists()
    assert idempotency.replay_or_run(ADA, "k1", DIGEST, work)[0] == 201


def test_twins_in_flight_get_one_answer(work):
    together = Barrier(6)

    def slowly():
        answer = work()
        sleep(0.1)
        return answer

    def call(_):
        together.wait(20)
        try:
            return idempotency.replay_or_run(ADA, "k1", DIGEST, slowly)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(call, range(6)))
    assert set(answers) == {(201, b'{"id": 1}')}
    assert len(ledger.history("cup", 1)) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "schlüssel", "a\0"])
def test_keys_that_cannot_be(work, key):
    with pytest.raises(idempotency.BadKey):
        idempotency.replay_or_run(ADA, key, DIGEST, work)


def test_keys_are_kept_for_seven_days(work, monkeypatch, still_clock):
    idempotency.replay_or_run(ADA, "k1", DIGEST, work)
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(days=7))
    assert idempotency.clean_up() == 0
    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(days=7, seconds=1))
    assert idempotency.clean_up() == 1


def test_the_digest_is_of_what_is_said_not_of_how():
    assert idempotency.digest_of({"a": 1, "b": None}) == idempotency.digest_of({"b": None, "a": 1})
    assert idempotency.digest_of({"a": 1}) != idempotency.digest_of({"a": "1"})
