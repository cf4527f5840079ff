"""What happened lately to the assets that somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register import redaction
from wherehold.register.access import visible
from wherehold.register.models import Asset
from wherehold.register.queries import history
from wherehold.register.queries.history import Names, Told

PAGE = 200
PAGES_MAX = 5


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One act: the first of its entries, on which asset, and how many assets it was in all."""

    entry: Told
    asset_id: int
    tag: str
    assets: int


@dataclass(frozen=True)
class Activity:
    """The newest acts, newest first, with names for what they speak of."""

    acts: list[Doing]
    names: Names


def lately(*, actor: Actor, acts: int = 10, place_path: str = "") -> Activity:
    """Return the newest acts on what the actor sees, in one place if it is given.

    It looks back a bounded way, so in a narrow scope there may be fewer. Two statements a page,
    and those for the names.
    """
    shown: dict[object, list[tuple[Told, int, str]]] = {}
    before: int | None = None
    for _page in range(PAGES_MAX):
        entries = ledger.recent(subject_types=["asset"], before=before, limit=PAGE)
        for told, asset_id, tag in _seen(actor, entries, place_path):
            shown.setdefault(told.act, []).append((told, asset_id, tag))
        if len(entries) < PAGE or len(shown) > acts:
            break
        before = entries[-1].seq
    doings = [
        Doing(entry=group[-1][0], asset_id=group[-1][1], tag=group[-1][2], assets=len(group))
        for group in list(shown.values())[:acts]
    ]
    return Activity(doings, history.names(actor=actor, told=[one.entry for one in doings]))


def _seen(
    actor: Actor, entries: Sequence[ledger.Entry], place_path: str
) -> list[tuple[Told, int, str]]:
    mine = Asset.objects.filter(visible(actor), pk__in={entry.subject_id for entry in entries})
    if place_path:
        mine = mine.filter(place_path__startswith=place_path)
    columns = ("pk", "tag", "place_path", "category_path", "holder_id")
    assets = {row[0]: row[1:] for row in mine.values_list(*columns)}
    shown = []
    for entry in entries:
        if entry.subject_id not in assets or entry.data is None:
            continue
        tag, place, category, holder_id = assets[entry.subject_id]
        data = redaction.told(actor, (place, category, holder_id), entry.data)
        if not redaction.says_nothing(entry.kind, entry.data, data):
            shown.append((Told.of(entry, data), entry.subject_id, tag))
    return shown
