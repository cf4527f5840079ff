"""What stores does so on one thread where there is one writer, and few large messages at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, get_ident

import pytest
from django.db import connection

from wherehold.ingest import storing

pytestmark = pytest.mark.django_db


@pytest.fixture
def threads():
    with ThreadPoolExecutor(storing.AT_ONCE + 1) as some:
        yield some


def test_one_thread_stores_for_all_on_sqlite_and_a_few_that_stay_elsewhere(threads):
    all_in = Event()
    calls = [threads.submit(_stored_by, all_in) for _ in range(storing.AT_ONCE + 1)]
    all_in.set()
    told = [call.result() for call in calls]

    most = 1 if connection.vendor == "sqlite" else storing.AT_ONCE
    assert 1 <= len({by for _, by in told}) <= most
    assert all(me != by for me, by in told)


def _stored_by(all_in):
    all_in.wait(10)
    return get_ident(), storing.run(get_ident)


def test_what_fails_fails_for_who_asked_and_for_nobody_else(threads):
    def fail():
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        threads.submit(storing.run, fail).result()
    assert threads.submit(storing.run, lambda: 7).result() == 7


def test_inside_a_transaction_it_is_part_of_that():
    assert storing.run(get_ident) == get_ident()


@pytest.mark.on_postgresql
def test_once_they_rest_those_who_store_for_others_hold_no_connection(threads):
    both, held = Barrier(storing.AT_ONCE), []

    def look():
        both.wait(10)
        held.append(connection.connection)
        connection.ensure_connection()

    for _ in range(2):
        calls = [threads.submit(storing.run, look) for _ in range(storing.AT_ONCE)]
        assert [call.result() for call in calls] == [None] * storing.AT_ONCE
        storing.rest()

    assert held[storing.AT_ONCE :] == [None] * storing.AT_ONCE


@pytest.mark.on_postgresql
def test_once_it_rests_the_one_thread_holds_no_connection():
    held = []

    def look():
        held.append(connection.connection)
        connection.ensure_connection()

    storing.later(look)
    storing.rest()
    storing.later(look)
    storing.rest()

    assert held[1] is None


def test_large_messages_wait_for_their_turn_and_small_ones_do_not(threads):
    inside, go = [], Event()

    def take(size):
        with storing.turn(size):
            inside.append(size)
            go.wait(10)

    large = storing.BYTES_SMALL + 1
    calls = [threads.submit(take, large) for _ in range(storing.AT_ONCE)]
    while len(inside) < storing.AT_ONCE:
        pass
    assert not storing._few.acquire(blocking=False)
    last = threads.submit(take, storing.BYTES_SMALL)
    go.set()
    assert [call.result() for call in [*calls, last]] == [None] * (storing.AT_ONCE + 1)
