"""Jobs: work that is done after the answer, once or again and again. The queue is the database.

`enqueue` belongs to the caller's transaction: the job is there if the change is, and not
otherwise. A job runs at least once: it may be killed anywhere and is then begun again, so it
does its work in steps that may be repeated, and says how far it is.
"""

import logging
import os
import secrets
import socket
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from wherehold.kernel import clock, wake
from wherehold.kernel.models import Job

TRIES_DEFAULT = 5
WAIT_S_MAX = 3_600
SILENT_S_MAX = 90
KEPT = timedelta(days=30)
TROUBLE_CHARACTERS_MAX = 4_000
WORKER = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
log = logging.getLogger(__name__)


class Stopped(Exception):  # noqa: N818
    """The worker is to end: raised by `Run.step`, so that the job goes on another time."""


@dataclass
class Run:
    """One run of a job, as the function that does the work sees it."""

    job_id: int
    name: str
    payload: dict[str, Any]
    attempt: int = 1
    progress: dict[str, Any] = field(default_factory=dict)
    stop: Event = field(default_factory=Event)

    def step(self, done: int, total: int | None = None, **more: object) -> None:
        """Say how far the work is. Call it between steps, outside any transaction.

        Raises: Stopped when the worker ends: let it through, the job is begun again later.
        """
        self.progress = {"done": done, "total": total, **more}
        Job.objects.filter(pk=self.job_id).update(progress=self.progress, beat_at=clock.now())
        if self.stop.is_set():
            raise Stopped


@dataclass(frozen=True)
class Task:
    """What a job's name stands for: the function, how often it is tried, how often it is due."""

    run: Callable[[Run], None]
    every_s: int | None = None
    tries: int = TRIES_DEFAULT


Tasks = Mapping[str, Task]


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
) -> int:
    """Ask for a job and return its number. With a key, one that waits already will do."""
    now = clock.now()
    job = Job(name=name, payload=payload or {}, key=key, run_at=run_at or now, created_at=now)
    if run_at is None:
        wake.after_commit(wake.JOBS)
    if key is None:
        job.save(force_insert=True)
        return job.pk
    Job.objects.bulk_create([job], ignore_conflicts=True)
    return Job.objects.values_list("pk", flat=True).get(key=key)


def progress_of(field: str, value: int | str) -> dict[str, Any] | None:
    """Return how far the newest job is whose payload has this value, if there is such a job.

    Whoever asks has asked already whether the person may see what the job is for.
    """
    found = Job.objects.filter(**{f"payload__{field}": value}).order_by("-pk")
    return found.values_list("progress", flat=True).first() or None


def schedule(tasks: Tasks) -> None:
    """See to it that each periodic task has its job, and that none is left of those gone."""
    wanted = {name: task.every_s for name, task in tasks.items() if task.every_s is not None}
    standing = {job.name: job for job in Job.objects.filter(every_s__isnull=False)}
    for name, every_s in wanted.items():
        job = standing.pop(name, None)
        if job is None:
            Job.objects.bulk_create([_periodic(name, every_s)], ignore_conflicts=True)
        elif job.every_s != every_s:
            Job.objects.filter(pk=job.pk).update(every_s=every_s)
    if standing:
        Job.objects.filter(pk__in=[job.pk for job in standing.values()]).delete()


def run_next(tasks: Tasks, stop: Event | None = None) -> bool:
    """Run the job that is due longest, if any is; say whether there was one."""
    job = _claim(tasks)
    if job is None:
        return False
    task = tasks[job.name]
    run = Run(job.pk, job.name, job.payload, job.attempts, job.progress, stop or Event())
    try:
        task.run(run)
    except Stopped:
        _put_back(job)
    except Exception:
        log.exception("job %s %s failed", job.name, job.pk)
        _failed(job, task)
    else:
        _done(job)
    return True


def beat(job_ids: list[int]) -> None:
    """Note that jobs are still being run: those that fall silent are begun again elsewhere."""
    Job.objects.filter(pk__in=job_ids, worker=WORKER).update(beat_at=clock.now())


def running_here() -> list[int]:
    """Return the jobs that this process runs."""
    here = Job.objects.filter(state=Job.State.RUNNING, worker=WORKER)
    return list(here.values_list("pk", flat=True))


def take_back_orphans() -> int:
    """Let jobs run again whose worker is gone: killed, or silent for a minute and a half."""
    running = Job.objects.filter(state=Job.State.RUNNING).exclude(worker=WORKER)
    orphans = [job.pk for job in running if _is_orphan(job)]
    if not orphans:
        return 0
    return Job.objects.filter(pk__in=orphans, state=Job.State.RUNNING).update(
        state=Job.State.WAITING, run_at=clock.now(), worker=""
    )


def clean_up() -> int:
    """Forget jobs that were done more than thirty days ago; return how many."""
    old = Job.objects.filter(state=Job.State.DONE, ended_at__lt=clock.now() - KEPT)
    return old.delete()[0] if old.exists() else 0


def trouble_of() -> str:
    """Write the exception that is being handled: its last line first, for a short list."""
    lines = traceback.format_exc().strip()
    return f"{lines.splitlines()[-1]}\n{lines}"[:TROUBLE_CHARACTERS_MAX]


def _periodic(name: str, every_s: int) -> Job:
    now = clock.now()
    return Job(name=name, key=f"every:{name}", every_s=every_s, run_at=now, created_at=now)


def _claim(tasks: Tasks) -> Job | None:
    """Take the job that is due longest, of those whose names are known here."""
    due = Job.objects.filter(state=Job.State.WAITING, run_at__lte=clock.now(), name__in=tasks)
    if not due.exists():  # Asked without a transaction: an idle system does not write.
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).order_by("run_at", "pk").first()
        if job is None:
            return None
        if job.every_s is None:
            job.key = None  # From now on another one may be asked for.
        job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
        job.worker, job.ended_at = WORKER, None
        job.started_at = job.beat_at = clock.now()
        job.save()
    return job


def _is_orphan(job: Job) -> bool:
    host, _, rest = job.worker.partition(":")
    pid = rest.partition(":")[0]
    if host == socket.gethostname() and pid.isdigit():
        return int(pid) == os.getpid() or not _lives(int(pid))
    return job.beat_at is None or clock.now() - job.beat_at > timedelta(seconds=SILENT_S_MAX)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, worker=WORKER, state=Job.State.RUNNING)


def _done(job: Job) -> None:
    now = clock.now()
    if job.every_s is None:
        _mine(job).update(state=Job.State.DONE, ended_at=now, trouble="")
        return
    _mine(job).update(
        state=Job.State.WAITING,
        attempts=0,
        trouble="",
        ended_at=now,
        run_at=now + timedelta(seconds=job.every_s),
    )


def _failed(job: Job, task: Task) -> None:
    """Try again, later each time. A periodic job never gives up; others do, visibly."""
    now, trouble = clock.now(), trouble_of()
    if job.every_s is None and job.attempts >= task.tries:
        _mine(job).update(state=Job.State.FAILED, ended_at=now, trouble=trouble)
        return
    wait_s = min(WAIT_S_MAX, 5 * 2 ** min(job.attempts, 20))
    _mine(job).update(
        state=Job.State.WAITING,
        ended_at=now,
        trouble=trouble,
        run_at=now + timedelta(seconds=max(wait_s, job.every_s or 0)),
    )


def _put_back(job: Job) -> None:
    _mine(job).update(state=Job.State.WAITING, attempts=max(0, job.attempts - 1), worker="")
