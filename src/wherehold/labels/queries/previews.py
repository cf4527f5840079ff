"""How labels would look. Every code leads nowhere: a picture gives no token away."""

from collections.abc import Sequence
from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.labels import access, subjects
from wherehold.labels.content import Label, Subject, label_of
from wherehold.labels.design import Design
from wherehold.labels.refusals import NoCode
from wherehold.labels.sheet import Press
from wherehold.register import epc
from wherehold.register.queries import labelled, parties, places
from wherehold.register.queries.labelled import Words


@dataclass(frozen=True)
class Preview:
    """What a page shows before anything is printed: the labels of the first sheet."""

    press: Press
    labels: list[Label]


def preview(
    *,
    actor: Actor,
    design: Design,
    asset_ids: Sequence[int] = (),
    place_ids: Sequence[int] = (),
    party_ids: Sequence[int] = (),
    commands: bool = False,
    blanks: int = 0,
) -> Preview:
    """Return the labels of the first sheet as they would be made.

    Raises: BadDesign, UnknownStock, UnknownPrinter, NoSuchLabel, NoCompanyPrefix, NoCode; NotFound.
    """
    press = access.press(design)
    room = press.stock.labels - design.start_at + 1
    made: list[Subject] = []
    owner = subjects.owner()
    if asset_ids:
        words = labelled.words(actor=actor, asset_ids=list(asset_ids)[:room])
        made += [
            subjects.of_asset(one, subjects.NO_TOKEN, _key(press, one), owner) for one in words
        ]
    made += _places(actor, list(place_ids)[:room], owner)
    made += _people(actor, list(party_ids)[:room], owner)
    made += subjects.of_commands(owner) if commands else []
    made += [subjects.of_blank("0" * 10, subjects.NO_TOKEN, owner)] * min(blanks, room)
    return Preview(press, [label_of(one, design) for one in made[:room]])


def _key(press: Press, about: Words) -> epc.Epc | None:
    if not subjects.needs_key(press):
        return None
    company = subjects.company_prefix()
    try:
        return epc.own(press.design.key, company, about.id, about.category_id or 0)
    except epc.BadEpc as error:
        raise NoCode({"label": about.tag, "reason": str(error)}) from None


def _places(actor: Actor, ids: Sequence[int], owner: str) -> list[Subject]:
    if not ids:
        return []
    named = {one.id: one for one in places.known(actor=actor, place_ids=ids)}
    codes = labelled.place_codes(actor=actor, place_ids=ids)
    return [
        subjects.of_place(
            named[key].name, named[key].full_name, subjects.NO_TOKEN, codes.get(key, ""), owner
        )
        for key in ids
    ]


def _people(actor: Actor, ids: Sequence[int], owner: str) -> list[Subject]:
    if not ids:
        return []
    named = {one.id: one for one in parties.known(actor=actor, party_ids=ids)}
    badges = labelled.badges(actor=actor, party_ids=ids)
    return [
        subjects.of_person(named[key].name, subjects.NO_TOKEN, badges.get(key, ""), owner)
        for key in ids
    ]
