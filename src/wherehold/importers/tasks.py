"""What the importers leave to the background, for the table of tasks of the project."""

import logging

from wherehold.importers import exporting, running, undoing
from wherehold.importers.commands import exports, runs
from wherehold.kernel.actor import system
from wherehold.kernel.errors import Refusal
from wherehold.kernel.jobs import Run, Task

log = logging.getLogger(__name__)
CLEAN_UP_S = 3_600


def check(run: Run) -> None:
    """Run the trial of an import."""
    _execute(run, trial=True)


def bring_in(run: Run) -> None:
    """Run an import, from where it was stopped."""
    _execute(run, trial=False)


def undo(run: Run) -> None:
    """Take an import back."""
    try:
        undoing.execute(int(run.payload["run_id"]), lambda done, total, _c: run.step(done, total))
    except Refusal as refusal:
        _failed(run, str(refusal))


def export(run: Run) -> None:
    """Write a large export, to be fetched."""
    exporting.write_kept(int(run.payload["export_id"]), lambda done: run.step(done))


def clean_up(run: Run) -> None:
    """Delete exports that were not fetched within a day."""
    exports.clean_up(actor=system("importers.clean_up"))


TASKS = {
    runs.CHECK: Task(check, tries=20),
    runs.IMPORT: Task(bring_in, tries=5),
    runs.UNDO: Task(undo, tries=5),
    exports.EXPORT: Task(export, tries=2),
    "importers.clean_up": Task(clean_up, every_s=CLEAN_UP_S),
}


def _execute(run: Run, *, trial: bool) -> None:
    """Run an import or its trial. What is refused as a whole is told where the import is shown."""
    try:
        running.execute(
            int(run.payload["run_id"]),
            trial=trial,
            progress=lambda done, total, counts: run.step(
                done, total, counts=running.outcome(counts)
            ),
        )
    except running.RunsAlready:
        if trial:  # It is the trial of columns that were others: this one comes after it.
            raise
        log.info("Import %s is being worked on elsewhere.", run.payload["run_id"])
    except Refusal as refusal:
        _failed(run, str(refusal))


def _failed(run: Run, trouble: str) -> None:
    runs.fail(actor=system("import"), run_id=int(run.payload["run_id"]), trouble=trouble)
