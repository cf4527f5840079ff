"""What of an entry a webhook is told: what who made it may read, just now."""

from collections.abc import Sequence
from typing import Any

import orjson

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.ledger import Entry
from wherehold.register import access as register
from wherehold.register.models import Asset
from wherehold.register.queries import timeline

WHOLE = "ledger.verify"


def matches(kind: str, wanted: Sequence[str]) -> bool:
    """Say whether a kind of entry is among those wanted: `custody.*` is all of a slice."""
    if not wanted:
        return True
    return any(kind.startswith(one[:-1]) if one.endswith(".*") else kind == one for one in wanted)


def bodies(actor: Actor, entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Return the entries that an actor may read, each as the body of a call. One statement.

    What is about a thing is told to those who see it, without what they may not know; all else
    to those who may read the ledger and prices.
    """
    ids = {entry.subject_id for entry in entries if entry.subject_type == "asset"}
    seen = Asset.objects.filter(register.visible(actor), pk__in=ids)
    columns = ("pk", "tag", "place_path", "category_path", "holder_id")
    assets = {row[0]: row[1:] for row in seen.values_list(*columns)} if ids else {}
    whole = actor.may_everywhere(WHOLE) and actor.may_everywhere("asset.price")
    told = []
    for entry in entries:
        subject: dict[str, Any] = {"type": entry.subject_type, "id": entry.subject_id}
        data = entry.data if whole and entry.subject_type != "asset" else None
        if entry.subject_type == "asset" and entry.subject_id in assets:
            tag, *where = assets[entry.subject_id]
            row = timeline.redacted(actor=actor, where=tuple(where), entry=entry)
            data, subject["tag"] = (row[1] if row else None), tag
        if data is not None:
            told.append((entry, _body(entry, subject, data)))
    return told


def event_of(entry: Entry) -> str:
    """Return the number by which an entry is known, however often it is told."""
    return f"evt_{entry.pk}"


def _body(entry: Entry, subject: dict[str, Any], data: dict[str, Any]) -> str:
    said = {
        "type": entry.kind,
        "timestamp": clock.rfc3339(entry.happened_at),
        "recorded_at": clock.rfc3339(entry.recorded_at),
        "act": str(entry.act),
        "actor": entry.actor,
        "source": entry.source,
        "subject": subject,
        "data": data,
    }
    return orjson.dumps(said).decode()
