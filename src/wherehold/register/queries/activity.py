"""What happened lately to the assets that somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset
from wherehold.register.queries import timeline
from wherehold.register.queries.timeline import Happened, Row

PAGE = 200
PAGES_MAX = 5


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One act: the first of its entries, on which asset, and how many assets it was in all."""

    entry: Happened
    tag: str
    assets: int


def lately(*, actor: Actor, acts: int = 10, place_path: str = "") -> list[Doing]:
    """Return the newest acts on what the actor sees, in one place if it is given.

    It looks back a bounded way, so in a narrow scope there may be fewer. Two statements a page,
    and those for the names.
    """
    shown: dict[object, list[tuple[Row, str]]] = {}
    before: int | None = None
    for _page in range(PAGES_MAX):
        entries = ledger.recent(subject_types=["asset"], before=before, limit=PAGE)
        for row, tag in _seen(actor, entries, place_path):
            shown.setdefault(row[0].act, []).append((row, tag))
        if len(entries) < PAGE or len(shown) > acts:
            break
        before = entries[-1].seq
    groups = list(shown.values())[:acts]
    told = timeline.happened(actor=actor, rows=[group[-1][0] for group in groups])
    return [
        Doing(entry=entry, tag=group[-1][1], assets=len(group))
        for entry, group in zip(told, groups, strict=True)
    ]


def _seen(actor: Actor, entries: Sequence[ledger.Entry], place_path: str) -> list[tuple[Row, str]]:
    mine = Asset.objects.filter(visible(actor), pk__in={entry.subject_id for entry in entries})
    if place_path:
        mine = mine.filter(place_path__startswith=place_path)
    columns = ("pk", "tag", "place_path", "category_path", "holder_id")
    assets = {row[0]: row[1:] for row in mine.values_list(*columns)}
    shown = []
    for entry in entries:
        if entry.subject_id not in assets or entry.data is None:
            continue
        tag, *where = assets[entry.subject_id]
        if row := timeline.redacted(actor=actor, where=tuple(where), entry=entry):
            shown.append((row, tag))
    return shown
