"""Opening a count: what matches is frozen as a list, room by room, in a fixed number of steps."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger, organisation, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import listing, parties, rooms, views
from wherehold.stocktake import access
from wherehold.stocktake.events import Opened
from wherehold.stocktake.models import Line, Stocktake, Zone, ZonePlace
from wherehold.stocktake.refusals import BadCount, NothingExpected

NAME_MAX = 120
NOTE_MAX = 2_000
SEED_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a count is of, and how it is done.

    `given` are filters as in an address; `view_id` takes those of a saved view. `sample` draws
    so many at random; the same `seed` draws the same of the same. With `asset_ids` only those of
    them are counted. Units: `second_minor` is in
    the organisation's currency.
    """

    name: str
    given: Mapping[str, Sequence[str]] | None = None
    view_id: int | None = None
    sample: int | None = None
    seed: str = ""
    blind: bool = False
    alone: bool = False
    second_minor: int | None = None
    goal_permille: int = 980
    signer_id: int | None = None
    note: str = ""
    plan_id: int | None = None
    asset_ids: Sequence[int] | None = None


@dataclass(frozen=True)
class _Frozen:
    """What matched, as a statement to select from, and what it amounts to."""

    sql: str
    values: list[Any]
    population: int
    seed: str
    number: int
    value_minor: int
    place_path: str
    category_path: str
    places: list[tuple[int, int]]


@transaction.atomic
def open_stocktake(*, actor: Actor, terms: Terms) -> int:
    """Open a count and freeze what is expected; return its id.

    Only what the opener may see is expected. What is planned, ordered, missing or gone is not,
    unless the filters name the stage. A fixed number of statements, however much matches.

    Raises: BadCount, BadFilter, NothingExpected; NotFound (view, signer); NotAllowed
        (stocktake.run, where all that matches lies).
    Records: stocktake.opened.
    """
    if not actor.may_somewhere(access.RUN):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    _fit(terms)
    given, view = _scope(actor, terms)
    if terms.signer_id is not None:
        parties.known(actor=actor, party_ids=[terms.signer_id])
    frozen = _freeze(actor, given, terms)
    if not frozen.number:
        raise NothingExpected({"field": "given"})
    if not actor.may(access.RUN, frozen.place_path, frozen.category_path):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    stocktake = _write(actor, terms, given, view, frozen)
    zones = _zones(actor, stocktake, frozen)
    _lines(stocktake, frozen)
    opened = Opened(
        subject_id=stocktake.pk,
        name=stocktake.name,
        given=given,
        view=view,
        sample=terms.sample,
        seed=frozen.seed,
        population=frozen.population,
        expected=frozen.number,
        zones=zones,
        blind=terms.blind,
        digest=_digest(stocktake),
    )
    ledger.record([opened], actor=actor, happened_at=stocktake.opened_at)
    return stocktake.pk


def _fit(terms: Terms) -> None:
    """Refuse what cannot be.

    Raises: BadCount.
    """
    whole = {
        "name": (len(terms.name.strip()), NAME_MAX, 1),
        "note": (len(terms.note), NOTE_MAX, 0),
        "seed": (len(terms.seed), 40, 0),
        "sample": (1 if terms.sample is None else terms.sample, 1_000_000, 1),
        "second_minor": (terms.second_minor or 0, 2**53, 0),
        "goal_permille": (terms.goal_permille, 1000, 1),
    }
    why = _("from {least} to {most}.")
    faults = [
        {"field": name, "why": why.format(least=least, most=most)}
        for name, (value, most, least) in whole.items()
        if not least <= value <= most
    ]
    if any("\0" in text for text in (terms.name, terms.note, terms.seed)):
        faults.append({"field": "name", "why": _("has a character that no text has.")})
    if faults:
        raise BadCount(*faults)


def _scope(actor: Actor, terms: Terms) -> tuple[dict[str, list[str]], str]:
    """Return the filters of the scope, and the name of the view that they come from.

    Raises: NotFound (view).
    """
    given = {name: list(values) for name, values in (terms.given or {}).items()}
    view = ""
    if terms.view_id is not None:
        known = {one.id: one for one in views.views(actor=actor, limit=1_000)}
        if terms.view_id not in known:
            raise NotFound({"what": "view", "key": terms.view_id})
        found = known[terms.view_id]
        given, view = {**found.filters, **given}, found.name
    if not any(given.get("stage", ())):
        given["stage"] = [",".join(access.COUNTED)]
    return given, view


def _freeze(actor: Actor, given: Mapping[str, Sequence[str]], terms: Terms) -> _Frozen:
    sql, values = listing.selection(actor=actor, given=given)
    seed, population = "", None
    if terms.sample is not None or terms.asset_ids is not None:
        ids = [key for (key,) in _rows(f"SELECT id FROM ({sql}) AS m ORDER BY id", values)]
        if terms.asset_ids is not None:
            some = set(terms.asset_ids)
            ids = [key for key in ids if key in some]
        if terms.sample is not None:
            seed, population = terms.seed or secrets.token_hex(SEED_BYTES), len(ids)
            ids = sorted(Random(seed).sample(ids, min(terms.sample, population)))
        sql, values = listing.selection(actor=actor, given=given, ids=ids)
    return _amount(sql, values, population, seed)


def _amount(sql: str, values: list[Any], population: int | None, seed: str) -> _Frozen:
    """Say what matched amounts to, place by place. One statement."""
    columns = "COALESCE(place_id, 0), count(*), COALESCE(sum(value_minor), 0)"
    columns += ", min(place_path), max(place_path), min(category_path), max(category_path)"
    rows = _rows(f"SELECT {columns} FROM ({sql}) AS m GROUP BY 1", values)
    number = sum(row[1] for row in rows)
    return _Frozen(
        sql=sql,
        values=values,
        population=number if population is None else population,
        seed=seed,
        number=number,
        value_minor=sum(int(row[2]) for row in rows),
        place_path=_common([path for row in rows for path in row[3:5]]),
        category_path=_common([path for row in rows for path in row[5:7]]),
        places=[row[:2] for row in rows],
    )


def _common(among: Sequence[str]) -> str:
    """Return the path that all of them share."""
    one, other = min(among, default=""), max(among, default="")
    steps = 0
    while one[: steps + paths.WIDTH] == other[: steps + paths.WIDTH] and steps < len(one):
        steps += paths.WIDTH
    return one[:steps]


def _write(
    actor: Actor, terms: Terms, given: dict[str, list[str]], view: str, frozen: _Frozen
) -> Stocktake:
    return Stocktake.objects.create(
        name=terms.name.strip(),
        given=given,
        view=view,
        place_path=frozen.place_path,
        category_path=frozen.category_path,
        sample=terms.sample,
        seed=frozen.seed,
        population=frozen.population,
        expected=frozen.number,
        value_minor=frozen.value_minor,
        currency=organisation.current().currency,
        blind=terms.blind,
        alone=terms.alone,
        second_minor=terms.second_minor,
        goal_permille=terms.goal_permille,
        signer_id=terms.signer_id,
        note=terms.note.strip(),
        opened_at=clock.now(),
        opened_by_id=actor.party_id,
        plan_id=terms.plan_id,
    )


def _zones(actor: Actor, stocktake: Stocktake, frozen: _Frozen) -> int:
    """Make a zone of each room that something is expected in; return how many."""
    places = frozen.places
    known = rooms.rooms_of(actor=actor, place_ids=[key for key, _number in places if key])
    expected: dict[rooms.Room | None, int] = {}
    for key, number in places:
        room = known.get(key)
        expected[room] = expected.get(room, 0) + number
    ordered = sorted(expected, key=lambda room: (room is None, room.name if room else ""))
    ids = dict(zip(ordered, bulk.next_ids(Zone, len(ordered)), strict=True))
    bulk.insert(
        Zone,
        ("id", "stocktake_id", "place_id", "path", "name", "expected", *ZERO),
        [_zone(ids[room], stocktake, room, expected[room]) for room in ordered],
    )
    bulk.insert(
        ZonePlace,
        ("stocktake_id", "place_key", "zone_id"),
        [(stocktake.pk, key, ids[known.get(key)]) for key, _number in places],
    )
    return len(ordered)


ZERO = ("found", "elsewhere", "missing", "moved")


def _zone(
    key: int, stocktake: Stocktake, room: rooms.Room | None, expected: int
) -> tuple[object, ...]:
    where = (room.id, room.path, room.name) if room else (None, "", _("Without a place"))
    return (key, stocktake.pk, *where, expected, 0, 0, 0, 0)


def _lines(stocktake: Stocktake, frozen: _Frozen) -> None:
    """Freeze the list by one statement, in the order of ids."""
    table, places = Line._meta.db_table, ZonePlace._meta.db_table
    statement = (
        f"INSERT INTO {table} (stocktake_id, asset_id, zone_id, place_id, value_minor, expected, "
        "state, times, twice, moved, recount, outcome, note) "
        "SELECT %s, m.id, z.zone_id, m.place_id, m.value_minor, TRUE, 'open', 0, FALSE, FALSE, "
        f"FALSE, '', '' FROM ({frozen.sql}) AS m JOIN {places} z ON z.stocktake_id = %s "
        "AND z.place_key = COALESCE(m.place_id, 0) ORDER BY m.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [stocktake.pk, *frozen.values, stocktake.pk])


def _digest(stocktake: Stocktake) -> str:
    """Return the hash over the ids that are expected, ascending, with commas between."""
    joined = "group_concat(asset_id, ',')"
    if connection.vendor == "postgresql":
        joined = "string_agg(asset_id::text, ',' ORDER BY asset_id)"
    statement = (
        f"SELECT {joined} FROM (SELECT asset_id FROM {Line._meta.db_table} "
        "WHERE stocktake_id = %s ORDER BY asset_id) AS m"
    )
    [(ids,)] = _rows(statement, [stocktake.pk])
    return sha256(ids.encode()).hexdigest()


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
