"""How a search ends: the thing is found, or given up for lost."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.loss import access
from wherehold.loss.commands.asking import must_be_open
from wherehold.loss.commands.searching import NOTE_MAX
from wherehold.loss.events import Found, WrittenOff
from wherehold.loss.models import Search
from wherehold.loss.refusals import BadSearch
from wherehold.register.commands import lifecycle, moving
from wherehold.register.commands.moving import Sighting

REF_MAX = 120


@transaction.atomic
def find(*, actor: Actor, search_ids: Sequence[int], place_id: int, note: str = "") -> list[int]:
    """Say that things were found at a place, all or none; return the things.

    They are seen there, recorded there unless somebody has them, and are what they were before.

    Raises: NotFound (searches, place), NotAllowed (asset.edit, asset.move); BadSearch,
        SearchOver.
    Records: loss.found, register.seen, register.moved, register.stage_changed.
    """
    rows = access.for_update(actor, search_ids, access.EDIT)
    must_be_open(rows)
    _fit("note", note, NOTE_MAX)
    now, act = clock.now(), ledger.new_act()
    ids = [one.asset_id for one in rows]
    moving.see_assets(
        actor=actor,
        sightings=[Sighting(asset_id=key, place_id=place_id, at=now, how="person") for key in ids],
        act=act,
    )
    moves = {one.asset_id: place_id for one in rows if not one.asset.held}
    if moves:
        moving.move_assets(actor=actor, moves=dict(moves), note=note, act=act)
    back = {one.asset_id: "in_stock" if one.stage == "missing" else one.stage for one in rows}
    lifecycle.set_stage(actor=actor, stages=back, note=note, act=act)
    _close(actor, rows, Search.State.FOUND, found_at_place_id=place_id, statement=note.strip())
    events = [
        Found(subject_id=one.asset_id, search_id=one.pk, place_id=place_id, note=note.strip())
        for one in rows
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return ids


@transaction.atomic
def write_off(
    *,
    actor: Actor,
    search_ids: Sequence[int],
    statement: str,
    police_ref: str = "",
    insurance_ref: str = "",
) -> list[int]:
    """Give things up for lost, all or none; return them. What they were worth is kept.

    Whoever had one has it no more. Out of the books it goes by an act of finance.

    Raises: NotFound, NotAllowed (asset.retire; custody.check_in for what somebody has);
        BadSearch, SearchOver; whatever keeps a thing from being disposed of.
    Records: loss.written_off, register.stage_changed; custody.checked_in for what was out.
    """
    rows = access.for_update(actor, search_ids, access.RETIRE)
    must_be_open(rows)
    if not statement.strip():
        raise BadSearch({"field": "statement", "why": _("say what is known of the loss.")})
    _fit("statement", statement, NOTE_MAX)
    for name, value in (("police_ref", police_ref), ("insurance_ref", insurance_ref)):
        _fit(name, value, REF_MAX)
    act = ledger.new_act()
    said = {"statement": statement.strip(), "police_ref": police_ref.strip()}
    said["insurance_ref"] = insurance_ref.strip()
    _take_off(actor, rows, act)
    stages = {one.asset_id: "disposed" for one in rows}
    lifecycle.set_stage(actor=actor, stages=stages, note=said["statement"], act=act)
    for one in rows:
        one.value_minor = one.asset.value_minor
    _close(actor, rows, Search.State.WRITTEN_OFF, **said)
    events = [
        WrittenOff(subject_id=one.asset_id, search_id=one.pk, value_minor=one.value_minor, **said)
        for one in rows
    ]
    ledger.record(events, actor=actor, happened_at=clock.now(), act=act)
    return list(stages)


def _take_off(actor: Actor, rows: Sequence[Search], act: UUID) -> None:
    """Have nobody hold what is lost."""
    if held := [one.asset_id for one in rows if one.asset.held]:
        custody.check_in(actor=actor, asset_ids=held, note=_("Lost"), act=act)


def _close(actor: Actor, rows: Sequence[Search], state: str, **said: str | int) -> None:
    now = clock.now()
    for one in rows:
        one.state, one.closed_at, one.closed_by_id = state, now, actor.party_id
        for name, value in said.items():
            setattr(one, name, value)
    columns = ("state", "closed_at", "closed_by", "found_at_place", "statement", "police_ref",
               "insurance_ref", "value_minor")  # fmt: skip
    Search.objects.bulk_update(rows, columns, batch_size=500)


def _fit(field: str, text: str, most: int) -> None:
    """Raises: BadSearch."""
    if len(text) > most or "\0" in text:
        raise BadSearch({"field": field, "why": _("too long.")})
