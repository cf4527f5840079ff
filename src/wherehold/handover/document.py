"""The document of a hand-over, kept as PDF/A-2b: one for all its things."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wherehold.handover import signing
from wherehold.handover.queries.evidence import Evidence
from wherehold.handover.queries.handovers import Card, CaseLine, ItemLine
from wherehold.handover.words import CONDITIONS, LEGS, OUTCOMES, SIDES, STATES, VERDICTS, WAYS
from wherehold.kernel import clock, documents, money
from wherehold.kernel.documents import NOTHING, moment, table
from wherehold.register import files

HASH_SHOWN = 16


def draw(evidence: Evidence, *, owner: str) -> bytes:
    """Draw the document of a hand-over as PDF/A-2b."""
    pictures = _pictures(evidence)
    said = content(evidence, owner=owner)
    for one in said["photos"]:
        one["files"] = [each for each in one["files"] if each["file"] in pictures]
    said["photos"] = [one for one in said["photos"] if one["files"]]
    return documents.pdf(documents.GENERAL, said, pictures)


def content(evidence: Evidence, *, owner: str) -> dict[str, Any]:
    """Return all that the document says, as text."""
    card = evidence.card
    return {
        "title": _("Hand-over {number}").format(number=card.number),
        "owner": owner,
        "made": _("Made {at}").format(at=moment(clock.now())),
        "parties": _parties(card),
        "tables": [_things(card), *_back(card), *_cases(card)],
        "photos": [_photos(one) for one in card.items],
        "terms": [
            {
                "title": _("{title}, version {version}").format(
                    title=one.title, version=one.version
                ),
                "published": _("In force since {at}").format(at=moment(one.published_at)),
                "text": one.text,
            }
            for one in card.terms
        ],
        "signatures": _signatures(card),
        "ledger": _ledger(evidence),
        "sealed": _("Sealed up to position {n}").format(n=evidence.root_size),
    }


def _parties(card: Card) -> list[tuple[str, str]]:
    answered = NOTHING
    if card.answered_at:
        answered = f"{moment(card.answered_at)} {WAYS.get(card.way, '')}".strip()
    rows = [
        (_("Gives"), card.giver or NOTHING),
        (_("Receives"), card.receiver),
        (_("Handed over"), moment(card.given_at)),
        (_("Written down"), moment(card.opened_at)),
        (_("Due back"), date_format(card.due_on, "j M Y") if card.due_on else NOTHING),
        (_("State"), str(STATES[card.state])),
        (_("Answered"), answered),
    ]
    if card.withdrawn_why:
        rows.append((_("Taken back because"), card.withdrawn_why))
    if card.note:
        rows.append((_("Note"), card.note))
    return rows


def _things(card: Card) -> dict[str, Any]:
    count = len(card.items)
    title = ngettext("{n} thing", "{n} things", count).format(n=count)
    head = (_("Tag"), _("Name"), _("Known by"), _("Condition"), _("Note"), _("Receiver says"))
    answers = {None: NOTHING, True: _("as given"), False: _("differs")}
    return table(
        title,
        head,
        [
            (
                one.tag,
                one.name,
                ", ".join(f"{kind} {value}" for kind, value in one.codes if kind != "tag"),
                CONDITIONS.get(one.condition_out, one.condition_out),
                one.note_out,
                answers[one.received],
            )
            for one in card.items
        ],
    )


def _back(card: Card) -> list[dict[str, Any]]:
    came = [one for one in card.items if one.returned_at is not None]
    head = (_("Tag"), _("Came back"), _("Went"), _("Came"), _("It is"), _("Note"))
    rows = [
        (
            one.tag,
            moment(one.returned_at),
            CONDITIONS.get(one.condition_out, NOTHING),
            CONDITIONS.get(one.condition_in, NOTHING),
            VERDICTS.get(one.verdict, NOTHING),
            one.note_in,
        )
        for one in came
    ]
    return [table(_("Came back"), head, rows)] if rows else []


def _cases(card: Card) -> list[dict[str, Any]]:
    head = (_("Tag"), _("When"), _("What was said"), _("Decided"), _("Cost"), _("Reason"))
    rows = [
        (
            one.tag,
            LEGS[case.leg],
            "\n".join(f"{SIDES[s.side]}: {s.text}" for s in case.statements),
            _decided(case),
            _cost(case),
            case.reason,
        )
        for one in card.items
        for case in one.cases
    ]
    return [table(_("Differences"), head, rows)] if rows else []


def _decided(case: CaseLine) -> str:
    if not case.outcome:
        return _("not yet")
    by = _("{outcome}, by {name} on {at}")
    return by.format(
        outcome=OUTCOMES[case.outcome], name=case.decided_by, at=moment(case.decided_at)
    )


def _cost(case: CaseLine) -> str:
    if case.cost_minor is None:
        return NOTHING
    amount = f"{money.plain(case.cost_minor, case.currency)} {case.currency}"
    return f"{amount}, {case.carried_by}" if case.carried_by else amount


def _photos(one: ItemLine) -> dict[str, Any]:
    both = [(_("Out"), photo) for photo in one.photos_out]
    both += [(_("Back"), photo) for photo in one.photos_in]
    return {
        "title": f"{one.tag} {one.name}",
        "files": [
            {"file": f"photo-{photo['id']}", "words": f"{leg} · {photo['sha256'][:HASH_SHOWN]}"}
            for leg, photo in both
        ],
    }


def _signatures(card: Card) -> list[dict[str, Any]]:
    sides = [
        (_("Gives"), card.giver, card.giver_signature, card.given_at, "giver"),
        (_("Receives"), card.receiver, card.receiver_signature, card.answered_at, "receiver"),
        *(
            (_("Brought back"), card.receiver, one.signature, one.at, f"back-{one.id}")
            for one in card.backs
            if one.signature
        ),
    ]
    return [
        {
            "side": side,
            "name": name or NOTHING,
            "at": moment(at),
            "file": f"signature-{key}.svg" if signed.get("strokes") else "",
            "typed": signed.get("name", ""),
        }
        for side, name, signed, at, key in sides
    ]


def _ledger(evidence: Evidence) -> dict[str, Any]:
    head = (_("Entry"), _("Number"), _("Position"), _("Happened"), _("Recorded"))
    rows = [
        (
            one.kind,
            one.seq,
            NOTHING if one.position is None else one.position,
            moment(one.happened_at),
            moment(one.recorded_at),
        )
        for one in evidence.ledger
    ]
    return table(_("In the ledger"), head, rows)


def _pictures(evidence: Evidence) -> dict[str, bytes]:
    """Return photos and drawn signatures by the names that the document has for them."""
    card = evidence.card
    found: dict[str, bytes] = {}
    for key, stored in evidence.thumbnails.items():
        path = files.path_of(stored)
        if path.exists():
            found[f"photo-{key}"] = path.read_bytes()
    signed = {"giver": card.giver_signature, "receiver": card.receiver_signature}
    signed |= {f"back-{one.id}": one.signature for one in card.backs}
    for side, one in signed.items():
        if one.get("strokes"):
            found[f"signature-{side}.svg"] = signing.drawing(one).encode()
    return found
