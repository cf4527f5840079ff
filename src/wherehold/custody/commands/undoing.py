"""Taking back a mistake: a reversing entry, and everything as it was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.custody import refusals
from wherehold.custody.events import CheckedIn, CheckedOut, MovedAlong, Transferred, Undone
from wherehold.custody.models import Checkout
from wherehold.custody.stays import Asset, put_back, written
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access
from wherehold.register.commands import holding, rows

# How long people may take back what they did themselves without `custody.undo`.
OWN = timedelta(hours=24)
RIGHTS = {
    CheckedOut.kind: "custody.check_out",
    CheckedIn.kind: "custody.check_in",
    Transferred.kind: "custody.check_out",
}
WORDS = {
    "held": "its holder",
    "holder_id": "its holder",
    "held_place_id": "its holder",
    "held_asset_id": "its holder",
    "held_since": "its holder",
    "due_on": "its due day",
    "place_id": "its place",
    "placed_at": "its place",
    "container_id": "what it is in",
    "condition": "its condition",
}


@dataclass(frozen=True)
class _Step:
    """One entry to be reversed, with the asset as it is now."""

    entry: ledger.Entry
    asset: Asset

    @property
    def data(self) -> dict[str, Any]:
        return dict(self.entry.data)

    @property
    def changed(self) -> dict[str, list[Any]]:
        """Return what is to be reversed."""
        return rows.reversible(self.asset, self.data["changed"])

    @property
    def opened(self) -> int | None:
        """Return the stay that the act opened."""
        return self.data["checkout_id"] if self.entry.kind != CheckedIn.kind else None

    @property
    def closed(self) -> int | None:
        """Return the stay that the act closed."""
        if self.entry.kind == CheckedIn.kind:
            return int(self.data["checkout_id"])
        return self.data.get("closed_id")


@transaction.atomic
def undo(
    *,
    actor: Actor,
    act: UUID | None = None,
    checkout_ids: Sequence[int] = (),
    reason: str,
) -> list[int]:
    """Take back a check-out, check-in or transfer as if it had not been; return the asset ids.

    Either a whole act, or the last act of some stays. The stays and entries remain readable:
    a stay that should not have been is voided, one that should not have ended is open again.
    What went along is put back unless it has been moved again. Own acts may be taken back for
    a day with the right to do them; those of others, and older ones, need `custody.undo`.
    A fixed number of statements for each act.

    Raises: NoReason, NotFound, NotAllowed; NothingToUndo; StandsUnder, when something later
        was built on it.
    Records: custody.undone, one for each asset.
    """
    if not reason.strip():
        raise refusals.NoReason({"field": "reason"})
    entries = _entries(act, checkout_ids)
    unknown = NotFound({"what": "hand-over", "key": act or ", ".join(map(str, checkout_ids))})
    if not entries:
        raise unknown
    acts = [entry for entry in entries if entry.kind in RIGHTS]
    try:
        assets = _door(actor, acts)
    except NotFound:
        # What one may not see must not be told from what never was.
        raise unknown from None
    steps = [_Step(entry, assets[entry.subject_id]) for entry in acts]
    _refuse_what_is_not_last(steps)
    states = {
        step.asset.pk: holding.state_of(step.asset) | put_back(step.changed) for step in steps
    }
    along = _along([entry for entry in entries if entry.kind == MovedAlong.kind], states)
    states |= {s.asset.pk: holding.state_of(s.asset) | put_back(s.changed) for s in along}
    _reverse(steps)
    undone = [_undone(step, reason) for step in (*steps, *along)]
    holding.write(actor=actor, states=states)
    ledger.record(undone, actor=actor, happened_at=clock.now())
    return sorted(step.asset.pk for step in steps)


def _entries(act: UUID | None, checkout_ids: Sequence[int]) -> list[ledger.Entry]:
    """Return the entries to be reversed, with those of what went along."""
    stays = Checkout.objects.filter(pk__in=checkout_ids).values_list(
        "asset_id", "act_out", "act_in"
    )
    wanted: dict[UUID, set[int]] = {}
    for asset_id, act_out, act_in in stays:
        wanted.setdefault(act_in or act_out, set()).add(asset_id)
    if act is not None:
        wanted[act] = set()
    found = []
    for one, asset_ids in wanted.items():
        for entry in ledger.entries_of(one):
            if entry.kind not in {*RIGHTS, MovedAlong.kind}:
                continue
            if entry.data is None:
                raise refusals.NothingToUndo({"why": "what was recorded has been erased."})
            top = entry.data.get("inside_id", entry.subject_id)
            if not asset_ids or top in asset_ids:
                found.append(entry)
    return found


def _door(actor: Actor, entries: Sequence[ledger.Entry]) -> dict[int, Asset]:
    """Return the assets, locked. Whoever may not see them learns of no act."""
    limit = clock.now() - OWN
    own = all(e.actor == actor.name and e.recorded_at >= limit for e in entries)
    rights = {RIGHTS[entry.kind] for entry in entries} if own else {"custody.undo"}
    ids = [entry.subject_id for entry in entries]
    assets = access.assets_for_update(actor, ids, rights.pop())
    for right in rights:
        access.assets_for_update(actor, ids, right)
    return {asset.pk: asset for asset in assets}


def _refuse_what_is_not_last(steps: Sequence[_Step]) -> None:
    """Refuse unless every stay and every asset is as the act left it.

    Raises: NothingToUndo, StandsUnder.
    """
    ids = [key for step in steps for key in (step.opened, step.closed) if key]
    stays = {stay.pk: stay for stay in Checkout.objects.filter(pk__in=ids)}
    faults = []
    for step in steps:
        opened = stays.get(step.opened or 0)
        closed = stays.get(step.closed or 0)
        if opened and opened.voided_at or closed and closed.act_in != step.entry.act:
            raise refusals.NothingToUndo({"why": "it has been taken back already."})
        if opened and opened.returned_at:
            faults.append({"asset": step.asset.tag, "why": "it changed hands again since."})
        elif column := _moved_on(step):
            why = f"{WORDS[column]} has changed since."
            faults.append({"asset": step.asset.tag, "why": why})
    if faults:
        raise refusals.StandsUnder(*faults)


def _moved_on(step: _Step) -> str | None:
    """Return the first column that no longer has the value that the act gave it."""
    now = holding.state_of(step.asset)
    if step.entry.kind == CheckedIn.kind and step.asset.held:
        return "held"
    changed = step.changed.items()
    return next((column for column, (_, after) in changed if written(now[column]) != after), None)


def _along(entries: Sequence[ledger.Entry], states: dict[int, dict[str, Any]]) -> list[_Step]:
    """Return what went along and is still where it came to."""
    by_id = {entry.subject_id: entry for entry in entries}
    tops = {entry.data["inside_id"] for entry in entries if entry.data}
    found = []
    for _, asset in holding.contents_of(tops) if tops else ():
        entry = by_id.get(asset.pk)
        if entry is None or entry.data is None or asset.pk in states:
            continue
        step = _Step(entry, asset)
        if _moved_on(step) is None:
            found.append(step)
    return found


def _reverse(steps: Sequence[_Step]) -> None:
    """Void the stays that should not have been, then open those that should not have ended."""
    if ids := [step.opened for step in steps if step.opened]:
        Checkout.objects.filter(pk__in=ids).update(voided_at=clock.now())
    if ids := [step.closed for step in steps if step.closed]:
        Checkout.objects.filter(pk__in=ids).update(
            returned_at=None, act_in=None, condition_in="", note_in=""
        )


def _undone(step: _Step, reason: str) -> Undone:
    return Undone(
        subject_id=step.entry.subject_id,
        undid=str(step.entry.act),
        undid_kind=step.entry.kind,
        checkout_id=step.data.get("checkout_id"),
        reason=reason.strip(),
        changed={column: pair[::-1] for column, pair in step.changed.items()},
    )
