"""Beginning to search: things are suspected to be missing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.loss import access
from wherehold.loss.events import Suspected
from wherehold.loss.models import Search
from wherehold.loss.refusals import BadSearch, GoneAlready, SearchedAlready
from wherehold.register import access as register
from wherehold.register.commands import lifecycle
from wherehold.register.queries import parties

NOTE_MAX = 2_000


@transaction.atomic
def suspect(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    reason: str = Search.Reason.OTHER,
    note: str = "",
    owner_id: int | None = None,
    due_on: date | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Say that things are missing, all or none, and begin a search for each; return their ids.

    What was last known of each is kept: where it was seen, when, how, and who had it.

    Raises: NotFound (things, owner), NotAllowed (asset.edit); BadSearch, GoneAlready,
        SearchedAlready; whatever keeps a thing from changing its stage.
    Records: loss.suspected for each; register.stage_changed for each that was not missing.
    """
    assets = register.assets_for_update(actor, asset_ids, access.EDIT)
    _fit(reason, note, due_on)
    _may_be_missing({one.pk: (one.tag, one.stage) for one in assets})
    if owner_id is not None:
        parties.known(actor=actor, party_ids=[owner_id])
    now, act = clock.now(), act or ledger.new_act()
    said: dict[str, Any] = {"reason": reason, "note": note.strip(), "due_on": due_on}
    said["owner_id"] = owner_id if owner_id is not None else actor.party_id
    kept = [_known_of(one) for one in assets]
    rows = Search.objects.bulk_create(
        [Search(**one, **said, opened_at=now, opened_by_id=actor.party_id) for one in kept]
    )
    lifecycle.set_stage(
        actor=actor, stages=dict.fromkeys((one.pk for one in assets), "missing"), note=note, act=act
    )
    events = [Suspected(subject_id=row.asset_id, search_id=row.pk, **said) for row in rows]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return [row.pk for row in rows]


def _known_of(asset: Any) -> dict[str, Any]:  # noqa: ANN401 - an asset of the register
    """Return what is kept of a thing as it was known last."""
    return {
        "asset_id": asset.pk,
        "stage": asset.stage,
        "last_place_id": asset.seen_place_id or asset.place_id,
        "last_at": asset.seen_at,
        "last_how": asset.seen_how,
        "holder_id": asset.holder_id,
    }


def _fit(reason: str, note: str, due_on: date | None) -> None:
    """Raises: BadSearch."""
    if reason not in Search.Reason.values:
        raise BadSearch({"field": "reason", "why": ", ".join(Search.Reason.values)})
    if len(note) > NOTE_MAX or "\0" in note:
        raise BadSearch({"field": "note", "why": _("too long.")})
    if due_on is not None and due_on < clock.today():
        raise BadSearch({"field": "due_on", "why": _("that day is over.")})


def _may_be_missing(known: Mapping[int, tuple[str, str]]) -> None:
    """Raises: BadSearch, GoneAlready, SearchedAlready."""
    if not known:
        raise BadSearch({"field": "asset_ids", "why": _("choose at least one thing.")})
    gone = [(key, tag) for key, (tag, stage) in known.items() if stage in lifecycle.ENDS]
    if gone:
        raise GoneAlready(*({"asset_id": key, "tag": tag} for key, tag in gone))
    open_ones = Search.objects.filter(asset__in=known, state=Search.State.OPEN)
    if rows := list(open_ones.values_list("asset_id", "pk")):
        raise SearchedAlready(
            *({"asset_id": key, "tag": known[key][0], "search_id": pk} for key, pk in rows)
        )
