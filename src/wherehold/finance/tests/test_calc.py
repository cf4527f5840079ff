"""The calculator on the command line, which needs no database."""

import json

import pytest

from wherehold.project.cli import main


def calc(capsys, *arguments):
    code = main(["calc", *arguments])
    out, error = capsys.readouterr()
    return json.loads(out) if not code else error


SCHEDULE = ("schedule", "--cost", "10000.0", "--start", "2026-01-01", "--json")


def test_a_schedule_has_one_row_a_year_with_amounts_as_texts(capsys):
    found = calc(capsys, *SCHEDULE, "--residual", "1000", "--life", "5")

    assert len(found["rows"]) == 5
    assert found["rows"][0] == {
        "period": 1,
        "start": "2026-01-01",
        "end": "2026-12-31",
        "charge": "1800.00",
        "accumulated": "1800.00",
        "book_value": "8200.00",
    }


def test_a_yearly_rate_is_divided_for_months(capsys):
    found = calc(
        capsys,
        *SCHEDULE,
        "--life",
        "60",
        "--unit",
        "month",
        "--method",
        "declining-balance",
        "--rate",
        "0.24",
    )

    assert len(found["rows"]) == 60
    assert [row["charge"] for row in found["rows"][:2]] == ["200.00", "196.00"]


def test_amounts_are_in_the_minor_units_of_the_currency(capsys):
    found = calc(capsys, *SCHEDULE, "--life", "3", "--currency", "JPY")

    assert [row["charge"] for row in found["rows"]] == ["3333", "3334", "3333"]


@pytest.mark.parametrize(
    ("text", "charges"),
    [
        ("[1, 3]", ["2500.00", "7500.00"]),
        ('{"total": 8, "units": [1, 3]}', ["1250.00", "3750.00"]),
        ("period,units\n1,1\n2,3\n", ["2500.00", "7500.00"]),
    ],
)
def test_units_come_from_a_file(capsys, tmp_path, text, charges):
    file = tmp_path / "units"
    file.write_text(text)
    found = calc(capsys, *SCHEDULE, "--method", "units-of-production", "--units", str(file))

    assert [row["charge"] for row in found["rows"]] == charges


def test_tax_years(capsys):
    found = calc(
        capsys,
        "macrs",
        "--class",
        "5",
        "--convention",
        "mid-quarter",
        "--quarter",
        "4",
        "--basis",
        "1000",
        "--json",
    )

    assert [row["year"] for row in found["rows"]] == [1, 2, 3, 4, 5, 6]
    assert found["rows"][1] == {
        "year": 2,
        "rate": "0.38000000",
        "percent": "38.000000",
        "charge": "380.00",
        "accumulated": "430.00",
    }


def test_how_long_to_keep_it(capsys, tmp_path):
    file = tmp_path / "crane.json"
    om = [3500 + 2000 * year for year in range(8)]
    file.write_text(json.dumps({"first_cost": 50000, "salvage": 0.8, "om": om, "rate": 0.09}))
    found = calc(capsys, "economic-life", str(file), "--json")

    assert found["economic_life_years"] == 4
    assert found["flat_from"] <= 4 <= found["flat_to"]
    assert found["eac"] == found["by_year"][3]["eac"] == "17240.11"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--life", "5", "--residual", "10001"], "residual_above_cost"),
        (["--life", "0"], "life_not_positive"),
        (["--life", "many"], "not_a_number"),
        ([], "missing"),
        (["--life", "5", "--residual", "0.001"], "not_whole_minor_units"),
        (["--life", "5", "--method", "magic"], "unknown_name"),
    ],
)
def test_what_cannot_be_is_refused_by_name(capsys, arguments, name):
    assert f"[{name}]" in calc(capsys, *SCHEDULE, *arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--life", "many"], "“many”"),
        (["--life", "5", "--method", "magic"], "“magic”"),
        ([], "needed: life"),
    ],
)
def test_a_refusal_says_what_was_written(capsys, arguments, said):
    assert said in calc(capsys, *SCHEDULE, *arguments)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (b"{", "not_a_list"),
        (b"[1, 2]", "not_a_list"),
        (b"\xff\xfe\x00", "not_a_list"),
        (b"{}", "missing"),
        (b'{"first_cost": 9, "salvage": 0.5, "om": [1, 2], "rate": 0}', "years_of_data"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_name(capsys, tmp_path, written, name):
    file = tmp_path / "file"
    file.write_bytes(written)
    assert f"[{name}]" in calc(capsys, "economic-life", str(file))
    if name == "not_a_list" and b"1" not in written:
        units = ("--method", "units-of-production", "--units", str(file))
        assert f"[{name}]" in calc(capsys, *SCHEDULE, "--life", "2", *units)


def test_a_negative_basis_is_refused_by_name(capsys):
    asked = ("macrs", "--class", "5", "--convention", "half-year", "--basis", "-5")
    assert "[cost_negative]" in calc(capsys, *asked)
