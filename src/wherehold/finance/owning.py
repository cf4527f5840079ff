"""Total cost, and keep or replace, as they are put to people and programs."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.finance.calculator import decimal_text, minor, number
from wherehold.finance.engine import keeping
from wherehold.finance.engine.economic import EconomicLife
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.queries import owning
from wherehold.finance.queries.owning import Owned
from wherehold.finance.refusals import reason
from wherehold.finance.words import COSTS
from wherehold.kernel import money
from wherehold.kernel.actor import Actor
from wherehold.ui.charts import Band, Curve, curves

RATE, KEPT = "0.05", "0.75"
MOVED = {
    "rate": gettext_lazy("Rate, in points"),
    "kept": gettext_lazy("What it keeps of its worth"),
    "running": gettext_lazy("How running costs rise"),
}


@dataclass(frozen=True, kw_only=True)
class Assumed:
    """What somebody takes for granted, as texts: shares a year, amounts of the organisation."""

    rate: str = RATE
    kept: str = KEPT
    price: str = ""
    market: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How long to keep a thing, how the answer moves, and whether to keep this one."""

    life: EconomicLife
    moved: list[keeping.Moved]
    defender: keeping.Defender
    assumed_market: bool


def looked_at(actor: Actor, asset_id: int, assumed: Assumed) -> Owned:
    """Return what a thing costs as a whole. Raises: Wrong, NotFound."""
    rate = number(assumed.rate)
    refuse_if(rate < 0, "rate_negative", rate)
    return owning.owned(actor=actor, asset_id=asset_id, rate=rate)


def answer(owned: Owned, assumed: Assumed) -> Answer:
    """Return whether to keep or replace. Units: minor units.

    Without a price of a new one, it costs what this one did; without what it brings today, it has
    lost the same share each year. Its book value plays no part.
    Raises: Wrong, below three years of costs, and where nothing says what a new one costs.
    """
    currency, kept = owned.currency, number(assumed.kept)
    first = minor(assumed.price, currency) if assumed.price else owned.cash.first
    refuse_if(first <= 0, "price_missing")
    said = keeping.Kept(
        first_cost=Fraction(first), running=owned.running, kept=kept, rate=owned.rate
    )
    life = keeping.how_long(said)
    old = Fraction(owned.cash.first or first)
    market = Fraction(minor(assumed.market, currency)) if assumed.market else old * kept**owned.age
    return Answer(
        life=life,
        moved=keeping.sensitivity(said),
        defender=keeping.defender(said, market, owned.age, life),
        assumed_market=not assumed.market,
    )


def page(actor: Actor, asset_id: int, assumed: Assumed) -> dict[str, Any]:
    """Return what the page of a thing's total cost shows; what is refused is told in its place.

    Raises: NotFound.
    """
    try:
        owned = looked_at(actor, asset_id, assumed)
    except Wrong as wrong:
        owned, refused = looked_at(actor, asset_id, Assumed()), reason(wrong)
        return _shown(owned, assumed) | {"refused": refused, "field_wrong": True}
    shown = _shown(owned, assumed)
    try:
        found = answer(owned, assumed)
    except Wrong as wrong:
        return shown | {"refused": reason(wrong)}
    return shown | _answered(owned, found)


def _shown(owned: Owned, assumed: Assumed) -> dict[str, Any]:
    kinds = sorted(owned.cash.by_kind.items(), key=lambda one: -one[1])
    return {
        "owned": owned,
        "assumed": assumed,
        "kinds": [(COSTS[kind], value, kind == "proceeds") for kind, value in kinds],
        "per_unit": owned.cash.per_unit and round(owned.cash.per_unit),
    }


def _answered(owned: Owned, found: Answer) -> dict[str, Any]:
    moved = [
        {
            "what": MOVED[one.what],
            "by": f"{'+' if one.by > 0 else '−'} {abs(float(one.by)) * 100:g} %",
            "years": one.years,
            "eac": round(one.eac),
        }
        for one in found.moved
    ]
    years = [one.years for one in found.moved]
    return {
        "life": found.life,
        "eac": round(found.life.eac),
        "moved": moved,
        "moves": max(abs(one - found.life.years) for one in years),
        "market": round(found.defender.market),
        "next_year": round(found.defender.next_year),
        "challenger": round(found.defender.challenger),
        "keep": found.defender.keep,
        "assumed_market": found.assumed_market,
        "chart": _chart(owned, found.life),
    }


def _chart(owned: Owned, life: EconomicLife) -> SafeString:
    scale = 10 ** money.exponent(owned.currency)
    names = [str(one.years) for one in life.by_year]
    return curves(
        names,
        [
            Curve(_("Total"), [float(one.eac) / scale for one in life.by_year], 1),
            Curve(_("Owning"), [float(one.owning) / scale for one in life.by_year], 2),
            Curve(_("Running"), [float(one.running) / scale for one in life.by_year], 3),
        ],
        title=_("Cost a year, by how many years it is kept"),
        band=Band(life.flat_from - 1, life.flat_to - 1, _("within 2 %")),
        mark=life.years - 1,
        here=min(owned.age, len(names)) - 1 if owned.age else None,
        head=_("Years"),
    )


def as_json(owned: Owned) -> dict[str, Any]:
    """Return the total cost as a program takes it: cash and accounts, never added up."""
    plain = _plain(owned.currency)
    cash = owned.cash
    return {
        "asset_id": owned.asset_id,
        "currency": owned.currency,
        "since": owned.since,
        "cash": {
            "by_kind": {kind: plain(value) for kind, value in cash.by_kind.items()},
            "out": plain(cash.out),
            "back": plain(cash.back),
            "whole": plain(cash.whole),
            "present_worth": plain(cash.present),
            "months": cash.months,
            "per_month": plain(cash.per_month),
            "uses": cash.uses,
            "per_use": plain(cash.per_use),
            "units": cash.units,
        },
        "accounts": [
            {"book": one.book, "currency": one.currency}
            | {
                name: _plain(one.currency)(getattr(one, name))
                for name in ("charged", "losses", "spent", "whole", "net")
            }
            for one in owned.accounts
        ],
    }


def answer_as_json(owned: Owned, found: Answer) -> dict[str, Any]:
    """Return how long to keep it as a program takes it."""

    def text(value: Fraction) -> str:
        return decimal_text(value / 10**places, places)

    places = money.exponent(owned.currency)
    return {
        "asset_id": owned.asset_id,
        "currency": owned.currency,
        "years_of_own_costs": owned.own_years,
        "things_of_the_model": owned.others,
        "economic_life_years": found.life.years,
        "eac": text(found.life.eac),
        "flat_from": found.life.flat_from,
        "flat_to": found.life.flat_to,
        "by_year": [
            {"years": one.years}
            | {name: text(getattr(one, name)) for name in ("owning", "running", "eac")}
            for one in found.life.by_year
        ],
        "sensitivity": [
            {"what": one.what, "by": str(float(one.by)), "years": one.years, "eac": text(one.eac)}
            for one in found.moved
        ],
        "defender": {
            "market_value": text(found.defender.market),
            "next_year": text(found.defender.next_year),
            "challenger": text(found.defender.challenger),
            "keep": found.defender.keep,
        },
    }


def _plain(currency: str) -> Any:  # noqa: ANN401
    return lambda value: None if value is None else money.plain(value, currency)


def assumed_from(given: Mapping[str, str]) -> Assumed:
    """Return what an address says is taken for granted."""
    named = {name: given.get(name, "").strip()[:24] for name in ("price", "market")}
    shares = {"rate": given.get("rate") or RATE, "kept": given.get("kept") or KEPT}
    return Assumed(**named, **{name: one.strip()[:24] for name, one in shares.items()})
