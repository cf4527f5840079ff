"""What happens to a thing in the middle of its life: from what is held to what is held after.

Everything works forward only: what was charged stays, what is left is spread anew over what is
left of the life. Beside what is held goes a shadow: what would be held had nothing been impaired
or revalued. A reversal never goes beyond it, and of a revaluation that much is a reversal.
What is held for sale is not charged, and stands at the lower of what it was and would bring.
Source: IAS 16.31-42, 16.67-72, IAS 36.58-64, 36.117-119 and IFRS 5.15-29.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.rounding import half_up

ELIMINATE, GROSS_UP = "eliminate", "gross-up"
# What is held of a thing in minor units.
AMOUNTS = ("gross", "accumulated", "residual", "shadow_gross", "shadow_accumulated", "surplus")


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held of a thing at a moment. Units: minor units; `left` in months."""

    gross: int
    accumulated: int
    residual: int
    left: Fraction
    shadow_gross: int
    shadow_accumulated: int
    surplus: int = 0
    resting: bool = False
    over: bool = False
    selling: bool = False

    @property
    def net(self) -> int:
        """Return the book value."""
        return self.gross - self.accumulated

    @property
    def shadow_net(self) -> int:
        """Return the book value had nothing been impaired or revalued."""
        return self.shadow_gross - self.shadow_accumulated


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What is held after a change, and what went to profit or loss and to the surplus.

    `gain` is that of a disposal; of a loss it is negative, and so is `result`.
    """

    held: Held
    result: int = 0
    surplus: int = 0
    gain: int = 0


def estimate(held: Held, left: Fraction | None = None, residual: int | None = None) -> Effect:
    """Take another remaining life or residual value: what is left is charged over what is left.

    Raises: Wrong.
    """
    return Effect(held=spread(held, left, residual))


def improve(
    held: Held, amount: int, left: Fraction | None = None, residual: int | None = None
) -> Effect:
    """Add to the cost, for the same life unless another is said.

    Raises: Wrong.
    """
    refuse_if(amount <= 0, "amount_not_positive", amount)
    more = replace(held, gross=held.gross + amount, shadow_gross=held.shadow_gross + amount)
    return Effect(held=spread(more, left, residual))


def impair(held: Held, to: int) -> Effect:
    """Bring the value down to what can be recovered; the surplus goes first, then profit.

    Raises: Wrong.
    """
    refuse_if(not 0 <= to < held.net, "not_below_book_value", to)
    loss = held.net - to
    taken = min(loss, held.surplus)
    lower = replace(
        held,
        accumulated=held.accumulated + loss,
        residual=min(held.residual, to),
        surplus=held.surplus - taken,
    )
    return Effect(held=lower, result=taken - loss, surplus=-taken)


def reverse(held: Held, to: int) -> Effect:
    """Take back an impairment, up to what would be held without it and no further.

    Raises: Wrong, when there is nothing to take back.
    """
    reached = min(to, held.shadow_net)
    refuse_if(reached <= held.net, "nothing_to_reverse", to)
    gained = reached - held.net
    return Effect(held=replace(held, accumulated=held.accumulated - gained), result=gained)


def revalue(held: Held, to: int, way: str) -> Effect:
    """Take a new value: up to the shadow it reverses a loss, beyond it is a surplus.

    `way` says what becomes of what is accumulated: it is eliminated against the cost, or both
    grow in one ratio.
    Raises: Wrong.
    """
    refuse_if(to <= 0 or to == held.net, "nothing_to_revalue", to)
    refuse_if(way not in (ELIMINATE, GROSS_UP), "way_unknown", way)
    refuse_if(way == GROSS_UP and held.net <= 0, "nothing_to_gross_up")
    gross = to if way == ELIMINATE else half_up(Fraction(held.gross * to, held.net))
    after = replace(held, gross=gross, accumulated=gross - to, residual=min(held.residual, to))
    rise = to - held.net
    if rise > 0:
        result = max(0, min(to, held.shadow_net) - held.net)
        surplus = rise - result
    else:
        surplus = -min(-rise, held.surplus)
        result = rise - surplus
    after = replace(after, surplus=held.surplus + surplus)
    return Effect(held=after, result=result, surplus=surplus)


def rest(held: Held) -> Effect:
    """Stop charging; what is left of the life waits.

    Raises: Wrong.
    """
    refuse_if(held.resting, "rests_already")
    return Effect(held=replace(held, resting=True))


def resume(held: Held) -> Effect:
    """Go on charging what is left over what was left of the life.

    Raises: Wrong.
    """
    refuse_if(not held.resting or held.selling, "rests_not")
    return Effect(held=replace(held, resting=False))


def hold(held: Held, worth: int) -> Effect:
    """Hold a thing for sale: nothing more is charged, and what it is worth is the lower.

    `worth` is its fair value less what selling it costs.
    Raises: Wrong.
    """
    refuse_if(held.resting, "rests_already")
    refuse_if(worth <= 0, "amount_not_positive", worth)
    effect = impair(held, worth) if worth < held.net else Effect(held=held)
    return replace(effect, held=replace(effect.held, resting=True, selling=True))


def release(held: Held, unsold: Held, recoverable: int | None = None) -> Effect:
    """Take a thing back into use that was held for sale.

    `unsold` is what would be held had it never been; what can be recovered is the most it may be.
    Raises: Wrong.
    """
    refuse_if(not held.selling, "sells_not")
    back = unsold
    if recoverable is not None and recoverable < back.net:
        lower = back.accumulated + back.net - recoverable
        back = replace(back, accumulated=lower, residual=min(back.residual, recoverable))
    gained = back.net - held.net
    # What a loss took from a surplus comes back to it first.
    restored = min(max(gained, 0), unsold.surplus - held.surplus)
    back = replace(back, surplus=held.surplus + restored)
    return Effect(held=back, result=gained - restored, surplus=restored)


def part(held: Held, cost: int, proceeds: int = 0, costs: int = 0) -> Effect:
    """Let a part go, by its share of the cost. What goes and what stays make up the whole.

    Raises: Wrong.
    """
    refuse_if(not 0 < cost < held.gross, "not_a_part", cost)
    weights = (cost, held.gross - cost)
    gone, stays = split(held.accumulated, weights)
    residual, surplus = split(held.residual, weights)[1], split(held.surplus, weights)[1]
    shadow_gross = split(held.shadow_gross, weights)[1]
    shadow = split(held.shadow_accumulated, weights)[1]
    after = replace(
        held,
        gross=held.gross - cost,
        accumulated=stays,
        residual=residual,
        surplus=surplus,
        shadow_gross=shadow_gross,
        shadow_accumulated=shadow,
    )
    return Effect(held=after, gain=proceeds - costs - (cost - gone), surplus=surplus - held.surplus)


def divide(held: Held, costs: Sequence[int]) -> list[Held]:
    """Divide a thing into parts by what they cost: what is left of it comes first, then each.

    All of them together make up the whole, whatever is divided. If nothing is left, that is over.
    Raises: Wrong.
    """
    refuse_if(held.over, "gone_already")
    rest = held.gross - sum(costs)
    refuse_if(min(costs, default=0) <= 0 or rest < 0, "parts_above_whole", sum(costs))
    weights = (rest, *costs)
    shares = {name: split(getattr(held, name), weights) for name in AMOUNTS}
    parts = [
        with_amounts(held, {name: shares[name][at] for name in AMOUNTS})
        for at in range(len(weights))
    ]
    return [replace(parts[0], over=not rest), *parts[1:]]


def with_amounts(held: Held, amounts: Mapping[str, Any]) -> Held:
    """Return what is held with other amounts, by their names."""
    return replace(held, **amounts)


def dispose(held: Held, proceeds: int = 0, costs: int = 0) -> Effect:
    """Let the whole go. What is left of a surplus leaves with it, past profit or loss.

    Raises: Wrong.
    """
    refuse_if(proceeds < 0 or costs < 0, "amount_negative", min(proceeds, costs))
    nothing = Held(
        gross=0,
        accumulated=0,
        residual=0,
        left=Fraction(0),
        shadow_gross=0,
        shadow_accumulated=0,
        over=True,
    )
    return Effect(held=nothing, gain=proceeds - costs - held.net, surplus=-held.surplus)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights so that the parts make up the whole: largest remainders first.

    Raises: Wrong, without any weight.
    """
    whole = sum(weights)
    refuse_if(whole <= 0 or any(one < 0 for one in weights), "not_a_part", whole)
    parts = [amount * one // whole for one in weights]
    rest = [amount * one % whole for one in weights]
    order = sorted(range(len(weights)), key=lambda at: -rest[at])
    for at in order[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def spread(held: Held, left: Fraction | None, residual: int | None) -> Held:
    """Take another remaining life or residual value of what is held.

    Raises: Wrong.
    """
    remaining = held.left if left is None else left
    refuse_if(remaining <= 0, "life_not_positive", remaining)
    kept = held.residual if residual is None else residual
    refuse_if(kept < 0, "residual_negative", kept)
    refuse_if(kept > held.net, "residual_above_value", kept)
    return replace(held, left=remaining, residual=kept)
