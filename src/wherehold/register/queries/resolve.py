"""What a code stands for: things, people and places, for whoever may see them."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from django.db import connection

from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register import gs1
from wherehold.register.access import visible
from wherehold.register.codes import KEY_LENGTH_MAX, key_of, token_in
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import parties, reach

CODE_MAX = 1_000
HITS_MAX = 20
BARE = (Identifier.Kind.MAC, Identifier.Kind.IMEI, Identifier.Kind.EPC)
_RANK = {kind: rank for rank, kind in enumerate(("token", "tag", "serial"))}


@dataclass(frozen=True)
class Hit:
    """One thing, person or place that a code stands for."""

    type: str
    id: int
    label: str
    detail: str


def resolve(*, actor: Actor, code: str) -> list[Hit]:
    """Return what a code stands for, best first; several when it is ambiguous, none if unknown.

    It is taken as the address on one of our labels, as a code of ours, as GS1 elements, as an EPC
    tag, as a maker's code: the first of these that anything answers to. Four statements at most.
    """
    return resolve_many(actor=actor, codes=[code])[code]


def resolve_many(*, actor: Actor, codes: Iterable[str]) -> dict[str, list[Hit]]:
    """Return what each of these codes stands for, as `resolve` does. Four statements at most."""
    company = organisation.current().label_options.get("company_prefix", "")
    readings = {code: _readings(code, company) for code in codes}
    wanted = {key for each in readings.values() for one in each for key in one.keys}
    by_key: dict[str, list[_Row]] = {}
    for row in _rows(wanted) if wanted else ():
        by_key.setdefault(row.key, []).append(row)
    named = {
        code: [rows for one in each if (rows := one.rows(by_key))]
        for code, each in readings.items()
    }
    owners: dict[str, set[int]] = {kind: set() for kind in _KNOWN}
    for rows in (rows for each in named.values() for rows in each):
        for row in rows:
            owners[row.owner[0]].add(row.owner[1])
    known = {kind: _known(actor, kind, ids) for kind, ids in owners.items()}
    return {
        code: next((hits for rows in each if (hits := _hits(rows, known))), [])
        for code, each in named.items()
    }


class _Row(NamedTuple):
    """One code of the register, and what has it."""

    kind: str
    key: str
    owner: tuple[str, int]


class _Reading(NamedTuple):
    """One way to take a code: as a token, or as words. `keys` are all that it may be found by.

    `whole` are the words as they are; the other keys are the same without separators.
    """

    keys: Sequence[str]
    whole: Set[str]
    token: bool = False

    def rows(self, by_key: dict[str, list[_Row]]) -> list[_Row]:
        """Return the codes that answer to it, best first."""
        found = [row for key in self.keys for row in by_key.get(key, ()) if self._fits(row)]
        return sorted(found, key=_rank) if len(found) > 1 else found

    def _fits(self, row: _Row) -> bool:
        if self.token or row.kind == "token":
            return self.token and row.kind == "token"
        return row.key in self.whole or row.kind in BARE


def _readings(code: str, company: str) -> list[_Reading]:
    text = code.strip()
    if not text or len(code) > CODE_MAX or "\0" in code:
        return []
    if token := token_in(text):
        return [_Reading((key_of("token", token),), set(), token=True)]
    found = gs1.elements(text)
    if not found and len(text) >= gs1.EPC_DIGITS:
        found = gs1.epc_elements(key_of("epc", text))
    ways = ([text], gs1.key_words(found, company) if found else (), gs1.maker_words(text))
    return [_words(words) for words in ways if words]


def _words(words: Sequence[str]) -> _Reading:
    whole = {key_of("tag", word) for word in words if len(word) <= KEY_LENGTH_MAX}
    bare = {key_of("mac", word) for word in words if len(word) <= KEY_LENGTH_MAX}
    return _Reading(sorted(whole | bare), whole)


def _rows(keys: Iterable[str]) -> Iterator[_Row]:
    """Return the codes under these keys, however many. One statement."""
    if connection.vendor == "postgresql":
        source = "SELECT jsonb_array_elements_text(%s::jsonb)"
    else:
        source = "SELECT value FROM json_each(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, key, asset_id, party_id, place_id FROM register_identifier "
            f"WHERE key IN ({source}) ORDER BY id",
            [orjson.dumps(sorted(keys)).decode()],
        )
        for kind, key, asset_id, party_id, place_id in cursor.fetchall():
            if asset_id is not None:
                yield _Row(kind, key, ("asset", asset_id))
            elif party_id is not None:
                yield _Row(kind, key, ("party", party_id))
            elif place_id is not None:
                yield _Row(kind, key, ("place", place_id))


def _rank(row: _Row) -> int:
    return _RANK.get(row.kind, len(_RANK))


def _hits(rows: Sequence[_Row], known: dict[str, dict[int, Hit]]) -> list[Hit]:
    """Return what may be seen of the owners of codes: things first, then people, then places."""
    if len(rows) == 1:
        kind, number = rows[0].owner
        return [known[kind][number]] if number in known[kind] else []
    found = dict.fromkeys(row.owner for row in rows)
    hits = [known[k][n] for name in _KNOWN for k, n in found if k == name and n in known[k]]
    return hits[:HITS_MAX]


def _known(actor: Actor, kind: str, ids: set[int]) -> dict[int, Hit]:
    return {hit.id: hit for hit in _KNOWN[kind](actor, ids)} if ids else {}


def _assets(actor: Actor, ids: set[int]) -> list[Hit]:
    seen = Asset.objects.filter(visible(actor), pk__in=ids, merged_into=None)
    return [Hit("asset", *row) for row in seen.values_list("pk", "tag", "name")]


def _people(actor: Actor, ids: set[int]) -> list[Hit]:
    seen = Party.objects.filter(parties.reach(actor=actor), pk__in=ids)
    return [Hit("party", *row) for row in seen.values_list("pk", "name", "kind")]


def _places(actor: Actor, ids: set[int]) -> list[Hit]:
    seen = Place.objects.filter(reach.places(actor=actor), pk__in=ids)
    return [Hit("place", *row) for row in seen.values_list("pk", "name", "full_name")]


_KNOWN: dict[str, Callable[[Actor, set[int]], list[Hit]]] = {
    "asset": _assets,
    "party": _people,
    "place": _places,
}
