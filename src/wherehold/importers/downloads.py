"""Exports that the browser asks for: at once, or in the background when there are many."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.http import QueryDict

from wherehold.importers import exporting, storage
from wherehold.importers.commands.exports import note_export
from wherehold.importers.models import Export
from wherehold.kernel.actor import Actor
from wherehold.register.queries import listing

AT_ONCE_MAX = 20_000
# What stands in the address of the list beside its filters.
_BESIDE = frozenset({"sort", "cols", "col", "density", "cursor", "view", "filters"})


@dataclass(frozen=True)
class Asked:
    """An export: its file in pieces, or none while it is being written."""

    export_id: int
    pieces: Iterator[bytes] | None


def ask(actor: Actor, query: str, form: str) -> Asked:
    """Begin an export of what the list with this query string shows.

    Raises: NotAllowed, BadFilter, TooManyRunning.
    """
    said = QueryDict(query.lstrip("?"))
    given = {name: values for name, values in said.lists() if name not in _BESIDE}
    columns = [name for name in said.get("cols", "").split(",") if name]
    number = listing.count(actor=actor, given=given)
    background = number.more or number.number > AT_ONCE_MAX
    export_id = note_export(
        actor=actor, given=given, columns=columns, form=form, background=background
    )
    if background:
        return Asked(export_id, None)
    return Asked(export_id, exporting.pieces(actor, given, columns, form))


def file_of(export: Export) -> BinaryIO | None:
    """Return the file of an export, if it is written and not deleted yet."""
    path = storage.path_of(export.stored) if export.stored else None
    return path.open("rb") if path and path.exists() else None
