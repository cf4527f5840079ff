"""Making labels: codes are given here; drawing takes longer than a transaction may, so it is after.

Printing the same again gives the same codes.
"""

from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.labels import access, subjects
from wherehold.labels.content import Label, label_of
from wherehold.labels.design import Design
from wherehold.labels.events import BadgePrinted, PlacePrinted, Printed
from wherehold.labels.refusals import NoCode, NothingToPrint, TooMany
from wherehold.labels.sheet import Press
from wherehold.labels.typography import width_em
from wherehold.register.commands import tokens
from wherehold.register.epc import BadEpc, Epc
from wherehold.register.queries import labelled

LABELS_MAX = 2000


@transaction.atomic
def print_labels(
    *, actor: Actor, asset_ids: Sequence[int], design: Design | None = None
) -> list[Label]:
    """Make the labels of these assets, in the order given.

    Raises: OnlyHere while WHEREHOLD_URL is this machine; BadDesign, UnknownStock, UnknownPrinter,
        NoSuchLabel, NothingToPrint, TooMany, NoCompanyPrefix, NoCode, WouldNotScan, DoesNotFit;
        NotFound, NotAllowed.
    Records: labels.printed, one for each asset; register.identifier_added where a GS1 key is made.
    """
    press = _press(design or Design(), asset_ids)
    known = tokens.ensure_tokens(actor=actor, asset_ids=asset_ids)
    keys = _keys(actor, press, asset_ids)
    words = labelled.words(actor=actor, asset_ids=asset_ids)
    owner = subjects.owner()
    made = [
        label_of(subjects.of_asset(about, token, keys.get(about.id), owner), press.design)
        for about, (_asset, token) in zip(words, known, strict=True)
    ]
    _refuse_unfit(press, made)
    code, stock = press.design.code, press.stock.code
    events = [Printed(subject_id=key, stock=stock, code=code) for key in dict.fromkeys(asset_ids)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return made


@transaction.atomic
def write_tags(*, actor: Actor, asset_ids: Sequence[int]) -> list[str]:
    """Return the addresses that NFC tags of these assets hold, in the order given.

    Raises: OnlyHere while WHEREHOLD_URL is this machine; NothingToPrint, TooMany; NotFound,
        NotAllowed.
    Records: labels.printed, one for each asset.
    """
    subjects.refuse_address(Design())
    _refuse_number(asset_ids)
    known = tokens.ensure_tokens(actor=actor, asset_ids=asset_ids)
    events = [Printed(subject_id=key, stock="NFC", code="nfc") for key in dict.fromkeys(asset_ids)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return [subjects.address_of(token) for _asset, token in known]


@transaction.atomic
def print_places(
    *, actor: Actor, place_ids: Sequence[int], design: Design | None = None
) -> list[Label]:
    """Make the labels of these places, in the order given.

    Raises: as `print_labels`.
    Records: labels.place_printed, one for each place.
    """
    press = _press(design or Design(), place_ids)
    known = tokens.ensure_place_tokens(actor=actor, place_ids=place_ids)
    codes = labelled.place_codes(actor=actor, place_ids=place_ids)
    owner = subjects.owner()
    made = [
        label_of(
            subjects.of_place(place.name, place.full_name, token, codes.get(place.pk, ""), owner),
            press.design,
        )
        for place, token in known
    ]
    _refuse_unfit(press, made)
    stock = press.stock.code
    events = [PlacePrinted(subject_id=key, stock=stock) for key in dict.fromkeys(place_ids)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return made


@transaction.atomic
def print_badges(
    *, actor: Actor, party_ids: Sequence[int], design: Design | None = None
) -> list[Label]:
    """Make the badges of these people, in the order given.

    Raises: as `print_labels`.
    Records: labels.badge_printed, one for each person.
    """
    press = _press(design or Design(), party_ids)
    known = tokens.ensure_party_tokens(actor=actor, party_ids=party_ids)
    badges = labelled.badges(actor=actor, party_ids=party_ids)
    owner = subjects.owner()
    made = [
        label_of(subjects.of_person(one.name, token, badges.get(one.pk, ""), owner), press.design)
        for one, token in known
    ]
    _refuse_unfit(press, made)
    stock = press.stock.code
    events = [BadgePrinted(subject_id=key, stock=stock) for key in dict.fromkeys(party_ids)]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return made


@transaction.atomic
def print_commands(*, actor: Actor, design: Design | None = None) -> list[Label]:
    """Make the words to hang on the wall: CHECK OUT, CHECK IN, MOVE, SEEN, UNDO, DONE.

    Raises: NotAllowed; as `print_labels` for the design.
    Records: nothing; they say nothing about anybody's things.
    """
    access.must_print(actor)
    press = access.press(design or Design())
    made = [label_of(one, press.design) for one in subjects.of_commands(subjects.owner())]
    _refuse_unfit(press, made)
    return made


def _press(design: Design, wanted: Sequence[int]) -> Press:
    press = access.press(design)
    subjects.refuse_address(design)
    _refuse_number(wanted)
    return press


def _refuse_number(wanted: Sequence[int]) -> None:
    if not wanted:
        raise NothingToPrint({"asked": 0})
    if len(wanted) > LABELS_MAX:
        raise TooMany({"asked": len(wanted), "most": LABELS_MAX})


def _keys(actor: Actor, press: Press, asset_ids: Sequence[int]) -> dict[int, Epc]:
    if not subjects.needs_key(press):
        return {}
    company = subjects.company_prefix()
    try:
        return tokens.ensure_epcs(
            actor=actor, asset_ids=asset_ids, company=company, scheme=press.design.key
        )
    except BadEpc as error:
        raise NoCode({"label": press.design.key.upper(), "reason": str(error)}) from None


def _refuse_unfit(press: Press, labels: Sequence[Label]) -> None:
    """Refuse what could not be drawn before anything is recorded.

    Of labels alike in what sizes a code and its words, the one with the widest tag is tried.
    """
    tried: dict[tuple[int, int, int], tuple[float, Label]] = {}
    for label in labels:
        digits = sum(letter.isdigit() for letter in label.content)
        shape = (len(label.content), digits, len(label.lines))
        width = sum(width_em(text, bold) for text, bold in label.lines if bold)
        if shape not in tried or tried[shape][0] < width:
            tried[shape] = (width, label)
    for _width, label in tried.values():
        press.plan(label)
