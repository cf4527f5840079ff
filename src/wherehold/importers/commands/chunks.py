"""One chunk of an import: some rows, stored together or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.custody.commands.each import To, check_out_each
from wherehold.importers import changing, recording
from wherehold.importers.models import ImportChunk, RowFault
from wherehold.importers.planning import Planner, Wish
from wherehold.importers.rows import Rows
from wherehold.importers.values.bad import Bad
from wherehold.kernel import bulk, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.commands.assets import create_good_assets
from wherehold.register.commands.drafts import AssetDraft

# Which field a register's refusal speaks of, where it has another name there.
_FIELDS = {"price_minor": "price", "identifiers": "tag", "party": "supplier", "asset": "parent"}


@dataclass
class Chunk:
    """Some rows on their way: what is known of them, and what came of them."""

    number: int
    planner: Planner
    rows: Rows
    lines: list[recording.Fault] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    links: list[tuple[int, int, str]] = field(default_factory=list)

    @property
    def last_line(self) -> int:
        """Return the last line of the file that is in it."""
        lines = [*self.rows.lines[-1:], *(fault.line for fault in self.lines)]
        return max(lines, default=0)

    @property
    def size(self) -> int:
        """Return how many rows of the file it has, good and bad."""
        return len(self.rows.lines) + len(self.lines)


@transaction.atomic
def store(*, actor: Actor, run_id: int, chunk: Chunk, trial: bool) -> dict[str, int]:
    """Do what the good rows of a chunk say, note what is wrong with the others; return counts.

    A trial does the same and takes it back; what it found is kept by `note_faults`. A row fails
    for the same reasons as the single act would, and never takes another row with it.

    Raises: NotAllowed, if the actor may import nothing; Refusal of a whole chunk, such as
        TakenMeanwhile.
    Records: what the acts on assets record, under one act; nothing of its own.
    """
    act = ledger.new_act()
    while not _tried(actor, chunk, act):
        pass
    bad = len(chunk.rows.faults) + len(chunk.lines)
    chunk.counts["rejected"] = bad
    chunk.counts.update({f"new_{k}": n for k, n in chunk.planner.refs.counts().items()})
    if trial:
        transaction.set_rollback(True)
    else:
        _note(run_id, chunk, act)
    return dict(chunk.counts)


def _tried(actor: Actor, chunk: Chunk, act: UUID) -> bool:
    """Do what the good rows say; if that puts a row aside half done, take it all back.

    Then it is tried again without those rows. Each time there are fewer, so it comes to an end.
    """
    chunk.counts.clear()
    with transaction.atomic():
        wishes = chunk.planner.plan(chunk.rows)
        fresh = [wish for wish in wishes if wish.asset_id is None]
        known = [wish for wish in wishes if wish.asset_id is not None]
        _create(actor, chunk, fresh, act)
        bad = set(chunk.rows.faults)
        column = _column(chunk)
        changed = changing.apply(actor=actor, wishes=known, rows=chunk.rows, act=act, column=column)
        changed |= _hand_out(actor, chunk, wishes, act)
        if chunk.rows.faults.keys() - bad:
            transaction.set_rollback(True)
            chunk.planner.refs.drop(counted=False)
            return False
    good = [wish for wish in wishes if wish.row not in chunk.rows.faults]
    chunk.counts["created"] = sum(wish.row not in chunk.rows.faults for wish in fresh)
    chunk.counts["updated"] = sum(wish.row in changed for wish in known)
    chunk.counts["unchanged"] = len(known) - chunk.counts["updated"]
    chunk.links = [(w.asset_id or 0, w.line, w.parent) for w in good if w.parent]
    return True


@transaction.atomic
def note_faults(
    *, actor: Actor, run_id: int, faults: Sequence[recording.Fault], trial: bool
) -> None:
    """Keep what was found wrong with rows, beside what a chunk has stored itself.

    Raises: nothing.
    Records: nothing.
    """
    assert actor.name
    bulk.insert(RowFault, recording.COLUMNS, recording.as_rows(run_id, faults, trial=trial))


def _create(actor: Actor, chunk: Chunk, wishes: Sequence[Wish], act: UUID) -> None:
    if not wishes:
        return
    drafts = [_draft(wish) for wish in wishes]
    try:
        # The planner has looked up every code of these rows.
        entered = create_good_assets(actor=actor, drafts=drafts, act=act, codes_are_free=True)
    except NotAllowed as refusal:  # The actor may enter nothing, anywhere.
        for wish in wishes:
            bad = Bad("refused", said=str(refusal), refusal=refusal.code)
            chunk.rows.fault(wish.row, -1, bad)
        return
    for wish, number in zip(wishes, entered.ids, strict=True):
        wish.asset_id = number
    column = _column(chunk)
    for refused in entered.refused:
        wish = wishes[refused.index]
        said = {"said": refused.sentence, "refusal": refused.code}
        chunk.rows.fault(wish.row, column(refused.fields[0]), Bad("refused", **said))


def _draft(wish: Wish) -> AssetDraft:
    draft = AssetDraft(**wish.given)
    others: list[tuple[str, str]] = []
    for kind, value in wish.codes:
        if kind == "tag":
            draft.tag = value
        elif kind == "serial":
            draft.serial = value
        else:
            others.append((kind, value))
    draft.identifiers = others
    return draft


def _column(chunk: Chunk) -> Any:  # noqa: ANN401
    """Return how to find the column that a refusal of the register speaks of."""

    def find(facts: Mapping[str, Any]) -> int:
        field_key = str(facts.get("field", "")).replace("fields.", "field.")
        named = _FIELDS.get(field_key, field_key)
        return chunk.planner.reader.column_of(named, f"id.{named}")

    return find


def _hand_out(actor: Actor, chunk: Chunk, wishes: Sequence[Wish], act: UUID) -> set[int]:
    """Check out what has a holder and is not with it already; return the rows it was done for."""
    by_asset = {
        wish.asset_id: wish
        for wish in wishes
        if wish.asset_id is not None
        and (wish.holder_id or wish.held_place_id)
        and wish.row not in chunk.rows.faults
    }
    changing.leave_out_held(actor=actor, by_asset=by_asset, rows=chunk.rows, column=_column(chunk))
    targets = {
        key: To(wish.holder_id, None if wish.holder_id else wish.held_place_id, wish.due_on)
        for key, wish in by_asset.items()
    }
    if not targets:
        return set()
    handed = check_out_each(actor=actor, targets=targets, act=act)
    for refused in handed.refused:
        wish = by_asset.pop(refused.asset_id)
        bad = Bad("refused", said=refused.sentence, refusal=refused.code)
        chunk.rows.fault(wish.row, chunk.planner.reader.column_of(*_HOLDER), bad)
    return {wish.row for wish in by_asset.values()}


_HOLDER = ("holder", "holder_email", "holder_username", "holder_place")


def _note(run_id: int, chunk: Chunk, act: UUID) -> None:
    ImportChunk.objects.create(
        run_id=run_id,
        number=chunk.number,
        last_line=chunk.last_line,
        rows=chunk.size,
        act=act,
        counts=dict(chunk.counts),
        links=chunk.links,
    )
    found = sorted([*recording.faults_of(chunk.rows), *chunk.lines], key=lambda one: one.line)
    bulk.insert(RowFault, recording.COLUMNS, recording.as_rows(run_id, found, trial=False))
