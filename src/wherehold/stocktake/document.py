"""The report of a count as a document, kept as PDF/A-2b."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from wherehold.kernel import clock, documents, money
from wherehold.kernel.documents import moment as _at
from wherehold.kernel.documents import table as _table
from wherehold.stocktake import rules
from wherehold.stocktake.queries.evidence import Evidence
from wherehold.stocktake.queries.results import ResultLine
from wherehold.stocktake.words import RESULTS, STATES, scope_words

TEMPLATE = Path(__file__).with_name("document.typ")


def draw(evidence: Evidence, *, owner: str) -> bytes:
    """Draw the report of a count as PDF/A-2b."""
    return documents.pdf(TEMPLATE, content(evidence, owner=owner))


def content(evidence: Evidence, *, owner: str) -> dict[str, Any]:
    """Return all that the report says, as text."""
    card, numbers = evidence.card, evidence.numbers
    return {
        "title": _("Stocktake {name}").format(name=card.name),
        "owner": owner,
        "made": _("Made {at}").format(at=_at(clock.now())),
        "sections": [
            (_("What was counted"), _scope(evidence)),
            (_("Result"), _result(evidence)),
            (_("Scan log and ledger"), _proof(evidence)),
        ],
        "tables": _tables(evidence),
        "more": _("And {n} more differences, in the register.").format(n=evidence.more)
        if evidence.more
        else "",
        "signatures": [
            (_("Opened by"), card.opened_by, _at(card.opened_at)),
            (_("Signed by"), card.closed_by, _at(card.closed_at)),
        ],
        "expected": numbers.expected,
    }


def _tables(evidence: Evidence) -> list[dict[str, Any]]:
    zones = [(z.name, z.expected, z.found, z.elsewhere, z.missing, z.moved) for z in evidence.zones]
    unknowns = [
        (u.code, u.place, _at(u.first_at), u.note, u.tag or u.outcome or _("open"))
        for u in evidence.unknowns
    ]
    return [
        _table(
            _("Counters"),
            (_("Name"), _("Scans"), _("From"), _("Until")),
            [(p.name, p.scans, _at(p.first_at), _at(p.last_at)) for p in evidence.people],
        ),
        _table(
            _("Zones"),
            (_("Zone"), _("Expected"), _("Found"), _("Wrong place"), _("Missing"), _("Moved")),
            zones,
        ),
        _table(
            _("Differences"),
            (_("Tag"), _("Name"), _("Result"), _("Belongs"), _("Seen"), _("Decided")),
            [_difference(line) for line in evidence.differences],
        ),
        _table(
            _("Unknown codes"),
            (_("Code"), _("Where"), _("When"), _("Note"), _("Settled as")),
            unknowns,
        ),
    ]


def _scope(evidence: Evidence) -> list[tuple[str, str]]:
    card = evidence.card
    rows = [
        (_("Scope"), scope_words(card)),
        (_("List frozen"), _at(card.opened_at)),
        (_("Expected"), str(evidence.numbers.expected)),
        (_("Blind"), _("yes") if card.blind else _("no")),
        (_("State"), str(STATES[card.state])),
    ]
    if card.sample is not None:
        drawn = _("{n} of {all}, drawn at random with the seed {seed}")
        rows.append((_("Sample"), drawn.format(n=card.sample, all=card.population, seed=card.seed)))
    if card.alone:
        rows.append((_("Second person"), _("Not asked for: one person may count and sign.")))
    if card.note:
        rows.append((_("Note"), card.note))
    return rows


def _result(evidence: Evidence) -> list[tuple[str, str]]:
    card, numbers = evidence.card, evidence.numbers
    signed = card.result or {}
    rows = [
        (_("Found where it belongs"), str(numbers.found)),
        (_("Wrong place"), str(numbers.elsewhere)),
        (_("Missing"), str(numbers.missing)),
        (_("Moved while counting"), str(numbers.moved)),
        (_("Still to count"), str(numbers.open)),
        (_("Not on the list"), str(numbers.extra_found + numbers.extra_elsewhere)),
        (_("Unknown codes"), str(len(evidence.unknowns))),
        (_("Seen more than once"), str(numbers.duplicate)),
        (_("Accuracy"), accuracy_words(numbers.accuracy, card.sample is not None)),
        (_("Lost or written off"), str(signed.get("lost", "–"))),
    ]
    if "lost_minor" in signed:
        lost = money.plain(signed["lost_minor"], card.currency)
        whole = money.plain(signed["value_minor"], card.currency)
        rows.append((_("Shrinkage"), _("{lost} of {whole}").format(lost=lost, whole=whole)))
    return rows


def accuracy_words(interval: rules.Interval | None, sampled: bool) -> str:
    """Return how right the records are, in words; of a sample, with what is likely of all."""
    if interval is None:
        return "–"
    share = f"{interval.share * 100:.1f} %"
    if not sampled:
        return share
    likely = _("{share}, of all likely {low} to {high} % (Wilson, 95 %)")
    bounds = {"low": f"{interval.low * 100:.1f}", "high": f"{interval.high * 100:.1f}"}
    return likely.format(share=share, **bounds)


def _proof(evidence: Evidence) -> list[tuple[str, str]]:
    card = evidence.card
    whole = _("worked out again: unchanged") if evidence.log_is_whole else _("DOES NOT MATCH")
    rows = [
        (_("Scans"), str(card.scans)),
        (_("Hash over the log, SHA-256"), card.digest or "–"),
        (_("The log"), whole),
    ]
    for place in evidence.ledger:
        where = _("entry {seq}, position {pos}, {at}").format(
            seq=place.seq,
            pos="–" if place.position is None else place.position,
            at=_at(place.recorded_at),
        )
        rows.append((place.kind, where))
    rows.append((_("Sealed up to position"), str(evidence.root_size)))
    if card.close_note:
        rows.append((_("Said when it was closed"), card.close_note))
    return rows


def _difference(line: ResultLine) -> tuple[object, ...]:
    decided = rules.OUTCOMES.get(line.outcome, "")
    return line.tag, line.name, str(RESULTS[line.state]), line.belongs, line.seen, str(decided)
