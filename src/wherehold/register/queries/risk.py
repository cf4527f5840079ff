"""What a list amounts to: how many, and what they are worth to whoever may know prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.register import filters, moments, plans
from wherehold.register.access import visible_sql
from wherehold.register.filters import Term
from wherehold.register.queries import tallies


@dataclass(frozen=True)
class Risk:
    """A number of assets and their value in the organisation's currency, in minor units.

    `more` says that there are more than were counted; the value is then None, as it is to
    those who may not see prices.
    """

    assets: int
    value_minor: int | None = None
    more: bool = False


def at_risk(*, actor: Actor, given: Mapping[str, Sequence[str]]) -> Risk:
    """Return what the assets that meet some filters amount to, from the tallies where they know.

    Raises: BadFilter.
    """
    asked = filters.parse(actor, given)
    told = None if asked.search else tallies.count(actor=actor, terms=asked.terms)
    if told is not None:
        return Risk(told, tallies.worth(actor=actor, terms=asked.terms))
    scope, values = visible_sql(actor, "asset.see", "{a}")
    plan = plans.make([Term(scope, tuple(values)), *asked.terms], asked.search)
    if plan.empty:
        return Risk(0, 0 if actor.may_somewhere("asset.price") else None)
    return _summed(actor, plan)


def _summed(actor: Actor, plan: plans.Plan) -> Risk:
    where, values = plan.where()
    price, bounds = visible_sql(actor, "asset.price", "a")
    statement = (
        f"SELECT count(*), sum(worth) FROM (SELECT CASE WHEN {price} THEN a.value_minor END "
        f"AS worth FROM register_asset a WHERE {where} LIMIT %s) AS matching"
    )
    [(number, worth)] = moments.rows(statement, [*bounds, *values, plans.COUNT_MAX + 1])
    more = number > plans.COUNT_MAX
    if more or not actor.may_somewhere("asset.price"):
        worth = None
    elif worth is None:
        worth = 0
    return Risk(min(number, plans.COUNT_MAX), worth, more)
