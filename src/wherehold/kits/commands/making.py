"""Making a thing a kit, saying what belongs into it, and taking that back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import access, contents, fitting, standing
from wherehold.kits.commands import packing
from wherehold.kits.contents import Wanted
from wherehold.kits.events import ContentsChanged, Made, Unmade
from wherehold.kits.models import Kit, Missing
from wherehold.kits.refusals import BadKit, InItself, IsKit, NotOnList
from wherehold.register import access as register


@transaction.atomic
def make(
    *,
    actor: Actor,
    asset_id: int,
    wants: Sequence[Wanted] = (),
    template_id: int | None = None,
    asset_ids: Sequence[int] = (),
) -> int:
    """Make a thing a kit, by a list or a template, put things into it; return the kit's number.

    Raises: NotFound, NotAllowed (asset.edit); BadKit, IsKit; whatever `pack` raises.
    Records: kits.made; what `pack` records.
    """
    [asset] = register.assets_for_update(actor, [asset_id], access.EDIT)
    if asset.archived_at is not None:
        raise BadKit({"field": "asset_id", "why": _("it is archived.")})
    if Kit.objects.filter(asset=asset, unmade_at=None).exists():
        raise IsKit(standing.named(asset))
    if template_id is not None:
        access.templates(actor, [template_id])
        wants = [*contents.of_template(template_id), *wants]
    contents.check(actor, wants, things=True)
    _not_itself(asset.tag, asset.pk, wants)
    now = clock.now()
    kit = Kit.objects.create(asset=asset, template_id=template_id, made_at=now)
    contents.store(wants, kit_id=kit.pk)
    event = Made(
        subject_id=kit.pk,
        kit_asset_id=asset.pk,
        template_id=template_id,
        contents=contents.told(wants),
    )
    ledger.record([event], actor=actor, happened_at=now)
    if asset_ids:
        packing.pack(actor=actor, kit_id=kit.pk, asset_ids=asset_ids)
    return kit.pk


@transaction.atomic
def change_contents(*, actor: Actor, kit_id: int, wants: Sequence[Wanted]) -> int:
    """Say anew what belongs into a kit, and return its number.

    Raises: NotFound, NotAllowed (asset.edit); BadKit; NotOnList, naming the pieces that would
        have no line any more: take them out first.
    Records: kits.contents_changed.
    """
    kit = access.for_update(actor, kit_id, access.EDIT)
    contents.check(actor, wants, things=True)
    _not_itself(kit.asset.tag, kit.asset_id, wants)
    contents.store(wants, kit_id=kit.pk)
    pieces = standing.of_kits([kit])[kit.pk]
    fitted = fitting.fit(packing.lines_of(kit), [one.thing for one in pieces])
    if left := [one for one in pieces if one.asset.pk not in fitted]:
        raise NotOnList(*(standing.named(one.asset, kit=kit.asset.tag) for one in left))
    event = ContentsChanged(subject_id=kit.pk, contents=contents.told(wants))
    ledger.record([event], actor=actor, happened_at=clock.now())
    return kit.pk


@transaction.atomic
def unmake(*, actor: Actor, kit_id: int) -> int:
    """Have a kit be just a thing again, and return the thing; its pieces are taken out.

    Raises: NotFound, NotAllowed (asset.edit; asset.move on the pieces); BadKit while pieces are
        missing; whatever `take_out` raises.
    Records: kits.unmade, kits.unpacked; register.taken_out for what was in it.
    """
    kit = access.for_update(actor, kit_id, access.EDIT)
    if Missing.objects.filter(kit=kit, outcome=Missing.Outcome.OPEN).exists():
        raise BadKit({"field": "kit", "why": _("say first what became of what is missing.")})
    pieces = [one.asset.pk for one in standing.of_kits([kit])[kit.pk]]
    act = ledger.new_act()
    if pieces:
        packing.unpack(actor=actor, kit_id=kit.pk, asset_ids=pieces, act=act)
    kit.unmade_at = clock.now()
    kit.save(update_fields=["unmade_at"])
    event = Unmade(subject_id=kit.pk)
    ledger.record([event], actor=actor, happened_at=kit.unmade_at, act=act)
    return kit.asset_id


def _not_itself(tag: str, asset_id: int, wants: Sequence[Wanted]) -> None:
    if any(one.asset_id == asset_id for one in wants):
        raise InItself({"asset": tag, "asset_id": asset_id, "kit": tag})
