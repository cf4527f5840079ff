"""What hand-overs are made of: to whom, on what terms, and what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wherehold.kernel import clock

# The rows that the register's door hands out. Custody never opens that table by itself.
from wherehold.register.models import Asset as Asset
from wherehold.register.queries.parties import PartyLine


@dataclass(frozen=True, kw_only=True)
class Target:
    """To whom or where to things go. Exactly one of the three ids is set."""

    holder_id: int | None = None
    place_id: int | None = None
    into_asset_id: int | None = None
    name: str
    party: PartyLine | None = None

    @property
    def held(self) -> str:
        """Return the word for it that stands on the asset."""
        if self.holder_id:
            return "party"
        return "place" if self.place_id else "asset"

    def ids(self) -> dict[str, Any]:
        """Return the three ids as a stay and its entry have them."""
        return {
            "holder_id": self.holder_id,
            "place_id": self.place_id,
            "into_asset_id": self.into_asset_id,
        }


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was said at a hand-over. `backdated` means that the caller named the instant."""

    at: datetime
    backdated: bool
    due_on: date | None = None
    condition: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One stay of an asset with a party, at a place or in another asset."""

    id: int
    asset_id: int
    holder_id: int | None
    place_id: int | None
    into_asset_id: int | None
    checked_out_at: datetime
    due_on: date | None
    returned_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """One asset of a batch that was left alone, and why."""

    asset_id: int
    code: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Handed:
    """What an act did: its number in the ledger, the stays, and what was refused."""

    act: UUID
    stays: list[Stay]
    refused: list[Refused]


def written(value: object) -> object:
    """Write a column's value as it stands in an entry."""
    if isinstance(value, datetime):
        return clock.rfc3339(value)
    return value.isoformat() if isinstance(value, date) else value


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the columns that differ, each with its value before and after."""
    return {
        column: [written(old), written(after[column])]
        for column, old in before.items()
        if old != after[column]
    }


def put_back(changed: dict[str, list[Any]]) -> dict[str, Any]:
    """Return the values that the changed columns had before, as the columns hold them."""
    values = {column: before for column, (before, _) in changed.items()}
    for column in ("held_since", "placed_at"):
        if at := values.get(column):
            values[column] = datetime.fromisoformat(at)
    if due_on := values.get("due_on"):
        values["due_on"] = date.fromisoformat(due_on)
    return values
