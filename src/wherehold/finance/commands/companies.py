"""The act that hands things from one company's book to another company's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import transaction

from wherehold.finance import access
from wherehold.finance.calculator import number
from wherehold.finance.commands.changes import ChangeDraft, Known
from wherehold.finance.commands.parts import entering
from wherehold.finance.engine.changes import AMOUNTS, Effect, Held, dispose, with_amounts
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.happened import kept
from wherehold.finance.models import Book, Change, Line
from wherehold.finance.refusals import BadLine, NoRateBetween, reason
from wherehold.finance.worth import UNITS
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class CompanyTransferDraft:
    """A thing that goes to another company, from a month on.

    `rate` is what one unit of the first book's currency is worth in the other's, where they differ.
    """

    asset_id: int
    on: date
    rate: str = ""
    note: str = ""


@transaction.atomic
def hand_to_company(
    *, actor: Actor, from_id: int, to_id: int, transfers: Sequence[CompanyTransferDraft]
) -> list[Change]:
    """End things in one company's book and begin them in another's, at the same book value.

    Cost, what is accumulated, what is left of the life and of a surplus go along, part by part,
    with no gain and no loss; each line knows the other one. From then on the other book's policy
    holds.
    Raises: NotFound; NotAllowed (finance.keep); NoPolicy; NoRateBetween, for books in two
        currencies; BadLine, WrongPeriod, each with every offender.
    Records: finance.changed, two for each part of each thing.
    """
    source, target = access.book(actor, from_id), access.book(actor, to_id)
    ids = [one.asset_id for one in transfers]
    assets = access.held_for_update(actor, ids, access.KEEP)
    if len(assets) != len(transfers):
        raise NotFound({"what": "asset", "key": "twice"})
    before, after = Known(source, ids), Known(target, ids)
    left: list[Change] = []
    entered: list[Change] = []
    bad: list[dict[str, Any]] = []
    for one in transfers:
        asset = assets[one.asset_id]
        try:
            refuse_if(source.company == target.company, "same_company", source.company)
            rate = _rate(one, source, target, asset["tag"])
            for line in before.parts(one.asset_id):
                pair = _moved(before, after, line, one, asset, actor, rate)
                left.append(pair[0])
                entered.append(pair[1])
        except Wrong as wrong:
            bad.append({"tag": asset["tag"], "why": reason(wrong), "name": wrong.code})
    if bad:
        raise BadLine(*bad)
    Line.objects.bulk_create(one.line for one in entered)
    return [*kept(actor, source, left), *kept(actor, target, entered)]


def _rate(draft: CompanyTransferDraft, source: Book, target: Book, tag: str) -> Fraction:
    """Return the rate between two books. Raises: NoRateBetween, Wrong."""
    if source.currency == target.currency:
        return Fraction(1)
    if not draft.rate:
        raise NoRateBetween({"tag": tag, "from": source.currency, "to": target.currency})
    rate = number(draft.rate)
    refuse_if(rate <= 0, "amount_not_positive", rate)
    return rate


def _moved(
    before: Known,
    after: Known,
    line: Line,
    draft: CompanyTransferDraft,
    asset: Mapping[str, Any],
    actor: Actor,
    rate: Fraction,
) -> tuple[Change, Change]:
    """Return how a line ends in one book and begins in the other. Raises: Wrong, and as `row`."""
    refuse_if((draft.asset_id, line.part) in after.lines, "there_already")
    went: list[Held] = []

    def act(held: Held) -> Effect:
        went.append(held)
        return Effect(held=dispose(held).held, surplus=-held.surplus)

    said = ChangeDraft(
        asset_id=draft.asset_id,
        kind=Change.Kind.LEAVE,
        on=draft.on,
        note=draft.note,
        part=line.part,
    )
    left = before.row(said, asset, actor, act)
    new = Line(book=after.book, asset_id=draft.asset_id, part=line.part, own=left.own)
    by_units = [
        known.scheme(one, asset)["method"] == UNITS for known, one in ((before, line), (after, new))
    ]
    refuse_if(by_units[0] != by_units[1], "units_and_months")
    entered = entering(after, new, left, _converted(went[0], rate), asset)
    entered.kind, left.other = Change.Kind.ENTER, new
    return left, entered


def _converted(held: Held, rate: Fraction) -> Held:
    if rate == 1:
        return held
    return with_amounts(held, {name: half_up(getattr(held, name) * rate) for name in AMOUNTS})
