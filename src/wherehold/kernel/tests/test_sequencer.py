"""Places and readers: nothing is skipped, nobody waits, order survives."""

from concurrent.futures import ThreadPoolExecutor
from random import random
from threading import Event as Flag
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from wherehold.kernel import ledger, readers, sequencer
from wherehold.kernel.models import Horizon, Position
from wherehold.kernel.tests.conftest import needs_postgresql
from wherehold.kernel.tests.placing import place_all

pytestmark = pytest.mark.django_db(transaction=True)


def read(pos=0, limit=3):
    """Follow the order to its end, a page at a time."""
    found = []
    while True:
        entries, following = readers.after(pos, limit=limit)
        if following == pos:
            return found
        found, pos = found + entries, following


def test_entries_get_places_without_a_gap_and_once(drop):
    drop(1, 2)
    drop(3, 4, 5)

    assert place_all() == 5 and sequencer.place() == 0
    drop(6)
    assert place_all() == 1
    assert list(Position.objects.order_by("pos").values_list("pos", flat=True)) == [*range(6)]
    assert [entry.subject_id for entry in read()] == [1, 2, 3, 4, 5, 6]


def test_placing_is_chunked(drop, monkeypatch):
    monkeypatch.setattr(sequencer, "CHUNK", 2)
    drop(1, 2, 3)
    sizes = []
    while sequencer.size() < 3:
        sizes += [sequencer.place() or None]
    assert [size for size in sizes if size] == [2, 1]


def test_nothing_to_place_writes_nothing(drop, django_assert_num_queries):
    drop(1)
    place_all()

    if connection.vendor == "sqlite":
        with django_assert_num_queries(2):
            sequencer.place()


@needs_postgresql
def test_what_was_numbered_first_is_read_first_even_if_it_commits_last(drop):
    sequencer.place()  # From here on it knows the server.
    numbered, commit = Flag(), Flag()

    def write_slowly():
        with transaction.atomic():
            drop(1)
            numbered.set()
            commit.wait(20)
        connection.close()

    with ThreadPoolExecutor() as pool:
        slow = pool.submit(write_slowly)
        numbered.wait(20)
        drop(2)
        assert sequencer.place() == 0
        assert sequencer.oldest_unplaced() is not None
        commit.set()
        slow.result()
    assert place_all() == 2
    assert [entry.subject_id for entry in read()] == [1, 2]


def test_nothing_is_skipped_while_many_write(drop):
    writers, acts = 6, 20

    def write(writer):
        for act in range(acts):
            with transaction.atomic():
                drop(writer * acts + act)
                sleep(random() / 200)  # So that later numbers commit before earlier ones.
        connection.close()

    pos, seen, until = 0, [], monotonic() + 60
    with ThreadPoolExecutor(writers) as pool:
        done = [pool.submit(write, writer) for writer in range(writers)]
        while len(seen) < writers * acts and monotonic() < until:
            sequencer.place()
            entries, pos = readers.after(pos)
            seen += entries
        assert [job.result() for job in done] == [None] * writers
    assert sorted(entry.subject_id for entry in seen) == list(range(writers * acts))
    assert len({entry.seq for entry in seen}) == writers * acts


@needs_postgresql
def test_on_another_server_what_came_along_is_placed_first(drop):
    drop(1)
    place_all()
    drop(2, 3)
    # As if restored: transactions of the server that it came from count higher.
    Horizon.objects.update(server="elsewhere", xid=2**60)
    drop(4)

    place_all()
    drop(5)
    place_all()
    assert [entry.subject_id for entry in read()] == [1, 2, 3, 4, 5]


def test_a_reader_gets_only_the_kinds_it_asked_for(drop):
    drop(1, 2)
    place_all()

    assert readers.after(0, kinds=["test.other"]) == ([], 2)
    assert [e.subject_id for e in readers.after(0, kinds=["test.dropped"])[0]] == [1, 2]
    assert readers.after(2) == ([], 2)
    assert ledger.recent(kinds=["test.other"]) == []
