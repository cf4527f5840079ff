"""Questions about searches: which there are, and all of one. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from wherehold.kernel import clock, cursors, ledger, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.loss import access
from wherehold.loss.models import Inquiry, Search
from wherehold.register import access as register
from wherehold.register.queries import accountable, known, parties

LIMIT_MAX = 200
STATES = Search.State.values
LOOKED_BACK = 100


@dataclass(frozen=True, kw_only=True)
class SearchLine:
    """One search as lists show it. The value is None to those who may not know prices."""

    id: int
    asset_id: int
    tag: str
    name: str
    state: str
    reason: str
    note: str
    opened_at: datetime
    opened_by: str
    owner_id: int | None
    owner: str
    due_on: date | None
    late: bool
    last_place: str
    last_at: datetime | None
    last_how: str
    closed_at: datetime | None
    closed_by: str
    found_at: str
    statement: str
    police_ref: str
    insurance_ref: str
    value_minor: int | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who may know, why, and what they said when they were asked."""

    party_id: int
    name: str
    email: str
    why: str
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Card(SearchLine):
    """All of one search, and what the asker may do."""

    people: list[Person]
    may_search: bool
    may_write_off: bool


def page(
    *, actor: Actor, state: str = "open", cursor: str = "", limit: int = 50
) -> tuple[list[SearchLine], str | None]:
    """List searches, the newest first, and the cursor of the page after. Six statements at most."""
    limit = max(1, min(limit, LIMIT_MAX))
    found = access.visible(actor)
    if state in STATES:
        found = found.filter(state=state)
    if cursor:
        found = found.filter(pk__lt=cursors.read(cursor, int)[0])
    rows = list(found.select_related("asset").order_by("-pk")[: limit + 1])
    after = cursors.write([rows[limit - 1].pk]) if len(rows) > limit else None
    return _lines(actor, rows[:limit]), after


def number_open(*, actor: Actor) -> int:
    """Return how many things are searched for. One statement."""
    return access.visible(actor).filter(state=Search.State.OPEN).count()


def of_asset(*, actor: Actor, asset_id: int) -> int | None:
    """Return the search for a thing that is open, if there is one. One statement."""
    return next((key for (key,) in written.asked(_open_of_asset, actor, asset_id)), None)


def _open_of_asset(actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    found = access.visible(actor).filter(asset=asset_id, state=Search.State.OPEN)
    return found.order_by("pk").values_list("pk")[:1]


def card(*, actor: Actor, search_id: int) -> Card:
    """Return a search with the people to ask. Fourteen statements at most.

    Raises: NotFound.
    """
    row = access.visible(actor).filter(pk=search_id).select_related("asset").first()
    if row is None:
        raise NotFound({"what": "search", "key": search_id})
    [line] = _lines(actor, [row])
    return Card(
        **line.__dict__,
        people=_people(actor, row),
        may_search=register.may(actor, access.EDIT, row.asset),
        may_write_off=register.may(actor, access.RETIRE, row.asset),
    )


def asked_of(*, actor: Actor, search_id: int) -> tuple[str, str]:
    """Return what is missing, by tag and name, to somebody who was asked about it.

    Raises: NotFound, also for whoever was not asked.
    """
    asked = Inquiry.objects.filter(
        search=search_id, party=actor.party_id or 0, search__state=Search.State.OPEN
    )
    found = asked.values_list("search__asset__tag", "search__asset__name").first()
    if found is None:
        raise NotFound({"what": "search", "key": search_id})
    return found


def _people(actor: Actor, row: Search) -> list[Person]:
    """Return who may know where it is: who was asked, has it, had it, saw it, answers for it."""
    asked = {one.party_id: one for one in Inquiry.objects.filter(search=row)}
    why: dict[int, str] = {}
    if register.may(actor, "custody.holder", row.asset):
        why |= _holders(row)
    answering = accountable.accountable(actor=actor, asset_ids=[row.asset_id]).get(row.asset_id)
    if answering is not None:
        why.setdefault(answering.party_id, "accountable")
    for key in asked:
        why.setdefault(key, "asked")
    names = parties.names(actor=actor, ids=why)
    people = {one.id: one for one in parties.known(actor=actor, party_ids=names)}
    return [
        Person(
            party_id=key,
            name=people[key].name,
            email=people[key].email,
            why=reason,
            asked_at=asked[key].asked_at if key in asked else None,
            answered_at=asked[key].answered_at if key in asked else None,
            answer=asked[key].answer if key in asked else "",
        )
        for key, reason in why.items()
        if key in people
    ]


def _holders(row: Search) -> dict[int, str]:
    """Return who has it, had it last, and who saw it last, by the ledger. One statement."""
    kinds = ("custody.checked_out", "custody.transferred", "register.seen", "register.moved")
    entries = ledger.history("asset", row.asset_id, limit=LOOKED_BACK, kinds=kinds)
    why = {row.holder_id: "holder"} if row.holder_id else {}
    for entry in entries:
        held = (entry.data or {}).get("holder_id")
        if isinstance(held, int):
            why.setdefault(held, "had")
        kind, _colon, number = entry.actor.partition(":")
        if kind == "party" and number.isdigit():
            why.setdefault(int(number), "saw")
    return dict(list(why.items())[:12])


def _lines(actor: Actor, rows: list[Search]) -> list[SearchLine]:
    ids = {row.asset_id for row in rows}
    priced = access.priced(actor, ids)
    place_ids = {key for row in rows for key in (row.last_place_id, row.found_at_place_id) if key}
    places = known.places(actor=actor, ids=place_ids)
    people = {
        key for row in rows for key in (row.owner_id, row.opened_by_id, row.closed_by_id) if key
    }
    names = parties.names(actor=actor, ids=people)
    return [_line(row, places, names, priced) for row in rows]


def _line(
    row: Search, places: dict[int, str], names: dict[int, str], priced: Iterable[int]
) -> SearchLine:
    worth = row.asset.value_minor if row.state == Search.State.OPEN else row.value_minor
    return SearchLine(
        id=row.pk,
        asset_id=row.asset_id,
        tag=row.asset.tag,
        name=row.asset.name,
        state=row.state,
        reason=row.reason,
        note=row.note,
        opened_at=row.opened_at,
        opened_by=names.get(row.opened_by_id or 0, ""),
        owner_id=row.owner_id if row.owner_id in names else None,
        owner=names.get(row.owner_id or 0, ""),
        due_on=row.due_on,
        late=row.state == "open" and row.due_on is not None and row.due_on < clock.today(),
        last_place=places.get(row.last_place_id or 0, ""),
        last_at=row.last_at,
        last_how=row.last_how,
        closed_at=row.closed_at,
        closed_by=names.get(row.closed_by_id or 0, ""),
        found_at=places.get(row.found_at_place_id or 0, ""),
        statement=row.statement,
        police_ref=row.police_ref,
        insurance_ref=row.insurance_ref,
        value_minor=worth if row.asset_id in priced else None,
    )
