"""Prints in the background, for who asked for them. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.labels import files, storage
from wherehold.labels.models import Print


@dataclass(frozen=True)
class PrintState:
    """How far a print is; `file` is where it lies once it is whole, for a day."""

    id: int
    format: str
    done: int
    total: int
    parts: int
    trouble: str
    ended_at: datetime | None
    file: Path | None

    @property
    def suffix(self) -> str:
        """Return what kind of file it is."""
        return "zpl" if self.format == "zpl" else "pdf" if self._is_one_pdf else "zip"

    @property
    def content_type(self) -> str:
        """Return how a browser is told what it is."""
        return files.TYPES[self.suffix]

    @property
    def _is_one_pdf(self) -> bool:
        return self.format == "pdf" and self.parts == 1


def state(*, actor: Actor, print_id: int) -> PrintState:
    """Return how far a print of the actor's own is.

    Raises: NotFound.
    """
    row = Print.objects.filter(pk=print_id, by=actor.party_id).first()
    if row is None or actor.party_id is None:
        raise NotFound({"what": "print", "key": print_id})
    path = storage.whole(row.stored)
    there = row.ended_at is not None and not row.trouble and path.exists()
    counted = (row.done, row.total, row.parts)
    file = path if there else None
    return PrintState(row.pk, row.format, *counted, row.trouble, row.ended_at, file)
