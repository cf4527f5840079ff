"""The register of values as plain rows, with what they come to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from wherehold.finance.queries.sums import Sum, Sums
from wherehold.finance.queries.values import InBook
from wherehold.finance.worth import Worth
from wherehold.kernel import money


def told(found: Iterable[tuple[InBook, Worth]], as_at: date) -> dict[str, Any]:
    """Return rows and totals, amounts as decimal texts."""
    rows: list[dict[str, Any]] = []
    cost, accumulated, currency = 0, 0, ""
    for one, worth in found:
        currency = one.book["currency"]
        cost += worth.cost
        accumulated += worth.accumulated
        part = {"part": one.part} if one.part else {}
        told = {"tag": one.tag, "state": worth.state}
        rows.append({**told, **_amounts(worth, currency), **part})
    whole = _amounts(Worth(cost=cost, accumulated=accumulated, state=""), currency or "EUR")
    totals = {"things": len(rows), **whole}
    return {"as_at": as_at.isoformat(), "currency": currency, "rows": rows, "totals": totals}


def by_class(found: Sums) -> list[dict[str, Any]]:
    """Return a row a class and day, then what all classes come to, amounts as decimal texts."""
    told = [*found.classes.items(), (None, found.whole)]
    return [
        {
            "class": name,
            "as_at": day.isoformat(),
            "currency": found.currency,
            "things": one.things,
            "not_in_service": one.waiting,
            **_amounts(one, found.currency),
        }
        for name, sums in told
        for day, one in zip(found.days, sums, strict=True)
    ]


def _amounts(worth: Worth | Sum, currency: str) -> dict[str, str]:
    return {
        "cost": money.plain(worth.cost, currency),
        "accumulated": money.plain(worth.accumulated, currency),
        "book_value": money.plain(worth.net, currency),
    }
