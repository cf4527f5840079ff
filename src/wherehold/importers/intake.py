"""A file comes in through a door and is put in line."""

from collections.abc import Iterable, Mapping
from typing import Any

from wherehold.importers import looking, mapping
from wherehold.importers.commands import runs
from wherehold.kernel.actor import Actor


def take_in(
    *,
    actor: Actor,
    name: str,
    pieces: Iterable[bytes],
    choices: Mapping[str, str],
    options: Mapping[str, Any],
    dry_run: bool,
) -> int:
    """Keep a file, find out what is in it, begin to import or check it; return its number.

    Raises: NotAllowed; TooLarge, DiskFull, Unreadable; UnknownColumn, UnknownField,
        FieldTwice, MissingColumn.
    """
    looked = looking.look(
        actor=actor, name=name, pieces=pieces, choices=choices, options=options
    )
    mapping.check(looked.headings, looked.columns)
    return runs.receive(actor=actor, looked=looked, dry_run=dry_run, start=True)
