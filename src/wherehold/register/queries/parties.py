"""Questions about people, teams, departments and suppliers. Nothing here writes.

A party lies in a place, or in none when the whole organisation knows it. People see the parties
of the places that `party.see` is granted for, those that everybody knows, every supplier, and
themselves. Categories do not narrow people: who lends tools only still lends them to anybody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from wherehold.kernel import bulk, cursors, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.codes import key_of
from wherehold.register.models import Identifier, Party

LIMIT_MAX = 500
CODE_KINDS = ("email", "username", "employee_no", "badge", "other")

# By hand: every act that names people asks, and building it would cost more than it does.
KNOWN = """
SELECT p.id, p.kind, p.name, p.email, p.username, p.manager_id, m.name, p.unit_id, u.name,
    p.place_id, s.full_name, p.leaves_on, p.archived_at
FROM register_party p LEFT JOIN register_party m ON m.id = p.manager_id
LEFT JOIN register_party u ON u.id = p.unit_id LEFT JOIN register_place s ON s.id = p.place_id
"""


@dataclass(frozen=True, kw_only=True)
class PartyLine:
    """One party as lists show it."""

    id: int
    kind: str
    name: str
    email: str
    username: str
    manager_id: int | None
    manager: str
    unit_id: int | None
    unit: str
    place_id: int | None
    place: str
    leaves_on: date | None
    archived: bool


@dataclass(frozen=True, kw_only=True)
class PartyCard(PartyLine):
    """One party with everything that is known about it."""

    identifiers: list[tuple[str, str]]
    fields: dict[str, Any]


def reach(*, actor: Actor) -> Q:
    """Return the condition on parties that the actor may see."""
    grants = actor.within("party.see")
    if any(not grant.place for grant in grants):
        return Q()
    seen = Q(pk=actor.party_id) | Q(kind=Party.Kind.SUPPLIER)
    if grants:
        seen |= Q(place_path="")
    for grant in grants:
        seen |= Q(place_path__range=paths.below(grant.place))
    return seen


def _reach_sql(actor: Actor) -> tuple[str, list[Any]]:
    """Return the same condition as SQL over parties that are called p, with its parameters."""
    grants = actor.within("party.see")
    if any(not grant.place for grant in grants):
        return "TRUE", []
    terms = ["p.id = %s", "p.kind = %s"]
    values: list[Any] = [actor.party_id, str(Party.Kind.SUPPLIER)]
    if grants:
        terms.append("p.place_path = ''")
    for grant in grants:
        terms.append("p.place_path BETWEEN %s AND %s")
        values += paths.below(grant.place)
    return f"({' OR '.join(terms)})", values


def names(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these parties by id; who may not be seen is left out. One statement."""
    found = Party.objects.filter(reach(actor=actor), pk__in=set(ids))
    return dict(found.values_list("pk", "name"))


def known(*, actor: Actor, party_ids: Iterable[int]) -> list[PartyLine]:
    """Return these parties in ascending order of id. One statement.

    Raises: NotFound, naming every one that the actor may not see.
    """
    ids = set(party_ids)
    seen, values = _reach_sql(actor)
    among = bulk.among(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{KNOWN} WHERE {seen} AND p.id IN ({among.sql}) ORDER BY p.id",
            [*values, *among.params],
        )
        lines = [_line(row) for row in cursor.fetchall()]
    if missing := ids - {line.id for line in lines}:
        raise NotFound(*({"what": "party", "key": key} for key in sorted(missing)))
    return lines


def card(*, actor: Actor, party_id: int) -> PartyCard:
    """Return one party with its identifiers and own fields. Two statements.

    Raises: NotFound.
    """
    [line] = known(actor=actor, party_ids=[party_id])
    codes = Identifier.objects.filter(party=party_id, kind__in=CODE_KINDS).order_by("kind", "value")
    fields = Party.objects.values_list("fields", flat=True).get(pk=party_id)
    return PartyCard(
        **vars(line), fields=fields, identifiers=list(codes.values_list("kind", "value"))
    )


def page(
    *,
    actor: Actor,
    search: str = "",
    kinds: Sequence[str] = (),
    unit_id: int | None = None,
    archived: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> tuple[list[PartyLine], str | None]:
    """List parties by name, and the cursor of the page after, if there is one. One statement.

    `search` is found anywhere in the name, e-mail or user name, or is one of its codes.

    Raises: BadCursor.
    """
    wanted = Q(archived_at__isnull=not archived)
    if kinds:
        wanted &= Q(kind__in=kinds)
    if unit_id:
        wanted &= Q(unit=unit_id)
    if search:
        wanted &= _mentions(search)
    if cursor:
        name, last = cursors.read(cursor, str, int)
        wanted &= Q(name__gt=name) | Q(name=name, pk__gt=last)
    limit = max(1, min(limit, LIMIT_MAX))
    lines = _lines(wanted, actor, ("name", "pk"), limit + 1)
    more = len(lines) > limit
    last_line = lines[limit - 1] if more else None
    return lines[:limit], cursors.write([last_line.name, last_line.id]) if last_line else None


def matches(*, actor: Actor, words: Iterable[str]) -> dict[str, list[int]]:
    """Find unarchived parties by a code (e-mail, user name, employee number, badge) or by name.

    Codes win over names. A word that nothing answers to is left out; more than one id means
    that several people have this name. Two statements.
    """
    keys = {word: key_of("email", word) for word in words if word.strip()}
    seen = reach(actor=actor) & Q(archived_at=None)
    by_key: dict[str, set[int]] = defaultdict(set)
    codes = Identifier.objects.filter(key__in=set(keys.values()), kind__in=CODE_KINDS)
    allowed = Party.objects.filter(seen).values("pk")
    for key, party_id in codes.filter(party__in=allowed).values_list("key", "party_id"):
        by_key[key].add(party_id)
    by_name: dict[str, set[int]] = defaultdict(set)
    stripped = {word.strip() for word in keys}
    named = Party.objects.filter(seen, name__in=stripped)
    for name, party_id in named.values_list("name", "pk"):
        by_name[name].add(party_id)
    found = {word: by_key.get(key) or by_name.get(word.strip()) for word, key in keys.items()}
    return {word: sorted(ids) for word, ids in found.items() if ids}


def _mentions(search: str) -> Q:
    text = search.strip()
    codes = Identifier.objects.filter(
        key=key_of("email", text), kind__in=CODE_KINDS, party__isnull=False
    )
    return (
        Q(name__icontains=text)
        | Q(email__icontains=text)
        | Q(username__icontains=text)
        | Q(pk__in=codes.values("party_id"))
    )


def _lines(wanted: Q, actor: Actor, order: tuple[str, ...], limit: int) -> list[PartyLine]:
    rows = (
        Party.objects.filter(reach(actor=actor) & wanted)
        .order_by(*order)
        .values_list(
            *("pk", "kind", "name", "email", "username", "manager_id", "manager__name"),
            *("unit_id", "unit__name", "place_id", "place__full_name", "leaves_on", "archived_at"),
        )
    )
    return [_line(row) for row in rows[:limit]]


def _line(row: Sequence[Any]) -> PartyLine:
    return PartyLine(
        id=row[0],
        kind=row[1],
        name=row[2],
        email=row[3],
        username=row[4],
        manager_id=row[5],
        manager=row[6] or "",
        unit_id=row[7],
        unit=row[8] or "",
        place_id=row[9],
        place=row[10] or "",
        leaves_on=row[11],
        archived=row[12] is not None,
    )
