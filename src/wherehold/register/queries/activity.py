"""What happened lately to the assets that somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from wherehold.kernel import cursors, kept, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset
from wherehold.register.queries import timeline
from wherehold.register.queries.timeline import Happened, Row

PAGE = 200
PAGES_MAX = 5
FAR_PAGES_MAX = 20

_Seen = tuple[Row, str]


@dataclass(frozen=True, kw_only=True)
class Doing:
    """One act: the first of its entries, on which asset, and how many assets it was in all."""

    entry: Happened
    tag: str
    assets: int


@dataclass(frozen=True)
class Activity:
    """The newest acts, newest first; `after` leads on."""

    acts: list[Doing]
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which acts are asked for: in one place, of these kinds, by one person; all if empty."""

    place_path: str = ""
    kinds: Sequence[str] = ()
    by: int | None = None

    def has(self, entry: ledger.Entry) -> bool:
        """Say whether an entry is of the kinds and by the person asked for."""
        if self.kinds and entry.kind not in self.kinds:
            return False
        return self.by is None or entry.actor == f"party:{self.by}"


def lately(*, actor: Actor, acts: int = 10, place_path: str = "") -> Activity:
    """Return the newest acts on what the actor sees, in one place if it is given.

    It looks back a bounded way, so in a narrow scope there may be fewer. Two statements a page,
    and those for the names; none while nothing is recorded.
    """
    wanted = Wanted(place_path=place_path)
    key = ("lately", actor, acts, place_path)
    return kept.until_recorded(key, lambda: _walk(actor, wanted, (None, None), acts, PAGES_MAX))


def page(*, actor: Actor, wanted: Wanted, cursor: str = "", acts: int = 30) -> Activity:
    """Return a page of acts on what the actor sees, newest first.

    A page looks back a bounded way; where it found little, `after` goes on from there. An act so
    large that it goes beyond the page is shown once. Statements as for `lately`.

    Raises: BadCursor.
    """
    begin: tuple[int | None, UUID | None] = (None, None)
    if cursor:
        seq, act = cursors.read(cursor, int, str)
        begin = (seq, _act(act, cursor))
    return _walk(actor, wanted, begin, acts, FAR_PAGES_MAX)


def _act(text: str, cursor: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise cursors.BadCursor({"cursor": cursor[:80]}) from None


def _walk(
    actor: Actor, wanted: Wanted, begin: tuple[int | None, UUID | None], acts: int, pages: int
) -> Activity:
    """Go back through the ledger until there are enough acts, its beginning, or far enough."""
    before, shown_act = begin
    shown: dict[UUID, list[_Seen]] = {}
    last: ledger.Entry | None = None
    for _page in range(pages):
        entries = ledger.recent(subject_types=["asset"], before=before, limit=PAGE)
        found = {row[0].seq: (row, tag) for row, tag in _seen(actor, entries, wanted)}
        for entry in entries:
            if entry.seq in found and entry.act != shown_act:
                if len(shown) == acts and entry.act not in shown:
                    return _told(actor, shown, last)
                shown.setdefault(entry.act, []).append(found[entry.seq])
            last = entry
        if len(entries) < PAGE:
            return _told(actor, shown, None)
        before = entries[-1].seq
    return _told(actor, shown, last)


def _told(actor: Actor, shown: dict[UUID, list[_Seen]], last: ledger.Entry | None) -> Activity:
    groups = list(shown.values())
    told = timeline.happened(actor=actor, rows=[group[-1][0] for group in groups])
    doings = [
        Doing(entry=entry, tag=group[-1][1], assets=len(group))
        for entry, group in zip(told, groups, strict=True)
    ]
    return Activity(doings, cursors.write([last.seq, str(last.act)]) if last else "")


def _seen(actor: Actor, entries: Sequence[ledger.Entry], wanted: Wanted) -> list[_Seen]:
    entries = [entry for entry in entries if wanted.has(entry)]
    mine = Asset.objects.filter(visible(actor), pk__in={entry.subject_id for entry in entries})
    if wanted.place_path:
        mine = mine.filter(place_path__startswith=wanted.place_path)
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
