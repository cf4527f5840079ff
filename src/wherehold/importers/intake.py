"""A file comes in through a door and is put in line."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from wherehold.importers import looking, mapping, storage
from wherehold.importers.commands import runs
from wherehold.importers.looking import Looked, look
from wherehold.importers.queries import imports
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, Refusal


def take_in(
    *,
    actor: Actor,
    files: Iterable[tuple[str, Iterable[bytes]]],
    choices: Mapping[str, str],
    options: Mapping[str, Any],
    dry_run: bool,
) -> list[int]:
    """Keep files, find out what is in them, begin to import or check them; return their numbers.

    All of them or none: what is wrong with one is found before any is begun.
    Raises: NotAllowed; TooLarge, DiskFull, Unreadable; UnknownColumn, UnknownField,
        FieldTwice, MissingColumn.
    """
    everything: list[Looked] = []
    try:
        for name, pieces in files:
            looked = look(actor=actor, name=name, pieces=pieces, choices=choices, options=options)
            everything.append(looked)
            mapping.check(looked.headings, looked.columns)
    except Refusal:
        for looked in everything:
            storage.path_of(looked.kept.stored).unlink(missing_ok=True)
        raise
    with transaction.atomic():
        return [
            runs.receive(actor=actor, looked=looked, dry_run=dry_run, start=True)
            for looked in everything
        ]


def take_in_to_choose(*, actor: Actor, name: str, pieces: Iterable[bytes], template: str) -> int:
    """Keep a file and check it as its columns seem to be; a person looks before it is imported.

    Raises: NotAllowed; TooLarge, DiskFull, Unreadable, NotFound (template).
    """
    options = {"template": template} if template else {}
    looked = look(actor=actor, name=name, pieces=pieces, options=options)
    try:
        mapping.check(looked.headings, looked.columns)
    except Invalid:
        return runs.receive(actor=actor, looked=looked)
    return runs.receive(actor=actor, looked=looked, check=True)


def choose_again(
    *, actor: Actor, run_id: int, columns: Sequence[str], options: Mapping[str, Any]
) -> None:
    """Let columns become other fields, and check the file anew.

    Raises: NotFound, NotNow; UnknownField, FieldTwice, MissingColumn.
    """
    run = imports.one(actor=actor, run_id=run_id)
    fitted = [*columns, *run.columns[len(columns) :]][: len(run.headings)]
    mapping.check(run.headings, fitted)
    survey = looking.again(fitted, run.stored)
    runs.choose(actor=actor, run_id=run_id, columns=fitted, survey=survey, options=options)
