"""Tax years as they are put to people and programs."""

from typing import Any

from wherehold.finance.queries import tax_years
from wherehold.finance.queries.tax_years import Year
from wherehold.finance.words import CONVENTIONS
from wherehold.kernel.actor import Actor

FLIPS_MAX = 50


def shown(actor: Actor, code: str) -> list[dict[str, Any]]:
    """Return the tax years of a book as their page shows them.

    Raises: NotFound; NotAllowed.
    """
    return [
        {
            "year": one,
            "percent": round(float(one.pool.share) * 100, 1),
            "convention": CONVENTIONS[one.locked or one.pool.convention],
            "flips": one.flips[:FLIPS_MAX],
            "moved": sum(flip.then - flip.now for flip in one.flips),
            "beyond": one.limit is not None and one.expensed > one.limit,
        }
        for one in tax_years.years(actor=actor, code=code)
    ]


def told(year: Year) -> dict[str, Any]:
    """Return a tax year as rows and programs have it."""
    return {
        "begins": year.begins,
        "ends": year.ends,
        "things": year.things,
        "basis_minor": year.pool.basis,
        "quarters_minor": list(year.pool.quarters),
        "last_quarter_percent": round(float(year.pool.share) * 100, 4),
        "convention": year.locked or year.pool.convention,
        "locked": bool(year.locked),
        "expensed_minor": year.expensed,
        "expense_limit_minor": year.limit,
        "flips": [
            {"asset_id": one.asset_id, "tag": one.tag, "now_minor": one.now, "then_minor": one.then}
            for one in year.flips
        ],
    }
