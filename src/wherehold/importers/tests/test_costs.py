"""Costs from a file: good rows are kept, the others are named."""

import pytest

from wherehold.conftest import put
from wherehold.finance.models import Cost
from wherehold.importers import costs

pytestmark = pytest.mark.django_db
FILE = """Tag;Kind;Date;Amount;Currency;Rate;Invoice
LIFT;Repair;04.02.2026;1.250,50;;;R-1
NONE;Repair;04.02.2026;10,00;;;R-2
LIFT;Gift;04.02.2026;10,00;;;R-3
LIFT;energy;30.02.2026;10,00;;;R-4
LIFT;energy;04.02.2026;-3,00;;;R-5
LIFT;Versicherung;04.02.2026;90,00;USD;;R-6
LIFT;Versicherung;04.02.2026;90,00;USD;0.9;R-7
LIFT;Repair;04.02.2026;1.250,50;;;R-1
"""


def test_good_rows_are_recorded_and_the_others_named(admin, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    put("LIFT")
    outcome = costs.import_pieces(admin, [FILE.encode()])

    assert (outcome.rows, outcome.recorded, outcome.refused) == (8, 2, 6)
    assert sorted((one.line, one.column) for one in outcome.faults) == [
        *((3, "asset"), (4, "kind"), (5, "on"), (6, "amount"), (7, "rate"), (9, "")),
    ]
    assert sorted(Cost.objects.values_list("amount_minor", "value_minor")) == [
        (90_00, 81_00),
        (1_250_50, 1_250_50),
    ]
    again = costs.import_pieces(admin, [FILE.encode()])
    assert (again.recorded, Cost.objects.count()) == (0, 2)
    assert not list((tmp_path / "imports").iterdir())


def test_a_file_without_the_needed_columns_is_refused(admin, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with pytest.raises(costs.Unreadable):
        costs.import_pieces(admin, [b"Tag,Price\nLIFT,3\n"])
