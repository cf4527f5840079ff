"""Things that meet a condition, with what titles say of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from wherehold.alerts.finding import Asked, Facts, Found

KNOWN = Q(stage__in=("in_stock", "in_service", "in_repair"))


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing as finders see it."""

    id: int
    tag: str
    holder: str | None
    place: str | None
    seen_place: str | None
    due_on: date | None
    warranty_until: date | None
    held_since: datetime | None
    seen_at: datetime | None
    confirmed_at: datetime | None
    created_at: datetime
    leaves_on: date | None
    left_at: datetime | None

    def found(self, title: str, since: datetime, **evidence: Any) -> Found:  # noqa: ANN401
        """Return a finding about it."""
        kept = {name: value for name, value in evidence.items() if value not in (None, "")}
        return Found(
            key=f"asset:{self.id}", title=title, since=since, asset_id=self.id, evidence=kept
        )


def things(where: Callable[[Asked], Q]) -> Callable[[Asked], Facts]:
    """Return how to read the things that meet a condition. One statement."""

    def read(asked: Asked) -> list[Thing]:
        rows = asked.things.filter(where(asked)).values(
            *("id", "tag", "due_on", "warranty_until", "held_since"),
            *("seen_at", "confirmed_at", "created_at"),
            holding=F("holder__name"),
            at=F("place__full_name"),
            seen=F("seen_place__full_name"),
            leaves_on=F("holder__leaves_on"),
            left_at=F("holder__archived_at"),
        )
        return [
            Thing(holder=row.pop("holding"), place=row.pop("at"), seen_place=row.pop("seen"), **row)
            for row in rows
        ]

    return read
