"""The worker: everything that was recorded is placed, sealed and told of, soon."""

from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection

from wherehold.kernel import clock, jobs, ledger, seal, sequencer, verify, worker
from wherehold.kernel.jobs import Task
from wherehold.kernel.models import Job, Root
from wherehold.kernel.tests.placing import place_all

pytestmark = pytest.mark.django_db(transaction=True)


def wait_until(true, seconds=20):
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not come"
        sleep(0.02)


@pytest.fixture
def working():
    """Start workers, and stop them in the end."""
    started = []

    def working(**work):
        one = worker.Worker(worker.Work(**{"reactions": {}, "tasks": {}, **work}))
        one.start()
        started.append(one)
        return one

    yield working
    for one in started:
        one.stop()


def test_entries_are_sealed_within_five_seconds_and_told_of(drop, working):
    heard = []
    working(reactions={"test.dropped": [lambda entries: heard.extend(e.seq for e in entries)]})
    began = monotonic()
    drop(1, 2, 3)
    wait_until(lambda: seal.sealed() == 3)

    assert monotonic() - began < 5
    wait_until(lambda: len(heard) == 3)
    assert verify.verify().is_sound


def test_an_import_of_an_hour_keeps_no_other_job_waiting(working):
    free = Event()
    done = []
    tasks = {
        "long": Task(lambda run: free.wait(20)),
        "short": Task(lambda run: done.append(run.payload)),
    }
    jobs.enqueue("long")
    working(tasks=tasks)
    wait_until(lambda: Job.objects.filter(name="long", state="running").exists())
    jobs.enqueue("short", {"n": 1})
    wait_until(lambda: done == [{"n": 1}])
    free.set()
    wait_until(lambda: not Job.objects.filter(name="long").exclude(state="done").exists())


def test_a_stop_is_quick_and_lets_a_long_job_go_on_another_time(working):
    steps = []

    def long(run):
        while True:
            steps.append(len(steps))
            run.step(len(steps))
            sleep(0.01)

    jobs.enqueue("long")
    one = working(tasks={"long": Task(long)})
    wait_until(lambda: len(steps) > 3)
    began = monotonic()
    one.stop()

    assert monotonic() - began < 5
    job = Job.objects.get(name="long")
    assert job.state == "waiting" and job.progress["done"] == len(steps)


def test_a_fault_in_the_background_is_survived(drop, working, monkeypatch):
    place, faults = sequencer.place, []

    def fragile():
        if not faults:
            faults.append("once")
            raise RuntimeError("no luck")
        return place()

    monkeypatch.setattr(sequencer, "place", fragile)
    working()
    drop(1)
    wait_until(lambda: seal.sealed() == 1)
    assert faults == ["once"]


def test_two_workers_place_and_seal_without_harm(drop, working):
    working()
    working()
    for number in range(40):
        drop(number, number + 100)
    wait_until(lambda: seal.sealed() == 80)

    assert verify.verify().is_sound


def test_house_is_kept(working):
    working()
    wait_until(lambda: Job.objects.filter(name="kernel.clean_up", ended_at__isnull=False).exists())


def test_catching_up_does_all_there_is(drop):
    done = []
    drop(1, 2)
    place_all()
    jobs.enqueue("mow")
    worker.catch_up(
        worker.Work(
            reactions={"test.dropped": [lambda entries: done.append(len(entries))]},
            tasks={"mow": Task(lambda run: done.append(run.name))},
        )
    )
    assert done == [2, "mow"]
    assert seal.sealed() == 2 and Root.objects.count() == 1


def test_the_lag_is_the_age_of_the_oldest_unplaced_entry(drop, monkeypatch, still_clock):
    assert worker.lag_s() == 0
    drop(1)
    assert worker.lag_s() == 0
    from datetime import timedelta

    monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(seconds=7))
    assert worker.lag_s() == 7
    place_all()
    assert worker.lag_s() == 0
    assert ledger.recent()[0].subject_id == 1
    assert connection.in_atomic_block is False
