"""Acts on many assets: one table of them, done at once or in the background.

What was chosen is either a list of ids or all that match a filter. Commands refuse a batch whole
and name every offender; here the offenders can be left out, so that the rest is done. The rights
are the command's own, asked for each chunk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.custody import commands as custody
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.loss import commands as loss
from wherehold.register.commands import (
    changes,
    containment,
    holds,
    keywording,
    lifecycle,
    merge,
    moving,
    notes,
)
from wherehold.register.queries import listing

AT_ONCE_MAX = 1_000
NAMED_MAX = 200
Values = Mapping[str, Any]
Run = Callable[[Actor, Sequence[int], Values, UUID], object]


@dataclass(frozen=True)
class Action:
    """One act on many: how it is called, by what right, what is asked first, what does it."""

    name: str
    title: Any
    icon: str
    permission: str
    asks: tuple[str, ...]
    run: Run
    done: Any
    bar: bool = True


@dataclass
class Outcome:
    """What came of an act: how many were done, and what stood in the way of which others."""

    done: int = 0
    blocked: list[tuple[int, str]] = field(default_factory=list)
    refusal: Refusal | None = None
    act: UUID | None = None


def _move(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    moves = dict.fromkeys(ids, values["place"])
    return moving.move_assets(actor=actor, moves=moves, note=values["note"], act=act)


def _check_out(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return custody.check_out(
        actor=actor,
        asset_ids=ids,
        holder_id=values["holder"],
        place_id=values["place"],
        due_on=values["due_on"],
        note=values["note"],
        act=act,
    )


def _check_in(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return custody.check_in(
        actor=actor, asset_ids=ids, place_id=values["place"], note=values["note"], act=act
    )


def _edit(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    kept = {name: value for name, value in values.items() if value not in (None, "")}
    return changes.change_assets(actor=actor, changes=dict.fromkeys(ids, kept), act=act)


def _stage(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    stages = dict.fromkeys(ids, str(values["stage"]))
    return lifecycle.set_stage(actor=actor, stages=stages, note=values["note"], act=act)


def _condition(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    conditions = dict.fromkeys(ids, str(values["condition"]))
    return lifecycle.set_condition(actor=actor, conditions=conditions, note=values["note"], act=act)


def _keyword(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    word, present = values["keyword"], keywording.names_of(ids)
    wanted = {key: {"keywords": [*present.get(key, []), word]} for key in ids}
    return changes.change_assets(actor=actor, changes=wanted, act=act)


def _hold(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return holds.place_holds(actor=actor, asset_ids=ids, reason=values["reason"], act=act)


def _missing(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    note = values["note"]
    return loss.suspect(actor=actor, asset_ids=ids, reason="reported", note=note, act=act)


def _put_into(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    container = values["container"]
    return containment.put_into(actor=actor, asset_ids=ids, container_id=container, act=act)


def _merge(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return merge.merge_assets(actor=actor, asset_id=values["kept"], other_ids=ids, act=act)


def _note(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return notes.note(actor=actor, asset_ids=ids, text=values["text"], act=act)


def _confirm(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return moving.confirm_assets(actor=actor, asset_ids=ids, act=act)


def _archive(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return lifecycle.archive(actor=actor, asset_ids=ids, note=values["note"], act=act)


def _restore(actor: Actor, ids: Sequence[int], values: Values, act: UUID) -> object:
    return lifecycle.restore(actor=actor, asset_ids=ids, note=values["note"], act=act)


EDITED = (
    *("category_id", "model_id", "supplier_id", "accountable_id", "order_no"),
    *("purchased_on", "warranty_until", "refresh_on"),
)
ACTIONS = {
    action.name: action
    for action in (
        Action("check-out", _("Check out"), "log-out", "custody.check_out",
               ("holder", "place", "due_on", "note"), _check_out, _("{n} checked out.")),
        Action("check-in", _("Check in"), "log-in", "custody.check_in",
               ("place", "note"), _check_in, _("{n} checked in.")),
        Action("move", _("Move"), "map-pin", "asset.move",
               ("place", "note"), _move, _("{n} moved.")),
        Action("edit", _("Edit"), "pencil", "asset.edit", EDITED, _edit, _("{n} changed.")),
        Action("stage", _("Stage"), "refresh-cw", "asset.edit",
               ("stage", "note"), _stage, _("{n} changed."), bar=False),
        Action("condition", _("Condition"), "gauge", "asset.edit",
               ("condition", "note"), _condition, _("{n} changed."), bar=False),
        Action("keyword", _("Keyword"), "hash", "asset.edit",
               ("keyword",), _keyword, _("Keyword given to {n}."), bar=False),
        Action("confirm", _("Confirm"), "badge-check", "asset.note",
               (), _confirm, _("{n} confirmed."), bar=False),
        Action("hold", _("Hold"), "hand", "asset.hold",
               ("reason",), _hold, _("{n} on hold."), bar=False),
        Action("missing", _("Report missing"), "search-x", "asset.edit",
               ("note",), _missing, _("{n} searched for now."), bar=False),
        Action("note", _("Note"), "message-square", "asset.note",
               ("text",), _note, _("Note added to {n}."), bar=False),
        Action("put-into", _("Put into another asset"), "package", "asset.move",
               ("container",), _put_into, _("{n} put in."), bar=False),
        Action("merge", _("Merge into another record"), "git-merge", "asset.merge",
               ("kept",), _merge, _("{n} merged."), bar=False),
        Action("archive", _("Archive"), "archive", "asset.retire",
               ("note",), _archive, _("{n} archived."), bar=False),
        Action("restore", _("Restore"), "archive-restore", "asset.retire",
               ("note",), _restore, _("{n} restored."), bar=False),
    )
}  # fmt: skip


def may(actor: Actor, action: Action) -> bool:
    """Say whether an act is anything for this actor."""
    return actor.may_somewhere(action.permission) or actor.may_own(action.permission)


def refuse_unless(actor: Actor, action: Action) -> None:
    """Raises: NotAllowed."""
    if not may(actor, action):
        raise NotAllowed({"actor": actor.name, "permission": action.permission})


@dataclass(frozen=True)
class Chosen:
    """What an act is for: ids, or all that match a filter, of which there were so many."""

    ids: tuple[int, ...] = ()
    given: Mapping[str, Sequence[str]] | None = None
    number: int = 0

    def chunks(self, actor: Actor) -> Iterator[list[int]]:
        """Yield the ids, as many at a time as one transaction takes."""
        if self.given is not None:
            yield from listing.ids_matching(actor=actor, given=self.given, chunk=AT_ONCE_MAX)
            return
        for start in range(0, len(self.ids), AT_ONCE_MAX):
            yield list(self.ids[start : start + AT_ONCE_MAX])


def perform(
    actor: Actor, action: Action, ids: Iterable[int], values: Values, *, partial: bool, act: UUID
) -> Outcome:
    """Do an act on one chunk; with `partial` without those that something stands in the way of."""
    left, outcome = list(ids), Outcome(act=act)
    while left:
        try:
            with transaction.atomic():
                action.run(actor, left, values, act)
        except Refusal as refusal:
            blocked = _offenders(refusal, left)
            outcome.blocked += blocked.items()
            if not partial or not blocked:
                outcome.refusal = refusal
                return outcome
            left = [key for key in left if key not in blocked]
            continue
        outcome.done = len(left)
        return outcome
    return outcome


def rehearse(actor: Actor, action: Action, ids: Sequence[int], values: Values) -> Outcome:
    """Say what an act on these would come to, without doing it."""
    with transaction.atomic():
        outcome = perform(actor, action, ids, values, partial=True, act=ledger.new_act())
        transaction.set_rollback(True)
    return outcome


def _offenders(refusal: Refusal, ids: Sequence[int]) -> dict[int, str]:
    """Return which of the assets a refusal names, each with its sentence."""
    known, found = set(ids), dict[int, str]()
    for one in refusal.fields:
        key = one.get("asset_id", one.get("key"))
        if isinstance(key, int) and key in known:
            found[key] = str(refusal.message).format(**one)
    return found
