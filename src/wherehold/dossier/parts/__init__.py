"""The parts of the file, by what they tell of: a folder of plain functions and this one list."""

from wherehold.dossier.parts import account, acts, keeping, telling, whereabouts, work
from wherehold.dossier.parts.shape import Part

PARTS: tuple[Part, ...] = (
    *account.PARTS,
    *keeping.PARTS,
    *work.PARTS,
    *acts.PARTS,
    *whereabouts.PARTS,
    *telling.PARTS,
)
