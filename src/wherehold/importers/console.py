"""Import and export as the console does them: at once, as the installation itself."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wherehold.importers import exporting, looking, mapping, running, undoing
from wherehold.importers.commands import exports, runs
from wherehold.importers.models import Import
from wherehold.importers.queries import imports
from wherehold.importers.recording import Fault, heading
from wherehold.importers.running import Progress, nothing
from wherehold.kernel import sheets
from wherehold.kernel.actor import system
from wherehold.kernel.errors import Invalid
from wherehold.kernel.jobs import Stopped

__all__ = ["export_file", "import_file", "nothing", "undo"]
_PIECE = 2**20


def import_file(
    path: Path,
    *,
    choices: Mapping[str, str],
    create: bool,
    trial: bool,
    progress: Progress = nothing,
) -> dict[str, Any]:
    """Import or check a file and tell what came of it, with every fault.

    A file that was being imported when the process ended is gone on with.
    Raises: Unreadable, UnknownColumn, UnknownField, MissingColumn, RunsAlready.
    """
    actor = system("import").via("cli")
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(_PIECE), b"")
        looked = looking.look(
            actor=actor,
            name=path.name,
            pieces=pieces,
            choices=choices,
            options={} if create else {"create": False},
        )
    mapping.check(looked.headings, looked.columns)
    run_id = None if trial else _interrupted(looked)
    if run_id is None:
        run_id = runs.receive(actor=actor, looked=looked, dry_run=trial)
    else:
        sys.stderr.write(f"Going on with import {run_id}.\n")
    try:
        counts = running.execute(run_id, trial=trial, progress=progress)
    except Stopped:
        counts = {}
    return _told(run_id, counts)


def undo(run_id: int) -> str:
    """Take an import back and tell what was kept.

    Raises: NotFound.
    """
    actor = system("import").via("cli")
    run = imports.one(actor=actor, run_id=run_id)
    counts = undoing.execute(run.pk)
    kept = imports.one(actor=actor, run_id=run_id).options.get("kept", [])
    lines = [f"{counts['voided']} assets taken back, {counts['kept']} kept."]
    return "\n".join([*lines, *(f"{one['tag']}: {one['why']}" for one in kept)])


def export_file(name: str, given: Mapping[str, Sequence[str]]) -> int:
    """Write assets to a file, by the ending of its name, and return how many.

    Raises: BadFilter; Invalid for an ending that there is not.
    """
    actor = system("import").via("cli")
    form = "csv" if name == "-" else Path(name).suffix.lower().lstrip(".") or "csv"
    if form not in sheets.WRITERS:
        raise UnknownFormat({"format": form})
    wanted = exporting.headings()
    exports.note_export(actor=actor, given=given, columns=[], form=form, background=False)
    rows = exporting.rows(actor, given, wanted)
    if name == "-":
        sys.stdout.buffer.writelines(sheets.csv_parts(wanted, rows))
        return 0
    return sheets.WRITERS[form](Path(name), wanted, rows)


class UnknownFormat(Invalid):
    """A file cannot be written in this format."""

    code = "unknown_format"
    title = "Unknown format"
    message = "Nothing is written as {format}. End the name with .csv or .xlsx."


def _interrupted(looked: looking.Looked) -> int | None:
    """Return the import of the same file, mapped alike, that was killed on its way."""
    found = Import.objects.filter(
        by=None,
        sha256=looked.kept.sha256,
        state=Import.State.RUNNING,
        columns=looked.columns,
        options=looked.options,
    )
    run = found.order_by("-pk").first()
    return run.pk if run else None


def _told(run_id: int, counts: Mapping[str, int]) -> dict[str, Any]:
    actor = system("import")
    run = imports.one(actor=actor, run_id=run_id)
    outcome = running.outcome(dict(counts))
    outcome.pop("unchanged")
    errors = [fault_json(run, fault) for fault in imports.every_fault(actor=actor, run=run)]
    return {"id": run.pk, "rows": run.rows, **outcome, "errors": errors}


def fault_json(run: Import, fault: Fault) -> dict[str, Any]:
    """Return a fault as programs read it."""
    return {
        "line": fault.line,
        "column": heading(run, fault.column),
        "code": fault.code,
        "message": fault.message,
        "value": fault.value,
    }
