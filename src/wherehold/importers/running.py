"""A run of an import from its first row, or from where it was stopped, to its last.

The work is done in chunks that each commit by themselves, so others get their turn, a kill loses
nothing that was stored, and the next run goes on after the last chunk.
"""

import fcntl
import gc
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from wherehold.importers import linking, recording, storage, whose
from wherehold.importers.commands import chunks, runs
from wherehold.importers.formats import Table, Unreadable, open_table
from wherehold.importers.formats.table import Batch
from wherehold.importers.models import Import, ImportChunk
from wherehold.importers.planning import Planner
from wherehold.importers.readings import reading_of
from wherehold.importers.references import References
from wherehold.importers.rows import RowReader, Rows
from wherehold.importers.survey import codes_in
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict
from wherehold.register.refusals import TakenMeanwhile

ROWS_MAX = 2_000
ROWS_MIN = 50
SECONDS_MAX = 0.5
ATTEMPTS = 3
# Objects; a chunk of 2,000 rows makes about a quarter of it.
COLLECTED_AT = 200_000
Progress = Callable[[int, int, dict[str, int]], None]
log = logging.getLogger(__name__)


class RunsAlready(Conflict):
    """Another process is at work on this import."""

    code = "runs_already"
    title = _("Under way already")
    message = _("Import {run} is being worked on. Wait for it to end.")


def nothing(done: int, total: int, counts: dict[str, int]) -> None:
    """Tell nobody how far it is."""


def execute(run_id: int, *, trial: bool, progress: Progress = nothing) -> dict[str, int]:
    """Check (trial) or import the rows of an import, from where it stands, and return the counts.

    Raises: RunsAlready, Unreadable, NotAllowed.
    """
    run = Import.objects.get(pk=run_id)
    with _alone(run), bulk.room(), _collecting_seldom():
        actor = whose.actor_of(run)
        runs.begin(actor=actor, run_id=run_id, trial=trial)
        table = open_table(storage.path_of(run.stored))
        work = _Work(run, actor, table, trial)
        counts = work.all_chunks(progress)
        if counts is None:  # Somebody stopped it.
            return {}
        if not trial:
            linking.link(actor=actor, run_id=run_id)
        runs.finish(actor=actor, run_id=run_id, counts=counts, trial=trial)
        return counts


@contextmanager
def _alone(run: Import) -> Iterator[None]:
    """Hold a lock on the file of an import: the system frees it when a process dies."""
    path = storage.path_of(run.stored)
    if not path.exists():
        raise Unreadable("file_gone")
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunsAlready({"run": run.pk}) from None
        yield


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage in circles a chunk at a time: rows are no circles, and there are many."""
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_AT, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class _Work:
    """One pass through a file."""

    def __init__(self, run: Import, actor: Actor, table: Table, trial: bool) -> None:
        self.run = run
        self.actor = actor
        self.trial = trial
        self.table = table
        reading = reading_of(run)
        self.reader = RowReader(reading)
        self.refs = References(actor, create=run.options.get("create", True))
        linked = "parent" in reading.columns
        known = codes_in(table, reading.columns) if linked else None
        self.planner = Planner(self.reader, self.refs, known)
        self.size = ROWS_MAX
        self.number = 0
        self.done = 0
        self.counts: Counter[str] = Counter()

    def all_chunks(self, progress: Progress) -> dict[str, int] | None:
        """Store every chunk that is not stored yet; None if somebody stopped the import."""
        last_line = self._stored()
        progress(self.done, self.run.rows, dict(self.counts))
        for batch in self.table.batches(ROWS_MAX):
            batch = self._new_part(batch, last_line)
            for part in self._pieces(batch):
                self._store(part)
                progress(self.done, self.run.rows, dict(self.counts))
                if not self.trial and not self._wanted():
                    return None
        return dict(self.counts)

    def _stored(self) -> int:
        """Count what earlier runs have stored; return the last line of it."""
        if self.trial:
            return 0
        last_line = 0
        stored = ImportChunk.objects.filter(run=self.run).order_by("number")
        for number, line, rows, counts in stored.values_list(
            "number", "last_line", "rows", "counts"
        ):
            self.number, last_line = number + 1, line
            self.done += rows
            self.counts.update(counts)
        return last_line

    def _new_part(self, batch: Batch, last_line: int) -> Batch:
        """Return the part of a batch that is not stored; of the rest only the codes matter."""
        if not last_line or not (batch.lines and batch.lines[0] <= last_line or batch.bad):
            return batch
        cut = sum(line <= last_line for line in batch.lines)
        self.planner.pass_over(self.reader.read(Batch(batch.lines[:cut], batch.rows[:cut])))
        bad = [one for one in batch.bad if one.line > last_line]
        return Batch(batch.lines[cut:], batch.rows[cut:], bad)

    def _pieces(self, batch: Batch) -> Iterator[Batch]:
        """Part a batch so that no chunk takes longer than others are to wait."""
        start = 0
        bad = sorted(batch.bad, key=lambda one: one.line)
        while start < len(batch.rows) or bad:
            end = start + self.size
            lines = batch.lines[start:end]
            last = end >= len(batch.rows)
            mine = [one for one in bad if last or one.line < lines[-1]]
            yield Batch(lines, batch.rows[start:end], mine)
            bad = bad[len(mine) :]
            start = end

    def _store(self, part: Batch) -> None:
        began = time.monotonic()
        chunk = self._stored_chunk(part)
        self.number += 1
        self.done += chunk.size
        self.counts.update(chunk.counts)
        seconds = time.monotonic() - began
        if seconds > SECONDS_MAX:
            self.size = max(ROWS_MIN, int(self.size * SECONDS_MAX / seconds))
        elif seconds < SECONDS_MAX / 3:
            self.size = min(ROWS_MAX, self.size * 2)

    def _stored_chunk(self, part: Batch) -> chunks.Chunk:
        """Store a chunk; if somebody took one of its codes at the same moment, look again."""
        for attempt in range(ATTEMPTS):
            rows = self.reader.read(part)
            chunk = chunks.Chunk(self.number, self.planner, rows, recording.of_lines(part.bad))
            try:
                chunks.store(actor=self.actor, run_id=self.run.pk, chunk=chunk, trial=self.trial)
            except BaseException as error:
                self.refs.drop(counted=False)
                if isinstance(error, TakenMeanwhile) and attempt + 1 < ATTEMPTS:
                    continue
                raise
            if self.trial:
                self._keep_trial(chunk)
            else:
                self.refs.keep()
            return chunk
        raise AssertionError("the last attempt raises")

    def _keep_trial(self, chunk: chunks.Chunk) -> None:
        self.refs.drop(counted=True)
        faults = [*recording.faults_of(chunk.rows), *chunk.lines]
        if faults:
            chunks.note_faults(actor=self.actor, run_id=self.run.pk, faults=faults, trial=True)

    def _wanted(self) -> bool:
        states = Import.objects.filter(pk=self.run.pk).values_list("state", flat=True)
        return bool(states.get() == Import.State.RUNNING)


def rows_of(run: Import, first: int, most: int) -> Rows:
    """Return some rows of an import as values, from a line on, for the page that shows them."""
    table: Table = open_table(storage.path_of(run.stored))
    reader = RowReader(reading_of(run))
    for batch in table.batches(ROWS_MAX):
        if batch.lines and batch.lines[-1] >= first:
            start = next(i for i, line in enumerate(batch.lines) if line >= first)
            end = start + most
            return reader.read(Batch(batch.lines[start:end], batch.rows[start:end]))
    return Rows([], [], {}, {})


def outcome(counts: dict[str, Any]) -> dict[str, int]:
    """Return the counts as interfaces tell them."""
    told = {
        name: int(counts.get(name, 0)) for name in ("created", "updated", "unchanged", "rejected")
    }
    created = sum(count for name, count in counts.items() if name.startswith("new_"))
    return told | {"created_references": created}
