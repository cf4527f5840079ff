"""Posted periods as journals: the same bytes whenever they are asked for.

Everything comes from what was frozen when the period was posted: kinds as they were called,
accounts, charges. A charge is debited to expense and credited to accumulated depreciation; then
comes what else happened: improvements, impairments, revaluations, disposals.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wherehold.kernel import money, sheets
from wherehold.kernel.errors import NotFound

# What a change moves, and the accounts for it unless a book says others.
MOVED = ("cost", "accumulated", "result", "surplus", "gain", "proceeds")
ACCOUNTS = {
    "cost": "Assets:Fixed-Assets",
    "clearing": "Assets:Clearing",
    "impairment": "Expenses:Impairment",
    "gain": "Income:Disposals",
    "surplus": "Equity:Revaluation-Surplus",
    "retained": "Equity:Retained-Earnings",
    "companies": "Assets:Intercompany",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One transaction: what it is called, how many things, account and amount of each posting.

    Amounts are minor units, debits above and credits below nothing; together they are nothing.
    """

    text: str
    kind: str
    things: int
    postings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Journal:
    """One posted month. `rows` are kind, charge in minor units, number of things.

    `moves` are what else happened: kind, way, number of things, what it moved by name.
    """

    book: str
    currency: str
    ends: date
    expense: str
    accumulated: str
    rows: tuple[tuple[str, int, int], ...]
    digest: str
    moves: tuple[tuple[str, str, int, Mapping[str, int]], ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        """Return all transactions: charges by kind, then what else happened."""
        charges = [
            Entry(
                text=f"Depreciation, {kind or '-'}",
                kind=kind,
                things=things,
                postings=((self.expense, charge), (self.accumulated, -charge)),
            )
            for kind, charge, things in self.rows
        ]
        return charges + [self._moved(*one) for one in self.moves]

    def _moved(self, kind: str, way: str, things: int, moved: Mapping[str, int]) -> Entry:
        named = {**ACCOUNTS, **self.accounts}
        gone = kind in ("dispose", "part")
        amounts = {
            named["cost"]: moved["cost"],
            self.accumulated: -moved["accumulated"],
            named["impairment"]: -moved["result"],
            named["surplus"]: -moved["surplus"],
            named["gain"]: -moved["gain"],
        }
        # What a sale brings is cleared by what the buyer pays, an improvement by its invoice, what
        # goes to another company between the two; of a surplus that leaves with its thing the rest
        # goes past profit or loss.
        rest = -sum(amounts.values())
        cleared = moved["proceeds"] if gone else rest
        between = "companies" if kind in ("leave", "enter") else "clearing"
        for account, amount in (
            (named[between], cleared),
            (named["retained"], rest - cleared),
        ):
            amounts[account] = amounts.get(account, 0) + amount
        postings = tuple((account, amount) for account, amount in amounts.items() if amount)
        text = ", ".join(filter(None, (WORDS[kind], way)))
        return Entry(text=text, kind=text, things=things, postings=postings)

    @property
    def total(self) -> int:
        """Return all that is charged, in minor units."""
        return sum(charge for _kind, charge, _lines in self.rows)

    def amount(self, minor: int) -> str:
        """Return an amount as a decimal text."""
        return money.plain(minor, self.currency)


def as_csv(journal: Journal) -> str:
    """Write one row a posting, and the control total in the last."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([_HEAD, *_rows(journal)])
    return out.getvalue()


def as_xlsx(journal: Journal) -> bytes:
    """Write the same as a workbook, made when the month ended: the same bytes again."""
    amounts = [
        [journal.ends, *row[1:4], *(Decimal(one) if one else None for one in row[4:6]), *row[6:]]
        for row in _rows(journal)
    ]
    made = datetime.combine(journal.ends, time())
    with TemporaryDirectory(prefix="wherehold-") as folder:
        path = Path(folder) / "journal.xlsx"
        sheets.write_xlsx(path, _HEAD, amounts, f"{journal.ends:%Y-%m}", made=made)
        return path.read_bytes()


_HEAD = ("date", "book", "account", "kind", "debit", "credit", "currency", "things")


def _rows(journal: Journal) -> Iterator[list[Any]]:
    """Give a row a posting, amounts as decimal texts, and the control total in the last."""
    head, currency = (journal.ends.isoformat(), journal.book), journal.currency
    debits = things = 0
    for entry in journal.entries():
        for account, amount in entry.postings:
            sides = [journal.amount(amount), ""] if amount > 0 else ["", journal.amount(-amount)]
            kind = sheets.harmless(entry.kind)
            yield [*head, account, kind, *sides, currency, entry.things]
            debits += max(amount, 0)
        things += entry.things
    total = journal.amount(debits)
    yield [*head, "total", "", total, total, currency, things]


def as_beancount(journal: Journal) -> str:
    """Write one transaction a kind, for Beancount. Accounts open by themselves."""
    lines = [f"; {_control(journal)}", 'plugin "beancount.plugins.auto_accounts"', ""]
    for entry in journal.entries():
        text = entry.text.replace("\\", "\\\\").replace('"', '\\"')
        lines += [
            f'{journal.ends.isoformat()} * "{text}"',
            f"  things: {entry.things}",
            *_postings(journal, entry),
            "",
        ]
    return "\n".join(lines)


def as_ledger(journal: Journal) -> str:
    """Write one transaction a kind, for hledger and ledger."""
    lines = [f"; {_control(journal)}", ""]
    for entry in journal.entries():
        text = entry.text.replace(";", ",").replace("\n", " ")
        lines += [f"{journal.ends.isoformat()} * {text}", f"  ; things: {entry.things}"]
        lines += [*_postings(journal, entry), ""]
    return "\n".join(lines)


def as_json(journal: Journal) -> str:
    """Write entries with debit and credit, amounts as decimal texts."""
    entries = [
        {
            "kind": kind,
            "things": things,
            "debit": journal.expense,
            "credit": journal.accumulated,
            "amount": journal.amount(charge),
        }
        for kind, charge, things in journal.rows
    ]
    moves = [
        {
            "text": entry.text,
            "things": entry.things,
            "postings": [
                {"account": account, "amount": journal.amount(amount)}
                for account, amount in entry.postings
            ],
        }
        for entry in journal.entries()[len(entries) :]
    ]
    whole = {
        "book": journal.book,
        "date": journal.ends.isoformat(),
        "currency": journal.currency,
        "total": journal.amount(journal.total),
        "digest": journal.digest,
        "entries": entries,
        "moves": moves,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


WORDS = {
    "estimate": "New estimate",
    "improve": "Improvement",
    "impair": "Impairment",
    "reverse": "Impairment taken back",
    "revalue": "Revaluation",
    "suspend": "Suspension",
    "resume": "Resumption",
    "transfer": "Transfer",
    "hold": "Held for sale",
    "release": "Back into use",
    "part": "Partial disposal",
    "dispose": "Disposal",
    "divide": "Division into parts",
    "leave": "To another company",
    "enter": "From another company",
}
FORMATS: dict[str, Callable[[Journal], str]] = {
    "csv": as_csv,
    "beancount": as_beancount,
    "ledger": as_ledger,
    "json": as_json,
}


FORMS = (*FORMATS, "xlsx")


def as_file(journal: Journal, form: str) -> bytes:
    """Write a journal in a format, as a file has it.

    Raises: NotFound.
    """
    if form not in FORMS:
        raise NotFound({"what": "format", "key": form[:20]})
    return as_xlsx(journal) if form == "xlsx" else FORMATS[form](journal).encode()


def _postings(journal: Journal, entry: Entry) -> list[str]:
    return [
        f"  {account}  {journal.amount(amount)} {journal.currency}"
        for account, amount in entry.postings
    ]


def _control(journal: Journal) -> str:
    total = f"{journal.amount(journal.total)} {journal.currency}"
    return f"{journal.book} {journal.ends:%Y-%m}, total {total}, sha256 {journal.digest}"
