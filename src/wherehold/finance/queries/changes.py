"""What happened to things in books: of one thing, or all that let something go."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from wherehold.finance import access
from wherehold.finance.models import Change
from wherehold.kernel.actor import Actor

_COLUMNS = (
    *("id", "kind", "on", "booked_on", "way", "note", "cost_minor", "accumulated_minor"),
    *("result_minor", "surplus_minor", "gain_minor", "proceeds_minor", "late_minor"),
    *("cost_centre",),
)


def of_asset(*, actor: Actor, asset_id: int) -> list[dict[str, Any]]:
    """Return what happened to a thing in all books, the newest first. One statement."""
    lines = access.lines(actor).filter(asset=asset_id).values("pk")
    found = Change.objects.filter(line__in=lines).order_by("-begins", "-pk")
    named = {"book": F("line__book__code"), "currency": F("line__book__currency")}
    named |= {"part": F("line__part"), "other_book": F("other__book__code")}
    return list(found.values(*_COLUMNS, **named, by_name=F("by__name")))


@dataclass(frozen=True, kw_only=True)
class Gone:
    """A thing, or a part of one, that was let go. Units: minor units."""

    tag: str
    name: str
    on: date
    way: str
    kind: str
    cost: int
    accumulated: int
    proceeds: int
    gain: int


def gone(*, actor: Actor, book_id: int, begins: date, ends: date) -> list[Gone]:
    """Return what came out of a book from one day to another, both counted.

    Raises: NotFound.
    """
    book = access.book(actor, book_id)
    lines = access.lines(actor).filter(book=book).values("pk")
    found = Change.objects.filter(
        line__in=lines,
        kind__in=(Change.Kind.PART, Change.Kind.DISPOSE),
        booked_on__gte=begins,
        booked_on__lte=ends,
    ).order_by("booked_on", "pk")
    names = {"tag": F("line__asset__tag"), "name": F("line__asset__name")}
    columns = ("on", "way", "kind", "cost_minor", "accumulated_minor")
    rows = found.values(*columns, "proceeds_minor", "gain_minor", **names)
    return [
        Gone(
            tag=one["tag"],
            name=one["name"],
            on=one["on"],
            way=one["way"],
            kind=one["kind"],
            cost=-one["cost_minor"],
            accumulated=-one["accumulated_minor"],
            proceeds=one["proceeds_minor"],
            gain=one["gain_minor"],
        )
        for one in rows
    ]
