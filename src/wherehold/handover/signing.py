"""Signatures: lines drawn with a finger, or a name that was typed."""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from wherehold.handover.refusals import BadHandover
from wherehold.kernel.fields import canonical

WIDTH, HEIGHT = 600, 200
STROKES_MAX, POINTS_MAX, NAME_MAX = 200, 5_000, 120
# Whoever only taps has not signed.
POINTS_MIN = 4
Signature = dict[str, Any]
Point = tuple[int, int]


def signature(strokes: str = "", name: str = "") -> Signature:
    """Return what was drawn or typed as it is kept; empty where it was neither.

    `strokes` is JSON: a list of lines, each a list of points within 600 by 200.

    Raises: BadHandover.
    """
    name = " ".join(name.split())[:NAME_MAX]
    lines = _lines(strokes) if strokes.strip() else []
    if sum(len(line) for line in lines) >= POINTS_MIN:
        return {"strokes": [[list(point) for point in line] for line in lines]}
    return {"name": name} if name else {}


def written(strokes: Sequence[Sequence[Point]]) -> str:
    """Return lines as the text that `signature` reads; nothing of none."""
    return json.dumps(strokes) if strokes else ""


def digest(signed: Signature) -> str:
    """Return what the ledger keeps of a signature; nothing of none."""
    return sha256(canonical(signed)).hexdigest() if signed else ""


def path(signed: Signature) -> str:
    """Return a drawn signature as the path of an SVG."""
    return " ".join(
        "M" + " L".join(f"{x} {y}" for x, y in line)
        for line in signed.get("strokes", [])
        if len(line) > 1
    )


def drawing(signed: Signature) -> str:
    """Return a drawn signature as a whole SVG, for documents."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}"><path d="{path(signed)}" fill="none" stroke="#000" '
        'stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )


def _lines(text: str) -> list[list[Point]]:
    try:
        lines = [[_point(point) for point in line] for line in json.loads(text)]
    except (ValueError, TypeError, RecursionError):
        raise BadHandover({"field": "signature", "why": "600 × 200"}) from None
    if len(lines) > STROKES_MAX or sum(len(line) for line in lines) > POINTS_MAX:
        raise BadHandover({"field": "signature", "why": f"{POINTS_MAX}"})
    return lines


def _point(point: Any) -> Point:  # noqa: ANN401 - whatever a browser sent
    x, y = point
    if type(x) is not int or type(y) is not int:
        raise ValueError(point)
    return min(max(x, 0), WIDTH), min(max(y, 0), HEIGHT)
