"""Putting things into a kit, and taking them out for good."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import access, contents, fitting, standing
from wherehold.kits.events import Packed, Resolved, Unpacked
from wherehold.kits.models import Kit, Missing, Piece
from wherehold.kits.refusals import BadKit, InItself, InOtherKit, NotAPiece, NotOnList
from wherehold.kits.standing import Asset
from wherehold.register import access as register
from wherehold.register.commands import containment

AT_ONCE = 500


@transaction.atomic
def pack(
    *, actor: Actor, kit_id: int, asset_ids: Sequence[int], act: UUID | None = None
) -> list[int]:
    """Put things into a kit, all or none, and return those that were not in it.

    They belong to it from then on, and go where it goes. A piece that was missing is found.

    Raises: NotFound, NotAllowed (asset.move); BadKit; InItself, InOtherKit, NotOnList; whatever
        `put_into` raises.
    Records: kits.packed, kits.resolved for what was missing; register.contained for each.
    """
    kit = access.for_update(actor, kit_id, access.PACK)
    if not 0 < len(asset_ids) <= AT_ONCE:
        raise BadKit({"field": "asset_ids", "why": f"1 … {AT_ONCE}"})
    assets = register.assets_for_update(actor, asset_ids, access.PACK)
    _may_go_in(kit, assets)
    pieces = standing.of_kits([kit])[kit.pk]
    old = {one.asset.pk for one in pieces}
    new = [one for one in assets if one.pk not in old]
    things = [one.thing for one in pieces]
    things += [fitting.Thing(one.pk, one.model_id, one.category_path) for one in new]
    fitted = fitting.fit(lines_of(kit), things)
    if left := [one for one in new if one.pk not in fitted]:
        raise NotOnList(*(standing.named(one, kit=kit.asset.tag) for one in left))
    now, act = clock.now(), act or ledger.new_act()
    rows = [(kit.pk, one.pk, now) for one in new]
    bulk.insert(Piece, ("kit_id", "asset_id", "since"), rows)
    moved = containment.put_into(
        actor=actor, asset_ids=asset_ids, container_id=kit.asset_id, act=act
    )
    found(actor=actor, asset_ids=asset_ids, reason=_("Put in again"), act=act)
    changed = sorted({*moved, *(one.pk for one in new)})
    events = [Packed(subject_id=kit.pk, asset_ids=changed)] if changed else []
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return changed


@transaction.atomic
def unpack(
    *, actor: Actor, kit_id: int, asset_ids: Sequence[int], act: UUID | None = None
) -> list[int]:
    """Take things out of a kit for good, all or none, and return their ids.

    Raises: NotFound, NotAllowed (asset.move); NotAPiece; BadKit for what is missing; whatever
        `take_out` raises.
    Records: kits.unpacked; register.taken_out for what lay in it.
    """
    kit = access.for_update(actor, kit_id, access.PACK)
    assets = register.assets_for_update(actor, asset_ids, access.PACK)
    pieces = {one.asset.pk: one for one in standing.of_kits([kit])[kit.pk]}
    if foreign := [one for one in assets if one.pk not in pieces]:
        raise NotAPiece(*(standing.named(one, kit=kit.asset.tag) for one in foreign))
    gone = Missing.objects.filter(asset__in=asset_ids, outcome=Missing.Outcome.OPEN)
    if tags := list(gone.values_list("asset__tag", flat=True)):
        why = _("{tags} missing: say first what became of it.").format(tags=", ".join(tags))
        raise BadKit({"field": "asset_ids", "why": why})
    act, ids = act or ledger.new_act(), [one.pk for one in assets]
    let_go(actor=actor, kit=kit, asset_ids=ids, act=act)
    if inside := [key for key in ids if pieces[key].inside]:
        containment.take_out(actor=actor, asset_ids=inside, act=act)
    return ids


@transaction.atomic
def let_go(*, actor: Actor, kit: Kit, asset_ids: Sequence[int], act: UUID) -> None:
    """Have things belong to a kit, which is locked, no more; where they lie is not touched.

    Raises: nothing.
    Records: kits.unpacked.
    """
    now = clock.now()
    Piece.objects.filter(kit=kit, asset__in=asset_ids, left_at=None).update(left_at=now)
    event = Unpacked(subject_id=kit.pk, asset_ids=sorted(asset_ids))
    ledger.record([event], actor=actor, happened_at=now, act=act)


def lines_of(kit: Kit) -> list[fitting.Line]:
    """Return what belongs into a kit. One statement."""
    return contents.lines(Q(kit=kit.pk)).get(kit.pk, [])


def _may_go_in(kit: Kit, assets: Sequence[Asset]) -> None:
    """Refuse what would have a kit in itself, and what belongs elsewhere. A few statements."""
    around = standing.above(kit)
    if circle := [one for one in assets if one.pk in around]:
        raise InItself(*(standing.named(one, kit=kit.asset.tag) for one in circle))
    rows = Piece.objects.filter(asset__in=[one.pk for one in assets], left_at=None).exclude(kit=kit)
    if others := list(rows.select_related("asset", "kit__asset")):
        raise InOtherKit(*(standing.named(o.asset, kit=o.kit.asset.tag) for o in others))


@transaction.atomic
def found(*, actor: Actor, asset_ids: Iterable[int], reason: str, act: UUID) -> None:
    """Have what was missing be found, of whichever kit, since somebody has it in hand.

    Raises: nothing; the kits are locked.
    Records: kits.resolved for each.
    """
    rows = Missing.objects.filter(asset__in=set(asset_ids), outcome=Missing.Outcome.OPEN)
    pairs = list(rows.order_by("pk").values_list("kit_id", "asset_id"))
    now = clock.now()
    rows.update(
        outcome=Missing.Outcome.FOUND,
        reason=reason,
        resolved_at=now,
        resolved_by=actor.party_id,
    )
    events = [
        Resolved(subject_id=kit_id, asset_id=key, outcome="found", reason=reason, with_id=None)
        for kit_id, key in pairs
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
