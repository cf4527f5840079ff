"""Noting when one person kept what devices are on, so that a map need not read the ledger."""

from collections.abc import Collection

from django.db import transaction

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.tracking import keeping
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import State

COLUMNS = ("device_id", "theirs_from_us", "theirs_until_us", "theirs_id")


@transaction.atomic
def note_kept(*, actor: Actor, asset_ids: Collection[int]) -> int:
    """Note of what is on things when one person last kept them that has them no more.

    What was told meanwhile stays that person's, until the thing tells something anew. Return how
    many devices that is. Six statements at most.

    Raises: nothing.
    Records: nothing: it is read off what is recorded.
    """
    spans = keeping.spans(actor=actor, asset_ids=asset_ids)
    found = State.objects.filter(asset__in=bulk.among(asset_ids)).select_for_update(no_key=True)
    on = list(found.order_by("pk").values_list("device_id", "asset_id"))
    rows: list[tuple[int, int, int, int | None]] = []
    for device_id, asset_id in on:
        over = [one for one in spans.get(asset_id or 0, ()) if one.ends_at is not None]
        last = max(over, key=lambda one: one.begins_at, default=None)
        if last is None or last.ends_at is None:
            rows.append((device_id, 0, 0, None))
        else:
            rows.append((device_id, to_us(last.begins_at), to_us(last.ends_at), last.party_id))
    bulk.update(State, COLUMNS, rows)
    return len(rows)
