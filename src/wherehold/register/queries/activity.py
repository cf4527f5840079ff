"""What happened lately to the assets that somebody may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register import redaction
from wherehold.register.access import visible
from wherehold.register.models import Asset

PAGE = 200
PAGES_MAX = 5


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One entry about an asset, as the asker may know it."""

    seq: int
    kind: str
    asset_id: int
    tag: str
    name: str
    actor: str
    source: str
    act: UUID
    happened_at: datetime
    recorded_at: datetime
    data: dict[str, Any]


def lately(*, actor: Actor, acts: int = 10, place_path: str = "") -> list[Happening]:
    """Return the entries of the newest acts on what the actor sees, newest first.

    It looks back a bounded way, so in a narrow scope there may be fewer. Two statements a page.
    """
    shown: list[Happening] = []
    before: int | None = None
    for _page in range(PAGES_MAX):
        entries = ledger.recent(subject_types=["asset"], before=before, limit=PAGE)
        shown += _seen(actor, entries, place_path)
        if len(entries) < PAGE or len({one.act for one in shown}) > acts:
            break
        before = entries[-1].seq
    wanted = list(dict.fromkeys(one.act for one in shown))[:acts]
    return [one for one in shown if one.act in wanted]


def _seen(actor: Actor, entries: list[ledger.Entry], place_path: str) -> list[Happening]:
    mine = Asset.objects.filter(visible(actor), pk__in={entry.subject_id for entry in entries})
    if place_path:
        mine = mine.filter(place_path__startswith=place_path)
    columns = ("pk", "tag", "name", "place_path", "category_path", "holder_id")
    assets = {row[0]: row[1:] for row in mine.values_list(*columns)}
    shown = []
    for entry in entries:
        if entry.subject_id not in assets or entry.data is None:
            continue
        tag, name, *where = assets[entry.subject_id]
        data = redaction.told(actor, (where[0], where[1], where[2]), entry.data)
        if redaction.says_nothing(entry.kind, entry.data, data):
            continue
        shown.append(
            Happening(
                seq=entry.seq,
                kind=entry.kind,
                asset_id=entry.subject_id,
                tag=tag,
                name=name,
                actor=entry.actor,
                source=entry.source,
                act=entry.act,
                happened_at=entry.happened_at,
                recorded_at=entry.recorded_at,
                data=data,
            )
        )
    return shown
