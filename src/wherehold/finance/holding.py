"""What is held of a thing, as a row keeps it and as the engine takes it."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from wherehold.finance.engine.changes import AMOUNTS, Held
from wherehold.finance.worth import Phase


def packed(held: Held) -> dict[str, Any]:
    """Return what is held as a row keeps it."""
    return {
        **{name: getattr(held, name) for name in AMOUNTS},
        "left": str(held.left),
        "resting": held.resting,
        "over": held.over,
        "selling": held.selling,
    }


def unpacked(kept: Mapping[str, Any]) -> Held:
    """Return what a row keeps."""
    return Held(
        **{name: kept[name] for name in AMOUNTS},
        left=Fraction(kept["left"]),
        resting=kept["resting"],
        over=kept["over"],
        selling=kept.get("selling", False),
    )


def phase_of(begins: date, held: Mapping[str, Any], charged: int, own: Mapping[str, Any]) -> Phase:
    """Return what a line says from a change on."""
    return Phase(begins=begins, held=unpacked(held), charged=charged, own=own)
