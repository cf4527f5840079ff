"""What became of things that were missing from kits: said by name, with a reason."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import access
from wherehold.kits.commands import packing
from wherehold.kits.events import Resolved
from wherehold.kits.models import Missing
from wherehold.kits.refusals import BadKit, NotMissing
from wherehold.register import access as register
from wherehold.register.commands import containment, lifecycle

REASON_MAX = 300
FOUND, LOST, REPLACED = Missing.Outcome.FOUND, Missing.Outcome.LOST, Missing.Outcome.REPLACED


@transaction.atomic
def resolve(
    *,
    actor: Actor,
    missing_id: int,
    outcome: str,
    reason: str = "",
    replacement_id: int | None = None,
) -> int:
    """Say what became of a missing piece, and return its kit.

    Found: it is taken back from whoever had it, and lies in the kit again. Lost: it is taken off
    whoever had it, counts as missing, and belongs to the kit no more. Replaced: likewise, and
    another thing belongs to the kit instead.

    Raises: NotFound, NotAllowed (custody.check_in, asset.move; asset.edit for what is lost);
        NotMissing; BadKit without a reason or a replacement; whatever `pack` raises.
    Records: kits.resolved; kits.packed or kits.unpacked; custody.checked_in;
        register.stage_changed, register.contained.
    """
    one = access.missing_for_update(actor, missing_id)
    if one.outcome:
        raise NotMissing({"asset": one.asset.tag, "asset_id": one.asset_id})
    reason = _fit(outcome, reason, replacement_id)
    [asset] = register.assets_for_update(actor, [one.asset_id], access.PACK)
    act, note = ledger.new_act(), reason or _("Found")
    if asset.held and one.holder_id == asset.holder_id:
        custody.check_in(actor=actor, asset_ids=[asset.pk], note=note, act=act)
    now = clock.now()
    event = Resolved(
        subject_id=one.kit_id,
        asset_id=asset.pk,
        outcome=outcome,
        reason=reason,
        with_id=replacement_id,
    )
    ledger.record([event], actor=actor, happened_at=now, act=act)
    one.outcome, one.reason, one.replacement_id = outcome, reason, replacement_id
    one.resolved_at, one.resolved_by_id = now, actor.party_id
    one.save()
    _follow(actor, one, act)
    return one.kit_id


def _follow(actor: Actor, one: Missing, act: UUID) -> None:
    """Have things be as it was said."""
    if one.outcome == FOUND:
        containment.put_into(
            actor=actor, asset_ids=[one.asset_id], container_id=one.kit.asset_id, act=act
        )
        return
    packing.let_go(actor=actor, kit=one.kit, asset_ids=[one.asset_id], act=act)
    lifecycle.set_stage(actor=actor, stages={one.asset_id: "missing"}, note=one.reason, act=act)
    if one.replacement_id is not None:
        packing.pack(actor=actor, kit_id=one.kit_id, asset_ids=[one.replacement_id], act=act)


def _fit(outcome: str, reason: str, replacement_id: int | None) -> str:
    """Return the reason. Raises: BadKit."""
    reason = reason.strip()
    if outcome not in (FOUND, LOST, REPLACED):
        raise BadKit({"field": "outcome", "why": f"{FOUND}, {LOST}, {REPLACED}"})
    if len(reason) > REASON_MAX or (outcome != FOUND and not reason):
        raise BadKit({"field": "reason", "why": _("say why.")})
    if (outcome == REPLACED) != (replacement_id is not None):
        raise BadKit({"field": "replacement_id", "why": _("say by what it was replaced.")})
    return reason
