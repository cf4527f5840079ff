"""Posted periods as journals: the same bytes whenever they are asked for.

Everything comes from what was frozen when the period was posted: kinds as they were called,
accounts, charges. A charge is debited to expense and credited to accumulated depreciation.
"""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from wherehold.kernel import money


@dataclass(frozen=True, kw_only=True)
class Journal:
    """One posted month. `rows` are kind, charge in minor units, number of things."""

    book: str
    currency: str
    ends: date
    expense: str
    accumulated: str
    rows: tuple[tuple[str, int, int], ...]
    digest: str

    @property
    def total(self) -> int:
        """Return all that is charged, in minor units."""
        return sum(charge for _kind, charge, _lines in self.rows)

    def amount(self, minor: int) -> str:
        """Return an amount as a decimal text."""
        return money.plain(minor, self.currency)


def as_csv(journal: Journal) -> str:
    """Write one row an account and kind, and the control total in the last."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["date", "book", "account", "kind", "debit", "credit", "currency", "things"])
    head, end = (journal.ends.isoformat(), journal.book), journal.currency
    for kind, charge, lines in journal.rows:
        amount = journal.amount(charge)
        write([*head, journal.expense, _safe(kind), amount, "", end, lines])
        write([*head, journal.accumulated, _safe(kind), "", amount, end, lines])
    total = journal.amount(journal.total)
    things = sum(lines for _kind, _charge, lines in journal.rows)
    write([*head, "total", "", total, total, end, things])
    return out.getvalue()


def as_beancount(journal: Journal) -> str:
    """Write one transaction a kind, for Beancount. Accounts open by themselves."""
    lines = [f"; {_control(journal)}", 'plugin "beancount.plugins.auto_accounts"', ""]
    for kind, charge, things in journal.rows:
        text = f"Depreciation, {kind or '-'}".replace("\\", "\\\\").replace('"', '\\"')
        lines += [
            f'{journal.ends.isoformat()} * "{text}"',
            f"  things: {things}",
            *_postings(journal, charge),
            "",
        ]
    return "\n".join(lines)


def as_ledger(journal: Journal) -> str:
    """Write one transaction a kind, for hledger and ledger."""
    lines = [f"; {_control(journal)}", ""]
    for kind, charge, things in journal.rows:
        text = f"Depreciation, {kind or '-'}".replace(";", ",").replace("\n", " ")
        lines += [f"{journal.ends.isoformat()} * {text}", f"  ; things: {things}"]
        lines += [*_postings(journal, charge), ""]
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
    whole = {
        "book": journal.book,
        "date": journal.ends.isoformat(),
        "currency": journal.currency,
        "total": journal.amount(journal.total),
        "digest": journal.digest,
        "entries": entries,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Journal], str]] = {
    "csv": as_csv,
    "beancount": as_beancount,
    "ledger": as_ledger,
    "json": as_json,
}


def _postings(journal: Journal, charge: int) -> list[str]:
    return [
        f"  {journal.expense}  {journal.amount(charge)} {journal.currency}",
        f"  {journal.accumulated}  {journal.amount(-charge)} {journal.currency}",
    ]


def _control(journal: Journal) -> str:
    total = f"{journal.amount(journal.total)} {journal.currency}"
    return f"{journal.book} {journal.ends:%Y-%m}, total {total}, sha256 {journal.digest}"


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
