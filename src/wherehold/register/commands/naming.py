"""Names in a call to the ids of what they mean, entering what is missing if that is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from wherehold.kernel.actor import Actor
from wherehold.register.commands import categories, models, parties, places, trees
from wherehold.register.queries.references import Found, Word, references
from wherehold.register.refusals import AmbiguousReference, UnknownReference

# Suppliers and holders are parties; what is missing is entered in different ways.
TABLES = {"supplier": "party", "holder": "party", "parent": "asset", "accountable": "party"}


class Mention(NamedTuple):
    """A field of an item of a call that refers to something by id or by name."""

    item: int
    field: str
    word: Word


Settled = dict[tuple[str, Word], int]


@transaction.atomic
def settle_references(
    *, actor: Actor, mentions: Sequence[Mention], create_missing: bool = False
) -> Settled:
    """Return what every reference means, by field and word.

    Fields are place, category, model, supplier, accountable, holder, parent. With
    `create_missing` places, categories, models and suppliers that are not there are entered;
    "A > B" makes a path; so is a person who is named by an e-mail address.

    Raises: UnknownReference, AmbiguousReference, with every offender; NotAllowed, BadNode.
    Records: what entering them records.
    """
    found = _look_up(actor, mentions)
    if create_missing and (missing := _missing(found, mentions)):
        _create(actor, missing)
        found = _look_up(actor, mentions)
    _refuse_several(found, mentions)
    if unknown := _missing(found, mentions):
        raise UnknownReference(
            *({"index": one.item, "field": one.field, "value": one.word} for one in unknown)
        )
    return {
        (one.field, one.word): found.ids[TABLES.get(one.field, one.field)][one.word]
        for one in mentions
    }


def _look_up(asker: Actor, mentions: Iterable[Mention]) -> Found:
    wanted: dict[str, set[Word]] = {}
    for one in mentions:
        wanted.setdefault(TABLES.get(one.field, one.field), set()).add(one.word)
    return references(actor=asker, wanted=wanted)


def _missing(found: Found, mentions: Iterable[Mention]) -> list[Mention]:
    return [
        one
        for one in mentions
        if one.word not in found.ids.get(table := TABLES.get(one.field, one.field), {})
        and one.word not in found.several.get(table, {})
    ]


def _refuse_several(found: Found, mentions: Iterable[Mention]) -> None:
    bad = [
        {"index": one.item, "field": one.field, "value": one.word, "count": count}
        for one in mentions
        if (count := found.several.get(TABLES.get(one.field, one.field), {}).get(one.word))
    ]
    if bad:
        raise AmbiguousReference(*bad)


def _create(actor: Actor, missing: Sequence[Mention]) -> None:
    """Enter what is named and not there. Numbers are ids, so they name nothing new."""
    words: Mapping[str, dict[str, None]] = {field: {} for field in _MAKE}
    for one in missing:
        if one.field in words and isinstance(one.word, str):
            words[one.field][one.word] = None
    for field, make in _MAKE.items():
        if words[field]:
            make(actor, list(words[field]))


def _make_places(actor: Actor, words: Sequence[str]) -> None:
    places.ensure_places(actor=actor, names=[trees.split(word) for word in words])


def _make_categories(actor: Actor, words: Sequence[str]) -> None:
    categories.ensure_categories(actor=actor, names=[trees.split(word) for word in words])


def _make_models(actor: Actor, words: Sequence[str]) -> None:
    once = {" ".join(word.split()).casefold(): word for word in words}
    new = [models.NewModel(name=word) for word in once.values()]
    models.create_models(actor=actor, models=new)


def _make_suppliers(actor: Actor, words: Sequence[str]) -> None:
    new = [parties.NewParty(name=word, kind="supplier") for word in words]
    parties.create(actor=actor, parties=new)


def _make_people(actor: Actor, words: Sequence[str]) -> None:
    once = {word.strip().casefold(): word.strip() for word in words if "@" in word}
    new = [parties.NewParty(name=word.split("@")[0], email=word) for word in once.values()]
    if new:
        parties.create(actor=actor, parties=new)


_MAKE = {
    "place": _make_places,
    "category": _make_categories,
    "model": _make_models,
    "supplier": _make_suppliers,
    "holder": _make_people,
}
