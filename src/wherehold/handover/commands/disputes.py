"""What either side says of a difference, and what a third person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody.commands import check_in
from wherehold.handover import access
from wherehold.handover.commands import cases
from wherehold.handover.commands.giving import is_out
from wherehold.handover.events import Resolved
from wherehold.handover.models import Case, GivenBack, Handover, Item
from wherehold.handover.refusals import BadHandover, NotAThird, NothingToDecide
from wherehold.kernel import bulk, clock, ledger, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

OUTCOMES = {
    "out": (Case.Outcome.AS_GIVEN, Case.Outcome.DAMAGE, Case.Outcome.NOT_RECEIVED),
    "in": (Case.Outcome.AS_GIVEN, Case.Outcome.WEAR, Case.Outcome.DAMAGE),
}
REASON_MAX, CARRIED_MAX = 2_000, 200
COLUMNS = (
    *("id", "outcome", "reason", "cost_minor", "currency", "carried_by"),
    *("decided_at", "decided_by_id"),
)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a difference about an asset is, why, what it costs, and who bears that.

    Units: `cost_minor` is in minor units of `currency`, the organisation's where none is named.
    """

    asset_id: int
    outcome: str
    reason: str
    cost_minor: int | None = None
    currency: str = ""
    carried_by: str = ""


@transaction.atomic
def state(*, actor: Actor, handover_id: int, words: Mapping[int, str]) -> None:
    """Take down what one side says of things, by asset id, whose case is open.

    Raises: NotFound; NotTheReceiver for those of neither side; NothingToDecide.
    Records: handover.stated.
    """
    cases.must_name(words)
    handover = access.for_update(actor, handover_id)
    items = access.items_of(actor, handover)
    cases.named(items, words)
    standing = _open(items, words)
    side = access.side_of(actor, handover, items)
    told = {one.pk: words[key].strip()[: cases.TEXT_MAX] for key, one in standing.items()}
    cases.speak(actor=actor, handover=handover, side=side, words=told, asset_ids=list(words))


@transaction.atomic
def resolve(*, actor: Actor, handover_id: int, decisions: Sequence[Decision]) -> Handover:
    """Decide open cases: all that are named, or none.

    Who decides has neither given, taken back nor received the things. What was never received
    is taken back from the receiver. When nothing is open any more, the hand-over is confirmed.

    Raises: NotFound; NotAllowed (handover.decide); NotAThird, NothingToDecide; BadHandover.
    Records: handover.resolved, one for each; custody.checked_in for what was not received.
    """
    handover = access.for_update(actor, handover_id)
    items = access.items_of(actor, handover)
    if not access.may_with(actor, access.DECIDE, items):
        raise NotAllowed({"actor": actor.name, "permission": access.DECIDE})
    _must_be_third(actor, handover, items)
    named = {one.asset_id: one for one in decisions}
    cases.named(items, {key: "" for key in named})
    standing = _open(items, named)
    for key, one in named.items():
        _check(one, standing[key].leg)
    _write(actor, handover, named, standing)
    _take_back(actor, items, named)
    return _settle(handover)


def _must_be_third(actor: Actor, handover: Handover, items: Sequence[Item]) -> None:
    took = GivenBack.objects.filter(handover=handover).values_list("taken_by", flat=True)
    if actor.party_id in {handover.giver_id, handover.receiver_id, *took}:
        raise NotAThird({"asset": items[0].name})


def _open(items: Sequence[Item], named: Mapping[int, object]) -> dict[int, Case]:
    """Return the open case about each asset that is named, the later leg first.

    Raises: NothingToDecide.
    """
    rows = Case.objects.filter(item__in=[one.pk for one in items], outcome="")
    by_item = {one.item_id: one for one in rows.select_for_update(no_key=True).order_by("pk")}
    standing = {one.asset_id: by_item[one.pk] for one in items if one.pk in by_item}
    if bare := [one for one in items if one.asset_id in named and one.asset_id not in standing]:
        raise NothingToDecide(*({"asset": one.name} for one in bare))
    if not named:
        raise NothingToDecide({"asset": "–"})
    return {key: standing[key] for key in named}


def _check(one: Decision, leg: str) -> None:
    """Refuse what cannot be decided. Raises: BadHandover."""
    wrong = [
        ("outcome", _("cannot be decided here"), one.outcome in OUTCOMES[leg]),
        ("reason", _("say why; both sides read it"), 0 < len(one.reason.strip()) <= REASON_MAX),
        ("cost", _("not less than nothing"), 0 <= (one.cost_minor or 0) < money.MINOR_MAX),
        ("currency", one.currency, not one.currency or money.is_currency(one.currency)),
        ("carried_by", _("at most 200 characters"), len(one.carried_by) <= CARRIED_MAX),
    ]
    if offenders := [{"field": field, "why": why} for field, why, ok in wrong if not ok]:
        raise BadHandover(*offenders)


def _write(
    actor: Actor, handover: Handover, named: Mapping[int, Decision], standing: Mapping[int, Case]
) -> None:
    now, home = clock.now(), organisation.current().currency
    rows, events = [], []
    for key, one in named.items():
        said = {
            "outcome": one.outcome,
            "reason": one.reason.strip(),
            "cost_minor": one.cost_minor,
            "currency": (one.currency or home) if one.cost_minor is not None else "",
            "carried_by": one.carried_by.strip(),
        }
        leg = standing[key].leg
        rows.append((standing[key].pk, *said.values(), now, actor.party_id))
        events.append(Resolved(subject_id=handover.pk, asset_id=key, leg=leg, **said))  # type: ignore[arg-type]
    bulk.update(Case, COLUMNS, rows)
    ledger.record(events, actor=actor, happened_at=now)


def _take_back(actor: Actor, items: Sequence[Item], named: Mapping[int, Decision]) -> None:
    """Take back what the receiver never got."""
    never = {key for key, one in named.items() if one.outcome == Case.Outcome.NOT_RECEIVED}
    out = [one.asset_id for one in items if one.asset_id in never and is_out(one)]
    if out:
        check_in(actor=actor, asset_ids=out, note=_("Never received"))


def _settle(handover: Handover) -> Handover:
    if not Case.objects.filter(item__handover=handover, outcome="").exists():
        handover.state, handover.settled_at = Handover.State.CONFIRMED, clock.now()
        handover.save()
    return handover
