"""Entering assets together with who holds them, in one act."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.custody.commands.each import To, check_out_each
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict
from wherehold.register.commands.assets import create_assets
from wherehold.register.commands.drafts import AssetDraft
from wherehold.register.commands.naming import Mention, Settled, settle_references

Draft = Callable[[Settled], Sequence[AssetDraft]]


class NotHandedOut(Conflict):
    """An asset is to be held by somebody whom it cannot be handed to."""

    code = "not_handed_out"
    title = _("Cannot be handed out")
    message = _("{tag}: {sentence}")


@transaction.atomic
def enter_assets(
    *,
    actor: Actor,
    mentions: Sequence[Mention],
    draft: Draft,
    create_missing: bool = False,
) -> list[int]:
    """Enter assets, all or none, hand out those with a holder, and return their ids in order.

    `mentions` is what they refer to, by id or name; `draft` makes the drafts once it is known
    what that means. With `create_missing` what is named and not there is entered as well.

    Raises: UnknownReference, AmbiguousReference; whatever `create_assets` raises; NotAllowed
        (custody.check_out), NotHandedOut.
    Records: register.created, one for each asset; custody.checked_out for those with a holder;
        what entering missing references records.
    """
    known = settle_references(actor=actor, mentions=mentions, create_missing=create_missing)
    drafts = draft(known)
    act = ledger.new_act()
    ids = create_assets(actor=actor, drafts=drafts, act=act)
    holders = {
        ids[one.item]: To(holder_id=known["holder", one.word])
        for one in mentions
        if one.field == "holder"
    }
    if holders:
        _hand_out(actor, holders, {key: d.tag for key, d in zip(ids, drafts, strict=True)}, act)
    return ids


def _hand_out(actor: Actor, holders: Mapping[int, To], tags: Mapping[int, str], act: UUID) -> None:
    handed = check_out_each(actor=actor, targets=holders, act=act)
    if handed.refused:
        raise NotHandedOut(
            *(
                {"tag": tags[one.asset_id], "sentence": one.sentence, "reason": one.code}
                for one in handed.refused
            )
        )
