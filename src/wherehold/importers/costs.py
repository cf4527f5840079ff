"""Costs from a file: its good rows are recorded, the others are told with what is wrong with them.

A row that is recorded already is told so and not recorded again, so a file that was mended may be
given whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from wherehold.finance import commands
from wherehold.finance.commands import CostDraft
from wherehold.finance.queries import costs
from wherehold.finance.words import COSTS
from wherehold.importers import storage
from wherehold.importers.formats import Unreadable, open_table
from wherehold.importers.formats.table import Batch, Table
from wherehold.importers.synonyms import key_of
from wherehold.importers.values import dates, prices
from wherehold.importers.values.bad import Bad
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import holding, parties

ROWS_AT_ONCE, ROWS_MAX, FAULTS_MAX, SAMPLE = 500, 50_000, 1_000, 2_000
_WORDS = {
    "asset": "tag, asset tag, asset, inventory number, inventarnummer, etikett",
    "kind": "kind, type, what for, cost type, art, kostenart",
    "on": "date, day, on, invoice date, datum, tag der rechnung, rechnungsdatum",
    "amount": "amount, net, net amount, price, cost, betrag, netto, nettobetrag, preis",
    "tax": "tax, vat, mwst, ust, steuer, umsatzsteuer",
    "currency": "currency, währung",
    "rate": "rate, exchange rate, kurs, wechselkurs",
    "supplier": "supplier, vendor, lieferant, händler",
    "invoice": "invoice, invoice number, invoice no, rechnung, rechnungsnummer",
    "funding": "funding, fund, paid from, finanzierung",
    "cost_centre": "cost centre, cost center, kostenstelle",
    "note": "note, notes, comment, description, bemerkung, notiz",
}
HEADINGS = {key_of(word): name for name, words in _WORDS.items() for word in words.split(",")}
TEXTS = ("rate", "invoice", "funding", "cost_centre", "note")
NEEDED = ("asset", "kind", "on", "amount")
_GERMAN = {
    "kauf": "purchase",
    "anschaffung": "purchase",
    "zugang": "addition",
    "verbesserung": "improvement",
    "reparatur": "repair",
    "betrieb": "running",
    "wartung": "repair",
    "maintenance": "repair",
    "energie": "energy",
    "versicherung": "insurance",
    "leasing": "lease",
    "miete": "lease",
    "erlös": "proceeds",
    "sale": "proceeds",
}
KINDS = {
    **{key_of(str(name)): kind for kind, name in COSTS.items()},
    **{key_of(word): kind for word, kind in _GERMAN.items()},
    **{kind: kind for kind in COSTS},
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row: its line, its column, and why."""

    line: int
    column: str
    why: str


@dataclass
class Outcome:
    """What came of a file. `faults` are the first thousand of `refused`."""

    rows: int = 0
    recorded: int = 0
    refused: int = 0
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, column: str, why: str) -> None:
        """Put a row aside."""
        self.refused += 1
        if len(self.faults) < FAULTS_MAX:
            self.faults.append(Fault(line, column, why))


def import_costs(actor: Actor, path: Path) -> Outcome:
    """Record the good rows of a file, some hundreds in each transaction; tell of the others.

    Columns are known by their headings: tag, kind, date and amount are needed.
    Raises: Unreadable.
    """
    table = open_table(path)
    columns = _columns(table)
    sample = next(table.batches(SAMPLE), Batch([], []))
    order, _sure = dates.order_of(_cells(sample.rows, columns["on"]))
    decimal = prices.decimal_of(_cells(sample.rows, columns["amount"]))
    reading = _Reading(columns, order, decimal, organisation.current().currency)
    outcome = Outcome()
    for batch in table.batches(ROWS_AT_ONCE):
        for bad in batch.bad:
            outcome.fault(bad.line, "", str(bad.detail or bad.code))
        outcome.rows += len(batch.rows) + len(batch.bad)
        _record(actor, batch, reading, outcome)
        if outcome.rows >= ROWS_MAX:
            why = _("Only the first {n} rows are taken at once. Give the rest in another file.")
            outcome.fault(batch.lines[-1] + 1, "", why.format(n=f"{ROWS_MAX:,}"))
            break
    return outcome


def import_pieces(actor: Actor, pieces: Iterable[bytes]) -> Outcome:
    """Do the same with a file that comes in pieces. It is not kept.

    Raises: Unreadable, TooLarge, DiskFull.
    """
    path = storage.path_of(storage.keep(pieces).stored)
    try:
        return import_costs(actor, path)
    finally:
        path.unlink(missing_ok=True)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as a program takes it."""
    return {
        "rows": outcome.rows,
        "recorded": outcome.recorded,
        "refused": outcome.refused,
        "errors": [vars(one) for one in outcome.faults],
    }


@dataclass(frozen=True)
class _Reading:
    """How the cells of a file are read."""

    columns: Mapping[str, int]
    order: str
    decimal: str
    home: str


def _columns(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(table.headings):
        if name := HEADINGS.get(key_of(heading)):
            found.setdefault(name, at)
    if any(name not in found for name in NEEDED):
        raise Unreadable("no_headings")
    return found


def _cells(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows]


def _record(actor: Actor, batch: Batch, reading: _Reading, outcome: Outcome) -> None:
    """Record the good rows of a batch."""
    rows = [{name: row[at].strip() for name, at in reading.columns.items()} for row in batch.rows]
    tags = holding.assets_tagged(actor=actor, tags={row["asset"] for row in rows})
    names = {row["supplier"] for row in rows if row.get("supplier")}
    people = parties.matches(actor=actor, words=names) if names else {}
    drafts: list[tuple[int, CostDraft]] = []
    for line, row in zip(batch.lines, rows, strict=True):
        made = _draft(row, reading, tags, people)
        if isinstance(made, CostDraft):
            drafts.append((line, made))
        else:
            outcome.fault(line, *made)
    fresh = costs.not_there(
        actor=actor, keys=[_key(draft, reading.home) for _line, draft in drafts]
    )
    wanted = []
    for (line, draft), new in zip(drafts, fresh, strict=True):
        if new:
            wanted.append((line, draft))
        else:
            outcome.fault(line, "", _("This cost is recorded already."))
    ids, refused = commands.record_good_costs(actor=actor, costs=[one for _line, one in wanted])
    outcome.recorded += len(ids)
    for one in refused:
        outcome.fault(wanted[one.index][0], one.field, one.why)


def _key(draft: CostDraft, home: str) -> costs.Key:
    currency = draft.currency or home
    return (draft.asset_id, draft.kind, draft.on, draft.amount_minor, currency, draft.invoice)


def _draft(
    row: Mapping[str, str],
    reading: _Reading,
    tags: Mapping[str, int],
    people: Mapping[str, list[int]],
) -> CostDraft | tuple[str, str]:
    """Return the draft of a row, or which column is wrong with it and why."""
    asset, kind = tags.get(row["asset"]), KINDS.get(key_of(row["kind"]))
    if asset is None:
        return "asset", _("Nothing has the tag {tag}.").format(tag=row["asset"] or "–")
    if kind is None:
        return "kind", _("Write one of: {kinds}.").format(kinds=", ".join(COSTS))
    supplier = people.get(row.get("supplier", ""), [])
    if row.get("supplier") and len(supplier) != 1:
        return "supplier", _("Nobody, or more than one, has this name.")
    given = _figures(row, reading)
    if isinstance(given, tuple):
        return given
    texts: dict[str, Any] = {name: row.get(name, "") for name in TEXTS}
    return CostDraft(
        asset_id=asset,
        kind=kind,
        supplier_id=supplier[0] if supplier else None,
        **given,
        **texts,
    )


def _figures(row: Mapping[str, str], reading: _Reading) -> dict[str, Any] | tuple[str, str]:
    """Return day and amounts of a row, or what is wrong with them."""
    day = dates.read(row["on"], reading.order)
    if day is None or isinstance(day, Bad):
        return "on", (day or Bad("not_a_date")).message
    currency = prices.read_currency(row.get("currency", ""))
    if isinstance(currency, Bad):
        return "currency", currency.message
    amount = prices.read(row["amount"], currency or reading.home, reading.decimal)
    if amount is None or isinstance(amount, Bad):
        return "amount", (amount or Bad("not_a_price")).message
    tax = prices.read(row.get("tax", ""), amount[1], reading.decimal)
    if isinstance(tax, Bad):
        return "tax", tax.message
    return {
        "on": day,
        "amount_minor": amount[0],
        "currency": amount[1],
        "tax_minor": tax[0] if tax else 0,
    }
