"""Which positions lie within what a map shows, and may be seen: as SQL, for all its questions.

Each state says on what thing its device is and in which square of the earth, so a piece of the
map is some ranges of one index, and what may be seen and which filters hold is asked of the thing
itself, row by row, before anything is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from wherehold.kernel.actor import Actor
from wherehold.register.access import visible_sql
from wherehold.register.queries import listing
from wherehold.tracking import access, privacy, tiles

Given = Mapping[str, Sequence[str]]
# Beyond so many, SQLite reads all one after the other sooner than these each by itself.
FEW = 12_000
_SIDE = 180.0


@dataclass(frozen=True)
class Box:
    """What a map shows, in degrees. East may lie beyond 180 where the map goes round."""

    south: float
    west: float
    north: float
    east: float

    @property
    def pieces(self) -> list["Box"]:
        """Return the box as one or two that end at 180 degrees; none where it is the world."""
        if self.east - self.west >= 2 * _SIDE:
            return []
        if -_SIDE <= self.west and self.east <= _SIDE:
            return [self]
        west = (self.west + _SIDE) % (2 * _SIDE) - _SIDE
        east = west + self.east - self.west
        if east <= _SIDE:
            return [Box(self.south, west, self.north, east)]
        rest = Box(self.south, -_SIDE, self.north, east - 2 * _SIDE)
        return [Box(self.south, west, self.north, _SIDE), rest]


@dataclass(frozen=True)
class Scope:
    """From where the things of a map come, with the parameters. `few` are found by the index."""

    sql: str
    values: list[Any]
    few: bool


def scope(*, actor: Actor, given: Given, box: Box, named: bool = False) -> Scope:
    """Return what lies within a box and may be seen, of what meets the filters of the list.

    With `named` the caller says which things it is about, so nothing is looked for by place.

    Raises: BadFilter.
    """
    where, values = listing.condition(actor=actor, given=given)
    may, may_values = visible_sql(actor, access.POSITIONS)
    own, own_values = privacy.hidden_sql(actor)
    was, was_values = _theirs(actor)
    there, there_values = _there(box)
    squares, square_values = _squares(box)
    few = named or _are_few(squares, square_values)
    source = _source(named=named, few=few)
    if squares and few and not named:
        there, there_values = f"{squares} AND {there}", [*square_values, *there_values]
    return Scope(
        f"FROM {source} register_asset a ON a.id = s.asset_id "
        f"WHERE s.patch >= 0 AND {there} AND s.at_us >= s.from_us AND (NOT s.is_shared OR "
        "NOT EXISTS (SELECT 1 FROM tracking_state o WHERE o.asset_id = s.asset_id "
        "AND o.patch >= 0 AND (o.at_us > s.at_us "
        "OR (o.at_us = s.at_us AND o.device_id > s.device_id)))) "
        f"AND NOT {was} AND {may} AND NOT {own} AND {where}",
        [*there_values, *was_values, *may_values, *own_values, *values],
        few,
    )


def _theirs(actor: Actor) -> tuple[str, list[int]]:
    """Return the condition on positions that were told while somebody else kept the thing."""
    test = "s.at_us >= s.theirs_from_us AND s.at_us < s.theirs_until_us"
    if actor.party_id is None:
        return f"({test})", []
    return f"({test} AND s.theirs_id <> %s)", [actor.party_id]


def _source(*, named: bool, few: bool) -> str:
    """Return the tables; SQLite, which counts no squares, is told in which order to read them."""
    if connection.vendor == "postgresql" or named:
        return "tracking_state s JOIN"
    return "tracking_state s CROSS JOIN" if few else "tracking_state s NOT INDEXED CROSS JOIN"


def _there(box: Box) -> tuple[str, list[float]]:
    pieces = box.pieces
    if not pieces:
        return "s.lat BETWEEN %s AND %s", [box.south, box.north]
    test = "(s.lat BETWEEN %s AND %s AND s.lon BETWEEN %s AND %s)"
    values = [edge for p in pieces for edge in (p.south, p.north, p.west, p.east)]
    return f"({' OR '.join([test] * len(pieces))})", values


def _squares(box: Box) -> tuple[str, list[int]]:
    """Return the condition on squares of the earth; none where a map shows very much of it."""
    found = [one for p in box.pieces for one in tiles.cover(p.south, p.west, p.north, p.east)]
    test = " OR ".join(["s.patch BETWEEN %s AND %s"] * len(found))
    return f"({test})" if found else "", [edge for one in found for edge in one]


def _are_few(squares: str, values: Sequence[int]) -> bool:
    """Say whether so few positions lie in these squares that each is looked up by itself."""
    if connection.vendor == "postgresql" or not squares:
        return bool(squares)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT 1 FROM tracking_state s "  # noqa: S608 - names are ours
            f"WHERE {squares} LIMIT {FEW + 1})",
            values,
        )
        [(number,)] = cursor.fetchall()
    return int(number) <= FEW
