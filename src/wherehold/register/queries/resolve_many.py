"""What thousands of codes stand for at once, as `resolve` says it of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.register import gs1
from wherehold.register.access import visible
from wherehold.register.codes import key_of, token_in
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import parties, reach
from wherehold.register.queries.resolve import BARE, CODE_MAX

KEY_MAX = 128
TOKEN = Identifier.Kind.TOKEN
_BARE = frozenset(BARE)
# The kind of a code, and the asset that it is on; none if it is on something else.
Hit = tuple[str, int | None]


@dataclass(frozen=True)
class Meant:
    """What a code stands for: assets, or something else that is no asset."""

    asset_ids: tuple[int, ...] = ()
    other: bool = False


NOTHING = Meant()
# Of each code the words to look for, as `resolve` takes them one after the other.
Words = dict[str, list[str]]


def assets_of(*, actor: Actor, codes: Iterable[str]) -> dict[str, Meant]:
    """Return what each code stands for; what the actor may not see stands for nothing.

    Sixteen statements at most, however many codes there are.
    """
    given = {code for code in codes if code.strip() and len(code) <= CODE_MAX and "\0" not in code}
    found: dict[str, Meant] = {}
    for reading in (_tokens, _words, _elements, _makers):
        words = reading(code for code in given if code not in found)
        found |= _answering(actor, words, tokens=reading is _tokens)
    return found


def _tokens(codes: Iterable[str]) -> Words:
    return {code: [token] for code in codes if (token := token_in(code.strip()))}


def _words(codes: Iterable[str]) -> Words:
    return {code: [code.strip()] for code in codes}


def _elements(codes: Iterable[str]) -> Words:
    words = {}
    for code in codes:
        elements = gs1.elements(code.strip()) or gs1.epc_elements(key_of("epc", code.strip()))
        if elements:
            words[code] = gs1.key_words(elements)
    return words


def _makers(codes: Iterable[str]) -> Words:
    return {code: words for code in codes if (words := gs1.maker_words(code))}


def _answering(actor: Actor, words: Words, *, tokens: bool) -> dict[str, Meant]:
    """Return what answers to the words of each code. None without words, four statements else."""
    keys = {key for each in words.values() for word in each for key in _keys(word, tokens)}
    if not keys:
        return {}
    some = bulk.among(key for key in keys if len(key) <= KEY_MAX)
    rows = Identifier.objects.filter(key__in=some)
    columns = ("kind", "key", "asset_id", "party_id", "place_id")
    hits = [row for row in rows.values_list(*columns) if (row[0] == TOKEN) is tokens]
    assets, others = _seen(actor, hits)
    by_key: dict[str, list[Hit]] = {}
    for kind, key, asset_id, party_id, place_id in hits:
        if asset_id in assets:
            by_key.setdefault(key, []).append((kind, asset_id))
        elif (party_id, place_id) in others:
            by_key.setdefault(key, []).append((kind, None))
    told = {code: _meant(each, by_key, tokens) for code, each in words.items()}
    return {code: meant for code, meant in told.items() if meant is not NOTHING}


def _seen(
    actor: Actor, hits: Sequence[tuple[str, str, int | None, int | None, int | None]]
) -> tuple[set[int | None], set[tuple[int | None, int | None]]]:
    """Return which assets, and which pairs of party and place, the actor may see."""
    ids = {row[2] for row in hits if row[2] is not None}
    people = {row[3] for row in hits if row[3] is not None}
    rooms = {row[4] for row in hits if row[4] is not None}
    assets: set[int | None] = set()
    others: set[tuple[int | None, int | None]] = set()
    if ids:
        seen = Asset.objects.filter(visible(actor), pk__in=bulk.among(ids), merged_into=None)
        assets.update(seen.values_list("pk", flat=True))
    if people:
        known = Party.objects.filter(parties.reach(actor=actor), pk__in=people)
        others |= {(key, None) for key in known.values_list("pk", flat=True)}
    if rooms:
        places = Place.objects.filter(reach.places(actor=actor), pk__in=rooms)
        others |= {(None, key) for key in places.values_list("pk", flat=True)}
    return assets, others


def _keys(word: str, token: bool) -> Sequence[str]:
    return (key_of("token", word),) if token else (key_of("tag", word), key_of("mac", word))


def _meant(words: Sequence[str], by_key: Mapping[str, Sequence[Hit]], token: bool) -> Meant:
    found: list[int | None] = []
    for word in words:
        whole, *bare = _keys(word, token)
        found += [key for _kind, key in by_key.get(whole, ())]
        found += [key for one in bare for kind, key in by_key.get(one, ()) if kind in _BARE]
    if assets := tuple(dict.fromkeys(key for key in found if key is not None)):
        return Meant(assets)
    return Meant(other=True) if found else NOTHING
