"""Imports as interfaces show them."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Sum

from wherehold.importers import running, storage
from wherehold.importers.commands.runs import CHECK, UNDO
from wherehold.importers.console import fault_json
from wherehold.importers.formats import open_table
from wherehold.importers.models import Import, ImportChunk
from wherehold.importers.queries import imports
from wherehold.importers.recording import Fault, heading
from wherehold.kernel import sheets
from wherehold.kernel.actor import Actor
from wherehold.kernel.models import Job

_ON_THE_WAY = frozenset({Import.State.RUNNING, Import.State.STOPPED, Import.State.FAILED})
OWN_HEADINGS = ("line in the file", "what is wrong", "how to mend it")


def summary(run: Import) -> dict[str, Any]:
    """Return what lists say of an import."""
    return {
        "id": run.pk,
        "name": run.name,
        "state": run.state,
        "dry_run": run.dry_run,
        "rows": run.rows,
        **running.outcome(counts_of(run)),
        "created_at": run.created_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
    }


def as_json(actor: Actor, run: Import) -> dict[str, Any]:
    """Return all that is known of an import, with the first thousand faults."""
    return summary(run) | {
        "size": run.size,
        "sha256": run.sha256,
        "format": run.format,
        "program": run.program,
        "columns": dict(zip(run.headings, run.columns, strict=True)),
        "progress": progress(run),
        "trouble": run.trouble,
        "kept": run.options.get("kept", []),
        "errors": [fault_json(run, fault) for fault in imports.faults(actor=actor, run=run)],
    }


def counts_of(run: Import) -> dict[str, Any]:
    """Return the counts of an import: so far, at the end, or those of its trial."""
    if run.state in _ON_THE_WAY:
        counts: Counter[str] = Counter()
        for each in ImportChunk.objects.filter(run=run).values_list("counts", flat=True):
            counts.update(each)
        return dict(counts)
    return dict(run.counts or run.trial)


def progress(run: Import) -> dict[str, int]:
    """Return how far an import is, in rows; an undoing in chunks, twice each."""
    if run.state in _ON_THE_WAY:
        done = ImportChunk.objects.filter(run=run).aggregate(done=Sum("rows"))["done"]
        return {"done": done or 0, "total": run.rows}
    if run.state in Import.UNDER_WAY:
        return _of_job(run)
    return {"done": run.rows if run.ended_at else 0, "total": run.rows}


def _of_job(run: Import) -> dict[str, int]:
    name = CHECK if run.state == Import.State.CHECKING else UNDO
    jobs = Job.objects.filter(name=name, payload__run_id=run.pk).order_by("-pk")
    told: dict[str, Any] = jobs.values_list("progress", flat=True).first() or {}
    return {"done": told.get("done") or 0, "total": told.get("total") or run.rows}


def errors_file(actor: Actor, run: Import) -> Iterator[bytes]:
    """Give the rows that were put aside as a file that can be mended and imported.

    The columns are those of the file, with three of ours behind, which the import leaves out.
    """
    headings = [*run.headings, *OWN_HEADINGS]
    return sheets.csv_parts(headings, _error_rows(actor, run), mark=True)


def _error_rows(actor: Actor, run: Import) -> Iterator[list[str]]:
    width = len(run.headings)
    found = groupby(imports.every_fault(actor=actor, run=run), key=lambda fault: fault.line)
    waiting = next(found, None)
    for line, cells in _lines(run):
        if waiting is None:
            return
        if waiting[0] != line:
            continue
        faults = list(waiting[1])
        yield [*(cells + [""] * width)[:width], str(line), *_words(run, faults)]
        waiting = next(found, None)


def _words(run: Import, faults: list[Fault]) -> tuple[str, str]:
    wrong = "; ".join(f"{heading(run, f.column)}: {f.message}".lstrip(": ") for f in faults)
    return wrong, "; ".join(f.suggestion for f in faults if f.suggestion)


def _lines(run: Import) -> Iterator[tuple[int, list[str]]]:
    if not storage.path_of(run.stored).exists():
        return
    table = open_table(storage.path_of(run.stored))
    for batch in table.batches(running.ROWS_MAX):
        rows = list(zip(batch.lines, batch.rows, strict=True))
        rows += [(bad.line, list(bad.cells)) for bad in batch.bad]
        yield from sorted(rows, key=lambda one: one[0])
