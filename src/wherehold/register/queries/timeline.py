"""The timeline of an asset: everything that happened to it, as its reader may know it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from wherehold.kernel import cursors, ledger, written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import access, redaction
from wherehold.register.models import Asset
from wherehold.register.queries import known, parties

LIMIT_MAX = 200
# Which names of data hold ids of what.
KINDS = {
    **dict.fromkeys(("holder_id", "from_holder_id", "supplier_id", "accountable_id"), "party"),
    **dict.fromkeys(("receiver_id", "party_id"), "party"),
    "from_place_id": "place",
    **dict.fromkeys(("place_id", "seen_place_id", "held_place_id"), "place"),
    **dict.fromkeys(("container_id", "held_asset_id", "into_asset_id", "with_id"), "asset"),
    **dict.fromkeys(("inside_id", "into_id", "merged_into_id"), "asset"),
    **dict.fromkeys(("from_ids", "other_ids"), "asset"),
    "category_id": "category",
    "model_id": "model",
}
# What of these means nothing to whoever may not see it: it is taken out.
HIDDEN = frozenset({"party", "place", "asset"})
LOOKUPS: Mapping[str, Callable[..., dict[int, str]]] = {
    "party": parties.names,
    "place": known.places,
    "asset": known.assets,
    "category": known.categories,
    "model": known.models,
}
# Which names of data of entries about something else hold the assets that they name.
WHERE = ("pk", "place_path", "category_path", "holder_id")
NAMING = ("asset_ids", "missing_ids", "surplus_ids", "yes", "no")
Row = tuple[ledger.Entry, dict[str, Any]]


@dataclass(frozen=True)
class About:
    """Something else that an asset has a part in, such as a document, kept in entries of its own.

    With `whole` all of its entries concern the asset; else those that name it, or name none.
    """

    subject_type: str
    subject_id: int
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One entry. `actor` is the name of who did it, empty for who may not be known.

    `data` is what the entry says; `names` says what ids in it are called, as "place:7". What is
    about something that the asset has a part in has no `asset_id`.
    """

    seq: int
    kind: str
    subject_type: str
    subject_id: int
    asset_id: int | None
    actor_id: int | None
    actor: str
    source: str
    act: UUID
    happened_at: datetime
    recorded_at: datetime
    erased: bool
    data: dict[str, Any]
    names: dict[str, str]


def timeline(
    *,
    actor: Actor,
    asset_id: int,
    cursor: str = "",
    limit: int = 50,
    kinds: Sequence[str] = (),
    about: Iterable[About] = (),
) -> tuple[list[Happened], str | None]:
    """Return what happened to an asset, newest first, and the cursor of the page after.

    What happened to records that were merged into it is there as well, and what happened to all
    that it has a part in: `about` says what, as far as the actor may know of it. At most eight
    statements, and one for each merged record.

    Raises: NotFound, BadCursor.
    """
    found = {key: where for key, *where in written.asked(_merged, actor, asset_id)}
    if asset_id not in found:
        raise NotFound({"what": "asset", "key": asset_id})
    place_path, category_path, holder_id = found[asset_id]
    where = place_path, category_path, holder_id
    before = cursors.read(cursor, int)[0] if cursor else None
    limit = max(1, min(limit, LIMIT_MAX))
    parts = {(one.subject_type, one.subject_id): one.whole for one in about}
    entries = _entries(found, parts, before, limit + 1, kinds)
    page = entries[:limit]
    after = cursors.write([page[-1].seq]) if len(entries) > limit else None
    told = (
        redacted(actor=actor, where=where, entry=entry, of=asset_id)
        for entry in page
        if _concerns(entry, asset_id, parts)
    )
    return happened(actor=actor, rows=[row for row in told if row is not None]), after


def _merged(actor: Actor, asset_id: int) -> QuerySet[Any, Any]:
    """Ask for an asset that the actor may see, and for all that was merged into it."""
    seen = access.visible(actor) & Q(pk=asset_id) | Q(merged_into=asset_id)
    return Asset.objects.filter(seen).order_by().values_list(*WHERE)


def redacted(
    *,
    actor: Actor,
    where: tuple[str, str, int | None],
    entry: ledger.Entry,
    of: int | None = None,
) -> Row | None:
    """Return an entry with its data as the actor may know them, or None when nothing is left.

    `where` is where the asset is now: path of its place, path of its category, its holder. Of
    what is about something else it says what concerns the asset `of`.
    """
    said = entry.data or {}
    if of is not None and entry.subject_type != "asset":
        said = _part_of(said, of)
    data = redaction.told(actor, where, said)
    return None if redaction.says_nothing(entry.kind, said, data) else (entry, data)


def _named_in(data: Mapping[str, Any]) -> set[int]:
    """Return the assets that an entry about something else names."""
    items = data.get("items") or ()
    ids = [one.get("asset_id") for one in items if isinstance(one, dict)]
    ids += [key for name in NAMING for key in data.get(name) or ()]
    return {key for key in (*ids, data.get("asset_id")) if isinstance(key, int)}


def _concerns(entry: ledger.Entry, asset_id: int, parts: Mapping[tuple[str, int], bool]) -> bool:
    """Say whether an entry has to do with an asset: it is its own, names it, or names none."""
    if entry.subject_type == "asset" or parts.get((entry.subject_type, entry.subject_id)):
        return True
    named = _named_in(entry.data or {})
    return not named or asset_id in named


def _part_of(data: Mapping[str, Any], asset_id: int) -> dict[str, Any]:
    """Return what an entry about something else says of one asset, without the other ones."""
    kept = {name: one for name, one in data.items() if not isinstance(one, list | dict)}
    for one in data.get("items") or ():
        if isinstance(one, dict) and one.get("asset_id") == asset_id:
            kept |= {name: word for name, word in one.items() if not isinstance(word, list | dict)}
    return kept | {
        "things": len(_named_in(data)),
        "lacking": asset_id in set(data.get("missing_ids") or ()),
    }


def _entries(
    assets: Iterable[int],
    parts: Mapping[tuple[str, int], bool],
    before: int | None,
    limit: int,
    kinds: Sequence[str],
) -> list[ledger.Entry]:
    pages = [
        ledger.history("asset", key, before=before, limit=limit, kinds=kinds) for key in assets
    ]
    beside: dict[str, set[int]] = {}
    for subject_type, subject_id in parts:
        beside.setdefault(subject_type, set()).add(subject_id)
    pages.append(ledger.history_of(beside, before=before, limit=limit, kinds=kinds))
    return list(islice(merge(*pages, key=lambda entry: -entry.seq), limit))


def happened(*, actor: Actor, rows: Sequence[Row]) -> list[Happened]:
    """Return entries, with their data as the actor may know them, and names. Five statements."""
    people = {key for entry, _ in rows if (key := _party_of(entry.actor))}
    named = _names(actor, [data for _, data in rows], people)
    return [
        Happened(
            seq=entry.seq,
            kind=entry.kind,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            asset_id=entry.subject_id if entry.subject_type == "asset" else None,
            actor_id=party if (party := _party_of(entry.actor)) in named["party"] else None,
            actor=named["party"].get(party or 0, "") if party else entry.actor,
            source=entry.source,
            act=entry.act,
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            erased=entry.data is None,
            data=_known(data, named),
            names=_called(data, named),
        )
        for entry, data in rows
    ]


def _party_of(actor_name: str) -> int | None:
    kind, _, key = actor_name.partition(":")
    return int(key) if kind == "party" and key.isdigit() else None


def _names(
    actor: Actor, every: Sequence[dict[str, Any]], people: set[int]
) -> dict[str, dict[int, str]]:
    """Return what ids are called that the entries speak of, as far as the actor may know."""
    ids: dict[str, set[int]] = {kind: set() for kind in LOOKUPS} | {"party": set(people)}
    for data in every:
        for kind, key in _mentioned(data):
            ids[kind].add(key)
    return {
        kind: find(actor=actor, ids=ids[kind]) if ids[kind] else {}
        for kind, find in LOOKUPS.items()
    }


def _mentioned(data: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Yield kind and id of everything that an entry speaks of."""
    for name, value in data.items():
        if name in {"changed", "values"} and isinstance(value, dict):
            yield from _mentioned(value)
        elif kind := KINDS.get(name):
            values = value if isinstance(value, list) else [value]
            yield from ((kind, one) for one in values if isinstance(one, int))


def _known(data: Mapping[str, Any], named: Mapping[str, dict[int, str]]) -> dict[str, Any]:
    """Return data without the ids of what may not be seen."""
    kept: dict[str, Any] = {}
    for name, value in data.items():
        if name in {"changed", "values"} and isinstance(value, dict):
            kept[name] = _known(value, named)
        elif (kind := KINDS.get(name)) in HIDDEN:
            kept[name] = _those(value, named[kind])
        elif name != "carried":
            kept[name] = value
    return kept


def _those(value: Any, known: Mapping[int, str]) -> Any:  # noqa: ANN401 - an id, or ids
    if isinstance(value, list):
        return [_those(one, known) for one in value]
    return value if value is None or value in known else None


def _called(data: Mapping[str, Any], named: Mapping[str, dict[int, str]]) -> dict[str, str]:
    return {
        f"{kind}:{key}": named[kind][key] for kind, key in _mentioned(data) if key in named[kind]
    }
