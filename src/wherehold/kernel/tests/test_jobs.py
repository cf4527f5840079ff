"""Jobs: done at least once, tried again, visible, and safe from two workers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction

from wherehold.kernel import clock, commands, jobs, queries
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.jobs import Task
from wherehold.kernel.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = system("test")


@pytest.fixture
def later(monkeypatch, still_clock):
    def later(**passed):
        monkeypatch.setattr(clock, "now", lambda: still_clock + timedelta(**passed))

    return later


def test_a_job_is_there_if_the_change_is(still_clock):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("mow")
        1 / 0  # noqa: B018
    assert not Job.objects.exists()


def test_a_job_runs_once_with_its_payload():
    done = []
    job_id = jobs.enqueue("mow", {"lawn": 3})
    tasks = {"mow": Task(lambda run: done.append(run.payload))}

    assert jobs.run_next(tasks) and not jobs.run_next(tasks)
    assert done == [{"lawn": 3}]
    assert Job.objects.get(pk=job_id).state == "done"


def test_one_waiting_job_for_a_key_is_enough():
    tasks = {"mow": Task(lambda run: None)}
    first = jobs.enqueue("mow", key="lawn")
    assert jobs.enqueue("mow", key="lawn") == first
    jobs.run_next(tasks)

    assert jobs.enqueue("mow", key="lawn") != first


def test_a_job_waits_for_its_time_and_for_someone_who_knows_it(later):
    jobs.enqueue("mow", run_at=clock.now() + timedelta(hours=1))
    tasks = {"mow": Task(lambda run: None)}

    assert not jobs.run_next(tasks)
    later(hours=1)
    assert not jobs.run_next({"sow": tasks["mow"]})
    assert jobs.run_next(tasks)


def test_failures_are_tried_again_later_and_then_shown(later):
    tasks = {"mow": Task(lambda run: 1 / 0, tries=2)}
    job_id = jobs.enqueue("mow")

    assert jobs.run_next(tasks) and not jobs.run_next(tasks)
    assert Job.objects.get().state == "waiting"
    later(minutes=5)
    assert jobs.run_next(tasks)
    [failed] = queries.jobs(actor=SYSTEM, state="failed")
    assert failed.pk == job_id and failed.trouble.startswith("ZeroDivisionError")

    commands.retry_jobs(actor=SYSTEM, job_ids=[job_id])
    assert jobs.run_next({"mow": Task(lambda run: None)})
    assert queries.jobs(actor=SYSTEM, state="failed") == []


def test_what_has_not_failed_is_not_retried():
    job_id = jobs.enqueue("mow")
    with pytest.raises(commands.NotFailed):
        commands.retry_jobs(actor=SYSTEM, job_ids=[job_id])
    with pytest.raises(NotFound):
        commands.retry_jobs(actor=SYSTEM, job_ids=[job_id + 1])


def test_only_those_who_may_see_jobs(cy):
    with pytest.raises(NotAllowed):
        queries.jobs(actor=cy)
    with pytest.raises(NotAllowed):
        commands.retry_jobs(actor=Actor("party:1"), job_ids=[1])


def test_periodic_jobs_come_again_and_go_when_nobody_knows_them(later):
    runs = []
    tasks = {"mow": Task(lambda run: runs.append(1), every_s=60)}
    jobs.schedule(tasks)
    jobs.schedule(tasks)
    assert Job.objects.count() == 1

    assert jobs.run_next(tasks) and not jobs.run_next(tasks)
    later(seconds=60)
    assert jobs.run_next(tasks) and len(runs) == 2
    jobs.schedule({})
    assert not Job.objects.exists()


def test_a_periodic_job_that_fails_goes_on(later):
    tasks = {"mow": Task(lambda run: 1 / 0, every_s=60, tries=1)}
    jobs.schedule(tasks)
    jobs.run_next(tasks)

    job = Job.objects.get()
    assert job.state == "waiting" and "ZeroDivisionError" in job.trouble
    later(minutes=10)
    jobs.run_next({"mow": Task(lambda run: None, every_s=60)})
    assert Job.objects.get().trouble == ""


def test_progress_is_seen_and_a_stop_puts_the_job_back():
    stop = Event()

    def mow(run):
        run.step(1, 10)
        stop.set()
        run.step(2, 10)
        raise AssertionError("it went on")

    jobs.enqueue("mow")
    jobs.run_next({"mow": Task(mow)}, stop)

    job = Job.objects.get()
    assert (job.state, job.attempts, job.progress) == ("waiting", 0, {"done": 2, "total": 10})


def test_the_progress_of_what_a_job_is_for():
    jobs.enqueue("mow", {"lawn": 3})
    assert queries.job_progress("lawn", 3) is None
    jobs.run_next({"mow": Task(lambda run: run.step(5, 9))})

    assert queries.job_progress("lawn", 3) == {"done": 5, "total": 9}
    assert queries.job_progress("lawn", 4) is None


def test_the_job_of_a_worker_that_was_killed_is_begun_again(later):
    jobs.enqueue("mow")
    Job.objects.update(state="running", worker="elsewhere:1:x", beat_at=clock.now())
    assert jobs.take_back_orphans() == 0
    later(minutes=5)
    assert jobs.take_back_orphans() == 1

    host = jobs.WORKER.split(":")[0]
    Job.objects.update(state="running", worker=f"{host}:999999:x", beat_at=clock.now())
    assert jobs.take_back_orphans() == 1, "dead on this very machine: at once"
    Job.objects.update(state="running", worker=jobs.WORKER, beat_at=None)
    assert jobs.take_back_orphans() == 0


def test_two_workers_never_run_the_same_job():
    runs = []
    for number in range(20):
        jobs.enqueue("mow", {"lawn": number})

    def work():
        while jobs.run_next({"mow": Task(lambda run: runs.append(run.payload["lawn"]))}):
            pass
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        for worker in [pool.submit(work) for _ in range(4)]:
            worker.result()
    assert sorted(runs) == list(range(20))
