"""Journals in the programs that they are for: no error there, and the balances of our report."""

import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from wherehold.conftest import put
from wherehold.finance import commands, posting
from wherehold.finance.commands import ChangeDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.journal import FORMATS
from wherehold.finance.queries import periods
from wherehold.finance.queries.rolls import roll_forward

pytestmark = pytest.mark.django_db
BEGINS, ENDS = date(2026, 1, 1), date(2026, 6, 30)


@pytest.fixture
def posted(admin, tools, tmp_path):
    """Half a year in which something of every sort happened; a journal a month and format."""
    tools.full_name = 'Tools; "heavy" \\ = 1'
    tools.save()
    book = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=book, policies=[PolicyDraft(life=36)])
    things = [
        put(f"T{number}", category=tools, stage="retired", price_minor=360_000, currency="EUR")
        for number in range(3)
    ]
    lines = [LineDraft(asset_id=one.pk, in_service_on=BEGINS) for one in things]
    commands.value(actor=admin, book_id=book, lines=lines)
    for kind, month, amount in (
        ("improve", 2, 36_000),
        ("impair", 3, 100_000),
        ("reverse", 4, 200_000),
        ("revalue", 5, 500_000),
    ):
        said = ChangeDraft(
            asset_id=things[0].pk, kind=kind, on=date(2026, month, 1), amount_minor=amount
        )
        commands.change(actor=admin, book_id=book, changes=[said])
    sold = [
        DisposalDraft(asset_id=one.pk, on=date(2026, 6, 3), way="sale", proceeds_minor=300_000)
        for one in things[:2]
    ]
    commands.dispose(actor=admin, disposals=sold)
    posting.post_through(actor=admin, book_id=book, through=ENDS)
    for form in ("beancount", "ledger"):
        for month in range(1, 7):
            found = periods.journal(actor=admin, code="fin", period=f"2026-{month:02}")
            (tmp_path / f"{month}.{form}").write_text(FORMATS[form](found))
        mark = '"' if form == "beancount" else ""
        names = [f"include {mark}{month}.{form}{mark}" for month in range(1, 7)]
        # Beancount heeds plugins of the first file only.
        plugin = 'plugin "beancount.plugins.auto_accounts"' if mark else ""
        (tmp_path / f"all.{form}").write_text("\n".join([plugin, *names, ""]))
    return tmp_path


def expected(admin):
    """Return what the report says of accounts, as a journal has them: credits below nothing."""
    whole = roll_forward(actor=admin, code="fin", begins=BEGINS, ends=ENDS).whole
    return {
        "Assets:Accumulated-Depreciation": -whole.accumulated.closing,
        "Assets:Fixed-Assets": whole.cost.closing - whole.cost.added,
        "Expenses:Depreciation": whole.accumulated.added,
    }


def cents(text):
    return int(Decimal(text) * 100)


def check(file):
    """Return what bean-check says of a file: nothing."""
    command = [sys.executable, "-m", "beancount.scripts.check", file]
    checked = subprocess.run(command, capture_output=True, text=True)
    return checked.returncode, checked.stdout + checked.stderr


def test_beancount_takes_them_and_comes_to_the_same_balances(admin, posted):
    file = posted / "all.beancount"
    assert check(file) == check(posted / "6.beancount") == (0, "")

    from beancount import loader
    from beancount.core import realization

    entries, errors, _options = loader.load_file(str(file))
    assert errors == []
    real = realization.realize(entries)
    for account, amount in expected(admin).items():
        balance = realization.get(real, account).balance
        assert {one.units.number * 100 for one in balance} == {amount}


def balances(file):
    """Return what hledger says that the accounts of a file come to, without those at nothing."""
    hledger = shutil.which("hledger")
    if hledger is None:
        pytest.skip("hledger is not installed: script/test-services")
    command = [hledger, "-f", file, "balance", "--flat", "-O", "csv"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [line.replace('"', "").split(",") for line in told.splitlines()[1:]]
    return {row[0]: cents(row[1].split()[0]) for row in rows if row[1] != "0"}


def test_hledger_takes_them_and_comes_to_the_same_balances(admin, posted):
    found = balances(posted / "all.ledger")
    assert {name: found[name] for name in expected(admin)} == expected(admin)
