"""Months of a book: staged, posted, closed, and their journals."""

import io
import json
import struct
import zipfile
from datetime import date
from hashlib import sha256
from itertools import groupby

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.finance import charging, commands, posting
from wherehold.finance.commands import LineDraft, PolicyDraft
from wherehold.finance.journal import FORMS, as_file
from wherehold.finance.models import Charge, Period
from wherehold.finance.queries import periods, values
from wherehold.finance.refusals import WrongPeriod
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.project import cli
from wherehold.register.models import Category

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 31)


@pytest.fixture
def book(admin, tools, laptops):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    for tag, category, euros in (
        ("DRILL", tools, 3600),
        ("SAW", tools, 100),
        ("MAC", laptops, 720),
    ):
        put(
            tag,
            category=category,
            stage="in_service",
            price_minor=euros * 100,
            currency="EUR",
            purchased_on=date(2026, 1, 1),
        )
    commands.take_in(actor=admin, book_id=key)
    return key


def post(actor, book, through=MARCH):
    return posting.post_through(actor=actor, book_id=book, through=through)


def test_months_are_posted_one_by_one_with_one_entry_each(admin, book):
    months = post(admin, book)

    assert [(one.period, one.lines) for one in months] == [
        ("2026-01", 3),
        ("2026-02", 3),
        ("2026-03", 3),
    ]
    worth = sum(
        one.accumulated for _line, one in values.register(actor=admin, code="fin", as_at=MARCH)
    )
    assert sum(one.charge for one in months) == worth
    entries = Entry.objects.filter(kind="finance.posted").order_by("seq")
    assert [entry.data["charge_minor"] for entry in entries] == [one.charge for one in months]
    assert all(len(entry.data["digest"]) == 64 for entry in entries)
    assert post(admin, book) == []


def test_what_breaks_in_the_middle_leaves_the_month_unposted_and_is_begun_anew(admin, book):
    period = commands.begin_period(actor=admin, book_id=book, begins=date(2026, 1, 1))
    commands.stage(actor=admin, period_id=period)

    assert periods.periods(actor=admin, key=book) == []
    [month] = post(admin, book, date(2026, 1, 31))
    assert (month.lines, Charge.objects.count()) == (3, 3)


def test_what_comes_late_is_made_up_for_in_the_open_month_and_posted_ones_stay(admin, book):
    post(admin, book, date(2026, 2, 28))
    before = list(Charge.objects.order_by("pk").values())
    late = put("LATE", stage="in_service", price_minor=360_00, currency="EUR")
    line = LineDraft(asset_id=late.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    post(admin, book)

    assert list(Charge.objects.order_by("pk").values())[: len(before)] == before
    [charge] = Charge.objects.filter(line__asset=late)
    assert (charge.charge_minor, charge.period.begins) == (30_00, date(2026, 3, 1))


def test_an_opening_is_not_charged_again(admin, book):
    old = put("OLD", stage="in_service", price_minor=360_00, currency="EUR")
    line = LineDraft(
        asset_id=old.pk,
        in_service_on=date(2025, 1, 1),
        opening_minor=100_00,
        opening_through=date(2026, 1, 31),
        opening_months=26,
    )
    commands.value(actor=admin, book_id=book, lines=[line])
    post(admin, book)
    charges = Charge.objects.filter(line__asset=old).order_by("pk")

    assert [one.charge_minor for one in charges] == [10_00, 10_00]
    assert charges[1].accumulated_minor == 120_00


def test_months_come_in_order_and_are_closed_in_order(admin, book):
    post(admin, book, date(2026, 2, 28))
    february, january = (one["id"] for one in periods.periods(actor=admin, key=book))
    for begins in (date(2026, 2, 1), date(2026, 4, 1), date(2026, 3, 2)):
        with pytest.raises(WrongPeriod):
            commands.begin_period(actor=admin, book_id=book, begins=begins)
    with pytest.raises(WrongPeriod):
        commands.close(actor=admin, period_id=february)
    commands.close(actor=admin, period_id=january)
    commands.close(actor=admin, period_id=february)
    with pytest.raises(WrongPeriod):
        commands.close(actor=admin, period_id=february)
    with pytest.raises(WrongPeriod):
        commands.post(actor=admin, period_id=january)


def test_a_chunk_takes_as_many_statements_whatever_is_in_it(admin, book):
    counts = []
    for number, begins in ((0, date(2026, 1, 1)), (20, date(2026, 1, 1))):
        for one in range(number):
            put(
                f"T{one}",
                stage="in_service",
                price_minor=3600,
                currency="EUR",
                purchased_on=date(2026, 1, 1),
            )
        commands.take_in(actor=admin, book_id=book)
        period = commands.begin_period(actor=admin, book_id=book, begins=begins)
        with CaptureQueriesContext(connection) as asked:
            commands.stage(actor=admin, period_id=period)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_journals_balance_and_are_the_same_bytes_whatever_is_renamed(admin, book):
    post(admin, book)
    march = periods.journal(actor=admin, code="fin", period="2026-03")
    files = {form: as_file(march, form) for form in FORMS}
    Category.objects.update(full_name="Renamed")
    again = periods.journal(actor=admin, code="fin", period="2026-03")

    assert {form: as_file(again, form) for form in FORMS} == files
    said = {form: file.decode() for form, file in files.items() if form != "xlsx"}
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    with zipfile.ZipFile(io.BytesIO(files["xlsx"])) as parts:
        assert b"2026-03-31T00:00:00Z" in parts.read("docProps/core.xml")
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 31, 0, 0, 0)}
    assert [cell.value for cell in list(sheet.rows)[-1]][2:6] == ["total", None, 122.77, 122.77]
    assert '2026-03-31 * "Depreciation, Tools"' in said["beancount"]
    assert "  Expenses:Depreciation  20.00 EUR" in said["ledger"]
    told = json.loads(said["json"])
    assert told["total"] == "122.77" == f"{sum(float(e['amount']) for e in told['entries']):.2f}"
    assert said["csv"].splitlines()[-1] == "2026-03-31,fin,total,,122.77,122.77,EUR,3"
    with pytest.raises(NotFound):
        periods.journal(actor=admin, code="fin", period="2026-04")


def test_who_does_not_keep_the_books_posts_nothing(amina, book):
    with pytest.raises(NotAllowed):
        commands.begin_period(actor=amina, book_id=book, begins=date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        periods.periods(actor=amina, key=book)


def test_posting_and_journal_on_the_command_line(admin, book, tmp_path, capsys):
    assert cli.main(["depreciate", "--book", "fin", "--through", "2026-02-28", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == 2
    file = tmp_path / "feb.beancount"
    arguments = ["journal", "--book", "fin", "--period", "2026-02", "--format", "beancount"]
    assert cli.main([*arguments, "-o", str(file)]) == 0

    assert "2026-02-28 *" in file.read_text()
    assert not Period.objects.filter(state="staged").exists()


def test_months_come_to_the_same_however_they_are_cut_and_anybody_can_hash_them(
    admin, book, monkeypatch
):
    monkeypatch.setattr(charging, "BLOCK", 2)
    told = []
    for chunk in (2_000, 1, 2):
        monkeypatch.setattr(commands.periods, "CHUNK", chunk)
        posting.reckon(actor=admin, book_id=book, begins=date(2026, 1, 1), number=2)
        columns = ("begins", "lines", "charge_minor", "digest", "journal")
        told.append(list(Period.objects.order_by("begins").values(*columns)))

    assert told[0] == told[1] == told[2]
    for one in told[0]:
        charges = Charge.objects.filter(period__begins=one["begins"])
        rows = charges.order_by("line__asset", "line").values_list(
            "line__asset", "charge_minor", "kind"
        )
        digest = sha256().hexdigest()
        for _block, some in groupby(rows, lambda row: row[0] // 2):
            pairs = b"".join(struct.pack(">qq", asset, charge) for asset, charge, _kind in some)
            digest = sha256(digest.encode() + pairs).hexdigest()
        assert one["digest"] == digest
        assert one["lines"] == len(rows)
        assert one["charge_minor"] == sum(charge for _asset, charge, _kind in rows)
        assert one["journal"] == [
            [name, sum(row[1] for row in rows if row[2] == name), number]
            for name, number in (("Laptops", 1), ("Tools", 2))
        ]
