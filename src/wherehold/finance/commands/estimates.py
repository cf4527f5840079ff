"""Acts on what things are insured for and would cost anew: said by hand, or carried by an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance.events import Estimated, PriceIndexSet
from wherehold.finance.models import Estimate, PriceIndex
from wherehold.finance.refusals import BadCost, BadIndex
from wherehold.kernel import bulk, clock, ledger, money
from wherehold.kernel.actor import Actor

SOURCE_MAX = 200
ORGANISATION = 1


@dataclass(frozen=True, kw_only=True)
class EstimateDraft:
    """What a thing is `insured` for, or its `replacement` would cost, and who says so.

    Units: minor units of the organisation's currency.
    """

    asset_id: int
    kind: str
    on: date
    value_minor: int
    source: str = ""


@transaction.atomic
def estimate(*, actor: Actor, estimates: Sequence[EstimateDraft]) -> None:
    """Say what things are insured for, or what new ones would cost. The last of a kind counts.

    Raises: NotFound; NotAllowed (finance.keep); BadCost, with every offender.
    Records: finance.estimated, one for each.
    """
    assets = access.costed_for_update(actor, [one.asset_id for one in estimates])
    wrong = [
        {"tag": assets[one.asset_id]["tag"], "field": field, "why": why}
        for one in estimates
        for field, why in _faults(one)
    ]
    if wrong:
        raise BadCost(*wrong)
    now, names = clock.now(), ("asset_id", "kind", "on", "value_minor", "source")
    Estimate.objects.bulk_create(
        Estimate(
            **{name: getattr(one, name) for name in names}, recorded_at=now, by_id=actor.party_id
        )
        for one in estimates
    )
    said = [
        Estimated(
            subject_id=one.asset_id,
            what=one.kind,
            on=one.on.isoformat(),
            value_minor=one.value_minor,
            source=one.source,
        )
        for one in estimates
    ]
    ledger.record(said, actor=actor, happened_at=now)


def _faults(one: EstimateDraft) -> list[tuple[str, str]]:
    faults = []
    if one.kind not in Estimate.Kind.values:
        faults.append(("kind", ", ".join(Estimate.Kind.values)))
    if not 0 < one.value_minor < money.MINOR_MAX:
        faults.append(("value", _("above nothing")))
    if len(one.source) > SOURCE_MAX:
        faults.append(("source", _("{length} characters at most").format(length=SOURCE_MAX)))
    return faults


@dataclass(frozen=True, kw_only=True)
class IndexDraft:
    """Where the prices of new things stand from a day on: a decimal text, and who says so."""

    on: date
    value: str
    source: str = ""


@transaction.atomic
def set_price_index(*, actor: Actor, points: Sequence[IndexDraft]) -> None:
    """Say where prices stood, in place of what was said of the same days.

    Raises: NotAllowed (finance.keep everywhere); BadIndex, with every offender.
    Records: finance.price_index_set, one for each.
    """
    access.must_keep(actor)
    wrong = [
        {"on": one.on.isoformat(), "value": one.value[:24]}
        for one in points
        if not _is_index(one.value) or len(one.source) > SOURCE_MAX
    ]
    if wrong:
        raise BadIndex(*wrong)
    bulk.put(
        [PriceIndex(on=one.on, value=one.value, source=one.source) for one in points],
        key=["on"],
        columns=["value", "source"],
    )
    said = [
        PriceIndexSet(
            subject_id=ORGANISATION, on=one.on.isoformat(), value=one.value, source=one.source
        )
        for one in points
    ]
    ledger.record(said, actor=actor, happened_at=clock.now())


def _is_index(text: str) -> bool:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return len(text) <= 24 and number.is_finite() and Decimal("1e-6") <= number <= Decimal("1e9")
