"""An import as a whole: taken in, mapped, begun, stopped, finished."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.importers import mapping
from wherehold.importers.events import Finished, Started
from wherehold.importers.looking import Looked
from wherehold.importers.models import Import, ImportChunk, RowFault, Template
from wherehold.importers.queries.imports import one_for_update
from wherehold.kernel import clock, jobs, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed

CHECK, IMPORT, UNDO = "importers.check", "importers.import", "importers.undo"


class NotNow(Conflict):
    """The import is in a state in which this cannot be done."""

    code = "not_now"
    title = _("Not now")
    message = _("Import {run} is {state}: {why}")


class BadName(Invalid):
    """A template has a name, and not a long one."""

    code = "bad_name"
    title = _("Not a name")
    message = _("A template has a name of 1 to {limit} characters.")


@transaction.atomic
def receive(
    *,
    actor: Actor,
    looked: Looked,
    dry_run: bool = False,
    start: bool = False,
    check: bool = False,
) -> int:
    """Enter an import of a file that was looked at, and return its number.

    With `start` it begins by itself, with `check` its trial does; after a `dry_run` nothing more.

    Raises: NotAllowed.
    Records: nothing; `begin` does.
    """
    _may(actor)
    run = Import.objects.create(
        by_id=actor.party_id,
        actor=actor.name,
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
        name=looked.name,
        stored=looked.kept.stored,
        sha256=looked.kept.sha256,
        size=looked.kept.size,
        format=looked.format,
        about=looked.about,
        program=looked.program,
        headings=looked.headings,
        columns=looked.columns,
        options=looked.options,
        survey=looked.survey,
        rows=looked.survey["rows"],
        dry_run=dry_run,
        created_at=clock.now(),
    )
    if start or check:
        _queue(run, trial=dry_run or check)
    return run.pk


@transaction.atomic
def begin(*, actor: Actor, run_id: int, trial: bool) -> None:
    """Note that an import or its trial begins, or goes on after a stop.

    Raises: NotAllowed.
    Records: importers.started, when rows are imported for the first time.
    """
    _may(actor)
    run = Import.objects.select_for_update().get(pk=run_id)
    RowFault.objects.filter(run=run, trial=True).delete()
    first = not ImportChunk.objects.filter(run=run).exists()
    run.state = Import.State.CHECKING if trial else Import.State.RUNNING
    run.started_at = clock.now() if first else run.started_at
    run.trouble = ""
    run.dry_run = run.dry_run and trial
    run.save(update_fields=["state", "started_at", "trouble", "dry_run"])
    if first and not trial:
        event = Started(subject_id=run.pk, sha256=run.sha256, rows=run.rows)
        ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def finish(*, actor: Actor, run_id: int, counts: Mapping[str, int], trial: bool) -> None:
    """Note how an import or its trial came out.

    Raises: nothing.
    Records: importers.finished, when rows were imported.
    """
    run = Import.objects.select_for_update().get(pk=run_id)
    if trial:
        run.state, run.trial = Import.State.CHECKED, dict(counts)
    else:
        run.state, run.counts = Import.State.DONE, dict(counts)
        event = Finished(subject_id=run.pk, counts=dict(counts))
        ledger.record([event], actor=actor, happened_at=clock.now())
    run.ended_at = clock.now()
    run.save(update_fields=["state", "trial", "counts", "ended_at"])


@transaction.atomic
def fail(*, actor: Actor, run_id: int, trouble: str) -> None:
    """Note that an import cannot go on, and why. What was stored stays.

    Raises: nothing.
    Records: nothing.
    """
    assert actor.name
    Import.objects.filter(pk=run_id).update(
        state=Import.State.FAILED, trouble=trouble, ended_at=clock.now()
    )


@transaction.atomic
def choose(
    *,
    actor: Actor,
    run_id: int,
    columns: Sequence[str],
    survey: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:
    """Let columns become other fields, and check the file anew.

    Raises: NotFound, NotNow; UnknownField, FieldTwice, MissingColumn.
    Records: nothing.
    """
    run = one_for_update(actor=actor, run_id=run_id)
    _before_import(run)
    mapping.check(run.headings, columns)
    if run.columns != list(columns):
        run.mends = {}
    run.columns, run.survey = list(columns), dict(survey)
    run.options = {**run.options, **options}
    run.save(update_fields=["columns", "survey", "options", "mends"])
    _queue(run, trial=True)


@transaction.atomic
def mend(*, actor: Actor, run_id: int, column: int, text: str, instead: str) -> None:
    """Read one text of a column as another one, wherever it stands, and check the file anew.

    Raises: NotFound, NotNow.
    Records: nothing; the ledger has what is imported.
    """
    run = one_for_update(actor=actor, run_id=run_id)
    _before_import(run)
    run.mends = {**run.mends, str(column): {**run.mends.get(str(column), {}), text: instead}}
    run.save(update_fields=["mends"])
    _queue(run, trial=True)


@transaction.atomic
def start(*, actor: Actor, run_id: int) -> None:
    """Import the good rows, in the background; after a stop, the rest of them.

    Raises: NotFound, NotAllowed, NotNow.
    Records: nothing; `begin` does.
    """
    _may(actor)
    run = one_for_update(actor=actor, run_id=run_id)
    if run.state in Import.UNDER_WAY or run.state in {Import.State.DONE, Import.State.UNDONE}:
        raise NotNow({"run": run.pk, "state": run.state, "why": _("it cannot be started.")})
    mapping.check(run.headings, run.columns)
    _queue(run, trial=False)


@transaction.atomic
def stop(*, actor: Actor, run_id: int) -> None:
    """Stop an import after the chunk that is being stored. What was stored stays.

    Raises: NotFound, NotNow.
    Records: nothing.
    """
    run = one_for_update(actor=actor, run_id=run_id)
    if run.state != Import.State.RUNNING:
        raise NotNow({"run": run.pk, "state": run.state, "why": _("it is not running.")})
    run.state = Import.State.STOPPED
    run.save(update_fields=["state"])


@transaction.atomic
def ask_undo(*, actor: Actor, run_id: int) -> None:
    """Take an import back, in the background.

    Raises: NotFound, NotAllowed, NotNow.
    Records: nothing; the undoing does.
    """
    _may(actor)
    run = one_for_update(actor=actor, run_id=run_id)
    over = {Import.State.DONE, Import.State.STOPPED, Import.State.FAILED}
    if run.state not in over or not ImportChunk.objects.filter(run=run).exists():
        raise NotNow({"run": run.pk, "state": run.state, "why": _("there is nothing to undo.")})
    run.state = Import.State.UNDOING
    run.save(update_fields=["state"])
    jobs.enqueue(UNDO, {"run_id": run.pk, "by": actor.party_id}, key=f"import:{run.pk}")


def _queue(run: Import, *, trial: bool) -> None:
    run.state = Import.State.CHECKING if trial else Import.State.RUNNING
    run.save(update_fields=["state"])
    jobs.enqueue(CHECK if trial else IMPORT, {"run_id": run.pk}, key=f"import:{run.pk}:{trial}")


def _may(actor: Actor) -> None:
    if not actor.may_somewhere("import.run"):
        raise NotAllowed({"actor": actor.name, "permission": "import.run"})


def _before_import(run: Import) -> None:
    if (
        run.state in Import.UNDER_WAY - {Import.State.CHECKING}
        or run.counts
        or run.state
        in {
            Import.State.DONE,
            Import.State.UNDONE,
        }
    ):
        raise NotNow({"run": run.pk, "state": run.state, "why": _("begin with the file anew.")})


@transaction.atomic
def save_template(*, actor: Actor, run_id: int, name: str) -> None:
    """Keep what the columns of an import become, under a name, for files with the same headings.

    Raises: NotFound; BadName.
    Records: nothing.
    """
    run = one_for_update(actor=actor, run_id=run_id)
    name = " ".join(name.split())
    if not 0 < len(name) <= 80 or not name.isprintable():
        raise BadName({"limit": 80})
    columns = {h: key for h, key in zip(run.headings, run.columns, strict=True) if h}
    Template.objects.update_or_create(
        name=name, defaults={"columns": columns, "by_id": actor.party_id}
    )
