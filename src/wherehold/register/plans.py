"""How the list of assets is found at a million: which index leads, and what follows it.

When one condition leaves few assets, they are taken by its index and sorted; else the list walks
the index of its order and leaves out what does not fit, which is quick because much fits. The
few are counted up to a bound before, so the choice rests on what is there, not on statistics.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from wherehold.register import moments
from wherehold.register.filters import Term
from wherehold.register.indexing import plain
from wherehold.register.sorts import Cursor, Order

FEW = 20_000
FOUND_FEW = 5_000
COUNT_MAX = 10_000
# Where each candidate is looked at, counting stops earlier.
COUNT_SLOW_MAX = 1_000
GRAM, GRAMS_MAX, GRAMS_FEW = 3, 5, 2
CHECKED = 500
_ASSET = "register_asset a"


@dataclass(frozen=True)
class Plan:
    """Conditions, and the one that leads, if any leaves few assets."""

    terms: tuple[Term, ...]
    leader: Term | None = None
    empty: bool = False

    def where(self, *, slow: bool = True) -> tuple[str, list[Any]]:
        """Return all conditions as SQL, such that only the leader's index is considered.

        Without the slow ones, if they are asked later.
        """
        parts, values = [], list[Any]()
        for term in self.terms:
            if term.slow and not slow:
                continue
            leads = term is self.leader or connection.vendor == "postgresql"
            parts.append(f"({term.sql.format(a='a' if leads else '+a')})")
            values += term.values
        return " AND ".join(parts) or "TRUE", values


def make(terms: Sequence[Term], search: str) -> Plan:
    """Choose how to find what meets all conditions and has all words."""
    terms = [term for term in terms if term.sql != "TRUE"]
    if any(term.sql == "FALSE" for term in terms):
        return Plan((), empty=True)
    leaders: list[tuple[int, Term]] = []
    for words in [plain(search).split()] if plain(search) else []:
        found = _found(words)
        if found is None:
            terms.append(_has(words))
        else:
            terms.append(_is_one_of(found))
            leaders.append((len(found), terms[-1]))
    for term in sorted(terms, key=lambda one: not one.rare):
        if not term.probed or leaders:
            continue
        if term.listed and len(named := _named(term)) <= FEW:
            leaders.append((len(named), _is_one_of(named)))
            terms[terms.index(term)] = leaders[-1][1]
        elif not term.listed and (number := _probe(term)) <= FEW:
            leaders.append((number, term))
    least, leader = min(leaders, key=lambda one: one[0], default=(1, None))
    return Plan(tuple(terms), leader, empty=least == 0)


def ids(plan: Plan, order: Order, cursor: Cursor | None, limit: int) -> list[tuple[Any, int]]:
    """Return (value of the order, id) of one page, in the order of the list."""
    backwards = cursor is not None and cursor.backwards
    found: list[tuple[Any, int]] = []
    if plan.empty:
        return found
    stages = [False, True] if order.sort.nullable else [False]
    for empty in reversed(stages) if backwards else stages:
        if cursor is not None and (empty < cursor.empty if not backwards else empty > cursor.empty):
            continue
        at = cursor if cursor is not None and cursor.empty == empty else None
        found += _stage(plan, order, at, limit - len(found), empty, backwards)
        if len(found) >= limit:
            break
    return found[::-1] if backwards else found


def _stage(
    plan: Plan, order: Order, at: Cursor | None, limit: int, empty: bool, backwards: bool
) -> list[tuple[Any, int]]:
    later = plan.leader is not None and any(term.slow for term in plan.terms)
    where, values = plan.where(slow=not later)
    column = "id" if empty else order.sort.column
    if order.sort.nullable:
        where += f" AND a.{order.sort.column} IS {'' if empty else 'NOT '}NULL"
    down = order.descending != backwards
    by = ["id"] if column == "id" else [column, "id"]
    if at is not None:
        marks = ", ".join(["%s"] * len(by))
        own = ", ".join(f"{_sign(plan)}a.{one}" for one in by)
        where += f" AND ({own}) {'<' if down else '>'} ({marks})"
        values += [at.id] if column == "id" else [at.value, at.id]
    statement = _in_order(plan, column, where, [f"{one}{' DESC' if down else ''}" for one in by])
    rows = _rows(f"{statement} LIMIT %s", [*values, FEW if later else limit])
    rows = _fitting(plan, rows, limit) if later else rows
    return [(None if empty else value, key) for value, key in rows]


def _sign(plan: Plan) -> str:
    """Return what keeps SQLite from the index of a column where a leader's is to be taken."""
    return "+" if plan.leader and connection.vendor == "sqlite" else ""


def _in_order(plan: Plan, column: str, where: str, by: Sequence[str]) -> str:
    """Return the statement that walks the index of the order, or sorts the few of the leader.

    SQLite sorts without that index where the columns are expressions, and keeps no more than the
    page; PostgreSQL is kept from it by a step of its own, which OFFSET makes and does not store.
    """
    sign = _sign(plan)
    if plan.leader is None or sign:
        tail = ", ".join(f"{sign}a.{one}" for one in by)
        return f"SELECT a.{column}, a.id FROM {_ASSET} WHERE {where} ORDER BY {tail}"
    few = f"SELECT a.{column} AS sort_value, a.id FROM {_ASSET} WHERE {where}"
    tail = ", ".join(by)
    tail = tail.replace(column, "sort_value", 1) if column != "id" else tail
    return f"SELECT * FROM ({few} OFFSET 0) few ORDER BY {tail}"


def _fitting(plan: Plan, rows: list[tuple[Any, ...]], limit: int) -> list[tuple[Any, ...]]:
    """Return the first of the few, in their order, that meet the slow conditions too."""
    slow = Plan(tuple(term for term in plan.terms if term.slow))
    found: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), CHECKED):
        some = rows[start : start + CHECKED]
        one_of = _is_one_of([key for _value, key in some])
        where, values = Plan((one_of, *slow.terms), one_of).where()
        fit = {key for (key,) in _rows(f"SELECT a.id FROM {_ASSET} WHERE {where}", values)}
        found += [row for row in some if row[1] in fit]
        if len(found) >= limit:
            break
    return found[:limit]


def count(plan: Plan) -> int:
    """Return how many assets meet the plan, up to one more than are counted."""
    if plan.empty:
        return 0
    where, values = plan.where()
    some = f"SELECT 1 FROM {_ASSET} WHERE {where} LIMIT %s"
    most = most_counted(plan) + 1
    [(number,)] = _rows(f"SELECT count(*) FROM ({some}) AS counted", [*values, most])
    return int(number)


def most_counted(plan: Plan) -> int:
    """Return up to how many assets are counted."""
    if any(term.slow for term in plan.terms):
        return COUNT_SLOW_MAX
    return FEW if plan.leader else COUNT_MAX


def among(found: Sequence[int]) -> tuple[str, list[Any]]:
    """Return the condition of being one of these assets, with its parameters."""
    term = _is_one_of(list(found))
    return term.sql.format(a="a"), list(term.values)


def chunk(plan: Plan, after: int, limit: int) -> list[int]:
    """Return the next ids above one, ascending: to go through all that meet the plan."""
    if plan.empty:
        return []
    where, values = plan.where()
    statement = f"SELECT a.id FROM {_ASSET} WHERE {where} AND a.id > %s ORDER BY a.id LIMIT %s"
    return [key for (key,) in _rows(statement, [*values, after, limit])]


def _probe(term: Term) -> int:
    """Return how many assets meet a condition, up to one more than are few."""
    some = f"SELECT 1 FROM {_ASSET} WHERE {term.sql.format(a='a')} LIMIT %s"
    counted = f"SELECT count(*) FROM ({some}) AS counted"
    [(number,)] = moments.rows(counted, [*term.values, FEW + 1])
    return int(number)


def _named(term: Term) -> list[int]:
    """Return the assets that another table names, up to one more than are few."""
    return [key for (key,) in _rows(f"{term.listed} LIMIT %s", [*term.values, FEW + 1])]


def _found(words: Sequence[str]) -> list[int] | None:
    """Return the assets that have all words, or None when they are many."""
    long = [word for word in words if len(word) >= GRAM]
    if not long:
        return _begin_with(words)
    if connection.vendor == "postgresql":
        test, values = _told(words)
        statement = f"SELECT s.asset_id FROM register_searchtext s WHERE {test} LIMIT %s"
        rows = _rows(statement, [*values, FOUND_FEW + 1])
        return [key for (key,) in rows] if len(rows) <= FOUND_FEW else None
    rows = _rows(
        "SELECT rowid FROM register_search WHERE register_search MATCH %s LIMIT %s",
        [_match(long), FOUND_FEW + 1],
    )
    if len(rows) > FOUND_FEW:
        return None
    test, values = _contains(words)
    keys = orjson.dumps([key for (key,) in rows]).decode()
    exact = (
        "SELECT s.asset_id FROM json_each(%s) j CROSS JOIN register_searchtext s "
        f"ON s.asset_id = j.value WHERE {test}"
    )
    return [key for (key,) in _rows(exact, [keys, *values])]


def _match(words: Sequence[str]) -> str:
    """Return what to ask the index of trigrams: the few that tell most, as each is read whole."""
    grams = [gram for word in words for gram in _parts(word, GRAM)[: _most(word, words)]]
    return " AND ".join('"' + gram.replace('"', '""') + '"' for gram in dict.fromkeys(grams))


def _told(words: Sequence[str]) -> tuple[str, list[Any]]:
    """Return the condition of having all words, by an index of the part of each that tells most.

    A pattern asks the index for all of its trigrams; that the rest is there is looked at in the
    text, in a way that no index fits.
    """
    tests, values = [], list[Any]()
    for word in words:
        part = next(iter(_parts(word, GRAM - 1 + _most(word, words))), word)
        if len(part) >= GRAM:
            tests.append("s.text LIKE %s")
            values.append(f"%{_escaped(part)}%")
        if part != word or len(part) < GRAM:
            tests.append("strpos(s.text, %s) > 0")
            values.append(word)
    return " AND ".join(tests), values


def _most(word: str, words: Sequence[str]) -> int:
    """Return how many of a word's trigrams to ask for.

    Of several words, those without a digit are likely to be common: two of their trigrams tell
    nearly what all of them tell.
    """
    return GRAMS_FEW if len(words) > 1 and not any(map(str.isdigit, word)) else GRAMS_MAX


def _parts(word: str, length: int) -> list[str]:
    """Return the parts of a word that are so long, what tells most first.

    Codes differ in their digits and at their end, words anywhere.
    """
    parts = [word[i : i + length] for i in range(len(word) - length, -1, -1)]
    return sorted(parts, key=lambda part: -sum(one.isdigit() for one in part))


def _begin_with(words: Sequence[str]) -> list[int] | None:
    """Return the assets that have, for each of these short words, a code that begins so."""
    found: set[int] | None = None
    for word in words:
        test, values = _prefix(word)
        statement = f"SELECT i.asset_id FROM register_identifier i WHERE {test} LIMIT %s"
        rows = _rows(statement, [*values, FOUND_FEW + 1])
        if len(rows) > FOUND_FEW:
            return None
        keys = {key for (key,) in rows}
        found = keys if found is None else found & keys
    return sorted(found or ())


def _prefix(word: str) -> tuple[str, list[Any]]:
    known = "i.kind <> 'token' AND i.asset_id IS NOT NULL AND"
    if connection.vendor == "postgresql":
        return f"{known} i.key LIKE %s", [_escaped(word) + "%"]
    return f"{known} i.key >= %s AND i.key < %s", [word, word + "\U0010ffff"]


def _has(words: Sequence[str]) -> Term:
    """Return the condition of having these words, for a list that walks."""
    if any(len(word) >= GRAM for word in words):
        test, values = _contains(words)
        return Term(
            f"(SELECT {test} FROM register_searchtext s WHERE s.asset_id = {{a}}.id)",
            tuple(values),
            probed=False,
            slow=True,
        )
    tests, every = [], list[Any]()
    for word in words:
        test, values = _prefix(word)
        tests.append(
            f"EXISTS (SELECT 1 FROM register_identifier i WHERE i.asset_id = {{a}}.id AND {test})"
        )
        every += values
    return Term(" AND ".join(tests), tuple(every), probed=False, slow=True)


def _contains(words: Sequence[str]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        test, values = "s.text LIKE %s", [f"%{_escaped(word)}%" for word in words]
    else:
        test, values = "instr(s.text, %s) > 0", list(words)
    return " AND ".join([test] * len(words)), values


def _escaped(word: str) -> str:
    for one in "\\%_":
        word = word.replace(one, "\\" + one)
    return word


def _is_one_of(found: list[int]) -> Term:
    if connection.vendor == "postgresql":
        return Term("{a}.id = ANY(%s)", (found,))
    return Term("{a}.id IN (SELECT value FROM json_each(%s))", (orjson.dumps(found).decode(),))


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
