"""Reactions: each entry once, in order, and a failure holds up nobody else."""

from datetime import timedelta

import pytest

from wherehold.kernel import clock, readers
from wherehold.kernel.models import Cursor, Message
from wherehold.kernel.tests.conftest import POSTGRESQL
from wherehold.kernel.tests.placing import place_all

# PostgreSQL gives a place to what is committed; SQLite has one writer, who may as well undo it.
pytestmark = pytest.mark.django_db(transaction=POSTGRESQL)


@pytest.fixture
def seen():
    return []


@pytest.fixture
def note(seen):
    def note(entries):
        seen.extend(entry.subject_id for entry in entries)

    return note


def follow(reactions):
    place_all()
    while readers.run(reactions):
        pass


def test_every_entry_comes_once_and_in_order(drop, note, seen):
    drop(1, 2)
    follow({"test.dropped": [note]})
    drop(3)
    follow({"test.dropped": [note]})

    assert seen == [1, 2, 3]


def test_pages_are_read_to_the_end(drop, note, seen, monkeypatch):
    monkeypatch.setattr(readers.after, "__kwdefaults__", {"limit": 2, "kinds": ()})
    drop(*range(7))
    follow({"test.dropped": [note]})

    assert seen == list(range(7))


def test_a_failure_is_shown_tried_again_and_holds_up_nobody_else(drop, note, seen, monkeypatch):
    def fragile(entries):
        Message.objects.create(
            to="x", subject="x", text="x", next_at=clock.now(), created_at=clock.now()
        )
        if not seen_by_fragile:
            seen_by_fragile.append("once")
            raise ValueError("no luck")
        seen_by_fragile.extend(entry.subject_id for entry in entries)

    seen_by_fragile = []
    table = {"test.dropped": [fragile, note]}
    drop(1)
    follow(table)

    stuck = Cursor.objects.get(name=readers.name_of(fragile))
    assert (stuck.pos, stuck.failures) == (0, 1) and "no luck" in stuck.trouble
    assert seen == [1]
    assert not Message.objects.exists(), "what it wrote before it failed is undone"

    follow(table)
    assert seen_by_fragile == ["once"], "not at once"
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    follow(table)
    assert seen_by_fragile == ["once", 1]
    well = Cursor.objects.get(name=readers.name_of(fragile))
    assert (well.pos, well.failures, well.trouble) == (1, 0, "")


def test_a_reaction_new_to_a_running_ledger_begins_at_its_end(drop, note, seen):
    heard = []

    def newcomer(entries):
        heard.extend(entry.subject_id for entry in entries)

    drop(1)
    follow({"test.dropped": [note]})
    follow({"test.dropped": [note, newcomer]})
    drop(2)
    follow({"test.dropped": [note, newcomer]})

    assert (seen, heard) == ([1, 2], [2])
