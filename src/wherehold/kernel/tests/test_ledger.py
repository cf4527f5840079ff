"""The ledger: what is recorded stays as it was."""

from dataclasses import dataclass
from hashlib import sha256
from hmac import digest

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from wherehold.kernel import ledger
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry
from wherehold.kernel.tests.conftest import Dropped

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class Weighed(ledger.Event):
    kind = "test.weighed"
    subject_type = "cup"
    grams: object


def test_history_is_of_one_subject_newest_first_by_pages(drop):
    drop(1, 2)
    drop(1, place="Keller")
    drop(1, place="Dach")

    newest = ledger.history("cup", 1, limit=2)
    assert [entry.data for entry in newest] == [{"place": "Dach"}, {"place": "Keller"}]
    [oldest] = ledger.history("cup", 1, before=newest[-1].seq)
    assert oldest.data == {"place": "Küche"}
    assert ledger.history("cup", 1, kinds=["test.weighed"]) == []


def test_the_newest_are_read_from_the_end_and_nothing_is_sorted(drop):
    drop(*range(1, 40))

    with CaptureQueriesContext(connection) as asked:
        newest = ledger.recent(subject_types=["cup"], before=10_000_000, limit=2)

    assert [entry.subject_id for entry in newest] == [39, 38]
    word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"{word} {asked.captured_queries[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "B-TREE" not in plan and "Sort" not in plan


def test_entries_of_one_act_share_it_and_acts_are_in_order_of_time(drop):
    acts = [drop(1, 2), drop(3), drop(4)]

    assert [entry.subject_id for entry in ledger.entries_of(acts[0])] == [1, 2]
    assert sorted(acts) == acts and len(set(acts)) == 3
    assert {act.version for act in acts} == {7}


def test_the_leaf_can_be_worked_out_from_what_is_stored(drop):
    act = drop(1)
    [entry] = ledger.entries_of(act)

    header = (
        f'{{"act":"{act}","actor":"job:test","happened_at":"2026-03-02T12:00:00.000000Z",'
        '"kind":"test.dropped","recorded_at":"2026-03-02T12:00:00.000000Z","source":"job",'
        '"subject_id":1,"subject_type":"cup"}'
    )
    tied = digest(bytes(entry.salt), '{"place":"Küche"}'.encode(), "sha256")
    assert bytes(entry.leaf) == sha256(b"\0" + header.encode() + tied).digest()


def test_equal_events_have_different_leaves(drop):
    drop(1)
    drop(1)

    first, second = ledger.history("cup", 1)
    assert bytes(first.leaf) != bytes(second.leaf)
    assert bytes(first.salt) != bytes(second.salt)


@pytest.mark.parametrize("change", ["actor = 'party:2'", "data = '{}'", "leaf = salt"])
def test_the_database_refuses_to_rewrite(drop, change):
    drop(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"UPDATE kernel_entry SET {change}")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_erasure_is_let_through_and_leaves_the_leaf(drop):
    act = drop(1)
    [before] = ledger.entries_of(act)
    Entry.objects.filter(act=act).update(data=None, salt=None)

    [after] = ledger.entries_of(act)
    assert (after.data, after.salt, bytes(after.leaf)) == (None, None, bytes(before.leaf))


@pytest.mark.parametrize("grams", [1.5, [1, 2.0], {"net": {"weight": 0.1}}])
def test_fractions_are_refused(still_clock, grams):
    with pytest.raises(AssertionError, match="fraction"), transaction.atomic():
        ledger.record(
            [Weighed(subject_id=1, grams=grams)], actor=system("test"), happened_at=still_clock
        )


@pytest.mark.parametrize("count", [1, 7, 8, 1000])
def test_many_entries_are_one_statement(still_clock, django_assert_max_num_queries, count):
    events = [Dropped(subject_id=n) for n in range(count)]
    with transaction.atomic(), django_assert_max_num_queries(1):
        act = ledger.record(events, actor=system("test"), happened_at=still_clock)

    assert [entry.subject_id for entry in ledger.entries_of(act)] == list(range(count))


def test_rows_say_the_same_as_events(still_clock):
    with transaction.atomic():
        rows = [(5, still_clock, {"place": "Hof"})]
        act = ledger.record_rows(Dropped, rows, actor=system("test"))

    [entry] = ledger.entries_of(act)
    assert (entry.kind, entry.subject_id, entry.data) == ("test.dropped", 5, {"place": "Hof"})


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_recorded(still_clock):
    with pytest.raises(AssertionError):
        ledger.record([Dropped(subject_id=1)], actor=system("test"), happened_at=still_clock)
    assert not Entry.objects.exists()
