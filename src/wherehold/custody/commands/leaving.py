"""What becomes of the things of somebody who leaves, and the end of their list."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.custody import queries, refusals
from wherehold.custody.commands.handing import check_in
from wherehold.custody.events import ListClosed, Settled
from wherehold.custody.models import Settlement
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import lifecycle
from wherehold.register.commands import parties as people
from wherehold.register.queries import parties

REASON_MAX = 300
# At which stage a thing is of which that was decided.
STAGES = {"lost": "missing", "kept": "disposed", "written_off": "retired"}


@transaction.atomic
def settle(
    *, actor: Actor, party_id: int, asset_ids: Sequence[int], outcome: str, reason: str
) -> list[int]:
    """Decide by name that things do not come back from somebody; return their ids. All or none.

    Lost: they count as missing. Kept: whoever leaves keeps them. Written off: nobody wants them
    back. Their stays end, and it is kept who decided so and why.

    Raises: NotFound, NotAllowed (custody.check_in, asset.edit; asset.retire for what is kept or
        written off); NothingChosen, NoReason, BadOutcome, NotTheirs; whatever `check_in` raises.
    Records: custody.settled, custody.checked_in, register.stage_changed, one for each thing.
    """
    if outcome not in STAGES:
        raise refusals.BadOutcome({"field": "outcome", "known": ", ".join(STAGES)})
    if not 0 < len(reason.strip()) <= REASON_MAX:
        raise refusals.NoReason({"field": "reason"})
    [party] = parties.known(actor=actor, party_ids=[party_id])
    act, now = ledger.new_act(), clock.now()
    handed = check_in(actor=actor, asset_ids=asset_ids, note=reason.strip(), act=act)
    if others := [stay for stay in handed.stays if stay.holder_id != party_id]:
        raise refusals.NotTheirs(
            *({"asset_id": one.asset_id, "holder": party.name} for one in others)
        )
    ids = [stay.asset_id for stay in handed.stays]
    stages = dict.fromkeys(ids, STAGES[outcome])
    lifecycle.set_stage(actor=actor, stages=stages, note=reason.strip(), act=act)
    # An earlier decision whose act was taken back gives way.
    Settlement.objects.filter(stay__in=[stay.id for stay in handed.stays]).delete()
    columns = ("stay_id", "outcome", "reason", "decided_at", "decided_by_id")
    said = (outcome, reason.strip(), now, actor.party_id)
    bulk.insert(Settlement, columns, [(stay.id, *said) for stay in handed.stays])
    events = [
        Settled(
            subject_id=stay.asset_id,
            checkout_id=stay.id,
            holder_id=party_id,
            outcome=outcome,
            reason=reason.strip(),
        )
        for stay in handed.stays
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return ids


@transaction.atomic
def close_list(*, actor: Actor, party_id: int) -> int:
    """End the list of somebody who leaves, archive them, and return how many things were on it.

    It ends only when each thing was given back, passed on, or decided otherwise by name.

    Raises: NotFound, NotAllowed (party.edit); NotLeaving; StillHolds.
    Records: custody.list_closed, register.party_archived.
    """
    card = parties.card(actor=actor, party_id=party_id)
    if card.leaves_on is None or card.archived:
        raise refusals.NotLeaving({"holder": card.name})
    people.archive(actor=actor, party_ids=[party_id])
    ever = queries.held_by(actor=actor, party_id=party_id, ever=True)
    decided = queries.decisions(actor=actor, checkout_ids=[line.id for line in ever])
    event = ListClosed(
        subject_id=party_id,
        leaves_on=card.leaves_on,
        settled_ids=sorted(line.asset_id for line in ever if line.id in decided),
        returned=len(ever) - len(decided),
    )
    ledger.record([event], actor=actor, happened_at=clock.now())
    return len(ever)
