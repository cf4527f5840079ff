"""What names in a call mean: places, categories, models, parties, assets. Nothing here writes.

Everything is looked for within what the actor may see, so a name of something hidden reads like
one that nothing has.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.codes import key_of
from wherehold.register.models import Asset, Category, Identifier, Model, Party, Place
from wherehold.register.queries import parties, reach

Word = int | str
BETWEEN = (" · ", ">")


@dataclass
class Found:
    """What words mean, by kind and word; `several` are words that mean more than one thing."""

    ids: dict[str, dict[Word, int]] = field(default_factory=dict)
    several: dict[str, dict[Word, int]] = field(default_factory=dict)


def references(*, actor: Actor, wanted: Mapping[str, Iterable[Word]]) -> Found:
    """Look up words by kind: "place", "category", "model", "party", "asset".

    A number, or a text of digits that is nobody's name, is an id. A place and a category may be
    named by their path ("HQ > Floor 2") or, if only one has it, by their last name; a model by
    name, number or maker and name; a party by e-mail, user name, code or name; an asset by any
    of its codes. At most three statements a kind.
    """
    found = Found()
    for kind, words in wanted.items():
        if distinct := {word for word in words if word not in (None, "")}:
            hits = _LOOK[kind](actor, distinct)
            found.ids[kind] = {word: ids[0] for word, ids in hits.items() if len(ids) == 1}
            found.several[kind] = {w: len(ids) for w, ids in hits.items() if len(ids) > 1}
    return found


def _folded(text: str) -> tuple[str, ...]:
    """Return the names along a path as they are compared."""
    for mark in BETWEEN:
        text = text.replace(mark, "\0")
    return tuple(" ".join(part.split()).casefold() for part in text.split("\0") if part.strip())


def _places(actor: Actor, words: set[Word]) -> dict[Word, list[int]]:
    return _nodes(Place, reach.places(actor=actor), words)


def _categories(actor: Actor, words: set[Word]) -> dict[Word, list[int]]:
    return _nodes(Category, reach.categories(actor=actor), words)


def _nodes(table: Any, seen: Q, words: set[Word]) -> dict[Word, list[int]]:  # noqa: ANN401 - either tree
    """Find nodes by id, by the names on their path, or by their last names."""
    texts = {word: names for word in words if isinstance(word, str) and (names := _folded(word))}
    hits: dict[Word, list[int]] = {}
    paths: dict[tuple[str, ...], list[int]] = {}
    last: dict[str, list[int]] = {}
    known = table.objects.filter(seen, archived_at=None)
    rows = known.order_by("pk").values_list("pk", "full_name") if texts else ()
    for key, full_name in rows:
        names = _folded(full_name)
        paths.setdefault(names, []).append(key)
        last.setdefault(names[-1], []).append(key)
    for word, names in texts.items():
        found = paths.get(names) or (last.get(names[0]) if len(names) == 1 else None)
        if found:
            hits[word] = found
    return _by_id(known, words - hits.keys()) | hits


def _models(actor: Actor, words: set[Word]) -> dict[Word, list[int]]:
    seen = Model.objects.filter(reach.models(actor=actor), archived_at=None)
    texts = {w: " ".join(w.split()).casefold() for w in words if isinstance(w, str)}
    named: dict[str, list[int]] = {}
    columns = ("pk", "name", "number", "manufacturer__name")
    for key, *parts in seen.order_by("pk").values_list(*columns) if texts else ():
        name, number, maker = (" ".join((part or "").split()).casefold() for part in parts)
        for text in {name, number, f"{maker} {name}".strip()} - {""}:
            named.setdefault(text, []).append(key)
    hits: dict[Word, list[int]] = {w: named[text] for w, text in texts.items() if text in named}
    return _by_id(seen, words - hits.keys()) | hits


def _parties(actor: Actor, words: set[Word]) -> dict[Word, list[int]]:
    texts = {word for word in words if isinstance(word, str)}
    named = parties.matches(actor=actor, words=texts)
    hits: dict[Word, list[int]] = {word: ids for word, ids in named.items()}
    seen = Party.objects.filter(parties.reach(actor=actor), archived_at=None)
    return _by_id(seen, words - hits.keys()) | hits


def _assets(actor: Actor, words: set[Word]) -> dict[Word, list[int]]:
    kinds = (Identifier.Kind.TAG, Identifier.Kind.SERIAL, Identifier.Kind.OTHER)
    keys = {word: key_of("tag", word) for word in words if isinstance(word, str)}
    codes = Identifier.objects.filter(key__in=set(keys.values()), kind__in=kinds)
    seen = Asset.objects.filter(access.visible(actor), merged_into=None)
    by_key: dict[str, set[int]] = {}
    for key, asset_id in codes.filter(asset__in=seen).values_list("key", "asset_id"):
        by_key.setdefault(key, set()).add(asset_id or 0)
    hits: dict[Word, list[int]] = {
        word: sorted(by_key[key]) for word, key in keys.items() if key in by_key
    }
    return _by_id(seen, words - hits.keys()) | hits


_LOOK = {
    "place": _places,
    "category": _categories,
    "model": _models,
    "party": _parties,
    "asset": _assets,
}


def _by_id(seen: Any, words: set[Word]) -> dict[Word, list[int]]:  # noqa: ANN401 - of any table
    """Find what numbers, and texts of digits, are the ids of."""
    ids = {word: int(word) for word in words if _is_id(word)}
    if not ids:
        return {}
    known = set(seen.filter(pk__in=set(ids.values())).values_list("pk", flat=True))
    return {word: [key] for word, key in ids.items() if key in known}


def _is_id(word: Word) -> bool:
    if isinstance(word, int):
        return 0 < word < 2**63
    return word.isascii() and word.isdigit() and len(word) < 19
