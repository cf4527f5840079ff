"""What a code stands for: things, people and places, for whoever may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.register import gs1
from wherehold.register.access import visible
from wherehold.register.codes import key_of, token_in
from wherehold.register.models import Asset, Identifier, Party, Place
from wherehold.register.queries import parties, reach

CODE_MAX = 1_000
HITS_MAX = 20
BARE = (Identifier.Kind.MAC, Identifier.Kind.IMEI, Identifier.Kind.EPC)
_RANK = {kind: rank for rank, kind in enumerate(("token", "tag", "serial"))}


@dataclass(frozen=True)
class Hit:
    """One thing, person or place that a code stands for."""

    type: str
    id: int
    label: str
    detail: str


def resolve(*, actor: Actor, code: str) -> list[Hit]:
    """Return what a code stands for, best first; several when it is ambiguous, none if unknown.

    It is taken as the address on one of our labels, as a code of ours, as GS1 elements, as an EPC
    tag, as a maker's code: the first of these that anything answers to. Four statements at most
    for each.
    """
    if not code.strip() or len(code) > CODE_MAX or "\0" in code:
        return []
    for wanted in _readings(code.strip()):
        if hits := _answering(actor, wanted):
            return hits
    return []


def _readings(code: str) -> list[Q]:
    token = token_in(code)
    if token:
        return [Q(kind="token", key=key_of("token", token))]
    readings = [_words([code])]
    found = gs1.elements(code) or gs1.epc_elements(key_of("epc", code))
    readings += [_words(gs1.key_words(found)), _words(gs1.maker_words(code))]
    return readings


def _words(words: Sequence[str]) -> Q:
    fitting = [word for word in words if len(word) <= 128]
    if not fitting:
        return Q(pk__in=())
    whole = Q(key__in={key_of("tag", word) for word in fitting})
    bare = Q(key__in={key_of("mac", word) for word in fitting}, kind__in=BARE)
    return ~Q(kind="token") & (whole | bare)


def _answering(actor: Actor, wanted: Q) -> list[Hit]:
    known = Identifier.objects.filter(wanted).values_list(
        "asset_id", "party_id", "place_id", "kind"
    )
    rows = sorted(known[: HITS_MAX * 5], key=lambda row: _RANK.get(row[3], len(_RANK)))
    assets = list(dict.fromkeys(key for key, _party, _place, _kind in rows if key))
    people = list(dict.fromkeys(key for _asset, key, _place, _kind in rows if key))
    places = list(dict.fromkeys(key for _asset, _party, key, _kind in rows if key))
    hits = [
        *_assets(actor, assets),
        *_people(actor, people),
        *_places(actor, places),
    ]
    return hits[:HITS_MAX]


def _assets(actor: Actor, ids: list[int]) -> list[Hit]:
    if not ids:
        return []
    seen = Asset.objects.filter(visible(actor), pk__in=ids, merged_into=None)
    found = {pk: (tag, name) for pk, tag, name in seen.values_list("pk", "tag", "name")}
    return [Hit("asset", key, *found[key]) for key in ids if key in found]


def _people(actor: Actor, ids: list[int]) -> list[Hit]:
    if not ids:
        return []
    seen = Party.objects.filter(parties.reach(actor=actor), pk__in=ids)
    return [Hit("party", *row) for row in seen.values_list("pk", "name", "kind")]


def _places(actor: Actor, ids: list[int]) -> list[Hit]:
    if not ids:
        return []
    seen = Place.objects.filter(reach.places(actor=actor), pk__in=ids)
    return [Hit("place", *row) for row in seen.values_list("pk", "name", "full_name")]
