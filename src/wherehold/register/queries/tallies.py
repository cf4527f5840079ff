"""How many assets there are, by what: figures for people, each within what they may see.

The figures come from the tallies, so they cost the same at a thousand and at a million. An area
that two grants share counts once, because a tally is one row whatever lets the actor see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register import filters, moments
from wherehold.register.access import visible_sql
from wherehold.register.filters import Term

CONFIRMED = "confirmed"


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Figures of what an actor may see. Values are None where prices are not for them."""

    assets: int = 0
    value_minor: int | None = None
    held: int = 0
    unpriced: int = 0
    unplaced: int = 0
    unheld: int = 0
    unanswered: int = 0
    stages: dict[str, int] = field(default_factory=dict)


def totals(*, actor: Actor, place_path: str = "") -> Totals:
    """Return the figures for what the actor sees, in one place if it is given. Two statements."""
    bound = filters.within_path("place_path", place_path)
    where, values = _scope(actor, bound)
    nobody = filters.unanswered()
    rows = moments.rows(
        "SELECT t.stage, sum(t.assets), sum(CASE WHEN t.held THEN t.assets ELSE 0 END), "
        "sum(CASE WHEN t.priced THEN 0 ELSE t.assets END), "
        "sum(CASE WHEN t.place_path = '' THEN t.assets ELSE 0 END), "
        "sum(CASE WHEN t.held THEN 0 ELSE t.assets END), "
        f"sum(CASE WHEN {nobody.tally} THEN t.assets ELSE 0 END) "
        f"FROM register_tally t WHERE {where} GROUP BY t.stage",
        [*nobody.tally_values, *values],
    )
    stages = {row[0]: int(row[1]) for row in rows if row[1]}
    sums = [sum(int(row[n]) for row in rows) for n in range(1, 7)]
    return Totals(
        assets=sums[0],
        held=sums[1],
        unpriced=sums[2],
        unplaced=sums[3],
        unheld=sum(int(row[5]) for row in rows if row[0] == "in_service"),
        unanswered=sums[5],
        stages=stages,
        value_minor=worth(actor=actor, terms=[bound]),
    )


def by_place(*, actor: Actor, places: Sequence[str], place_path: str = "") -> dict[str, int]:
    """Return how many assets lie in each of these places, given by path, at any depth.

    None of the places lies in another. What lies in none of them counts for "". One statement.
    """
    where, values = _scope(actor, filters.within_path("place_path", place_path))
    depth = max(map(len, places), default=paths.WIDTH)
    rows = moments.rows(
        f"SELECT substr(t.place_path, 1, {depth}), sum(t.assets) FROM register_tally t "
        f"WHERE {where} GROUP BY 1",
        values,
    )
    known, lengths = set(places), {len(path) for path in places}
    found = dict.fromkeys(["", *places], 0)
    for path, number in rows:
        place = next((path[:n] for n in lengths if path[:n] in known), "")
        found[place] += int(number or 0)
    return found


def worth(*, actor: Actor, terms: Sequence[Term]) -> int | None:
    """Return what assets are worth, in the organisation's currency, where the actor may know.

    None when they may know it nowhere, or when the tallies cannot say.
    """
    if not actor.may_somewhere("asset.price") or (where := _tallied(terms)) is None:
        return None
    table, test, values = where
    scope, bounds = _scope(actor)
    price, limits = visible_sql(_granted(actor), "asset.price", "t")
    [(value,)] = moments.rows(
        f"SELECT sum(t.value_minor) FROM {table} t WHERE {scope} AND {price} AND {test}",
        [*bounds, *limits, *values],
    )
    return int(value or 0)


def count(*, actor: Actor, terms: Sequence[Term]) -> int | None:
    """Return how many assets meet the conditions, or None when the tallies cannot say."""
    unbounded = any(not g.place and not g.category for g in actor.within("asset.see"))
    if (not unbounded and actor.may_own("asset.see")) or (where := _tallied(terms)) is None:
        return None
    table, test, values = where
    scope, bounds = _scope(actor)
    [(number,)] = moments.rows(
        f"SELECT sum(t.assets) FROM {table} t WHERE {scope} AND {test}", [*bounds, *values]
    )
    return int(number or 0)


def _tallied(terms: Sequence[Term]) -> tuple[str, str, list[Any]] | None:
    """Return table, condition and values for conditions that tallies know, else None."""
    table, tests, values = "register_tally", ["TRUE"], list[Any]()
    days = [term for term in terms if term.tally == CONFIRMED]
    if days:
        table = "register_confirmtally"
    for term in terms:
        if term.tally is None or (days and not _is_confirmable(term)):
            return None
        tests.append("t.confirmed_on < %s" if term.tally == CONFIRMED else f"({term.tally})")
        values += [str(v) if isinstance(v, date) else v for v in term.tally_values]
    return table, " AND ".join(tests), values


def _is_confirmable(term: Term) -> bool:
    """Say whether the tallies of confirmations know a condition: paths and days alone."""
    known = ("t.stage", "t.held", "t.priced", "t.accountable")
    return not any(one in (term.tally or "") for one in known)


def _scope(actor: Actor, *terms: Term) -> tuple[str, list[Any]]:
    where, values = visible_sql(_granted(actor), "asset.see", "t")
    for term in terms:
        where += f" AND ({term.tally})"
        values = [*values, *term.tally_values]
    return where, list(values)


def _granted(actor: Actor) -> Actor:
    """Return the actor without what they see only because they hold it: tallies know no holder."""
    return replace(actor, own=frozenset())
