"""What scripts rely on: the commands, on an installation that is served meanwhile."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests import served as serving

PROVER = Path(__file__).parents[1] / "docs" / "verify_proof.py"
FILE = """Asset Name,Asset Tag,Serial number,Category,Location,Odd column
Saw,CLI-1,S-1,Tools,HQ > Store room,red
,CLI-2,S-2,Tools,HQ > Store room,
Drill,CLI-3,S-3,Tools,HQ > Yard,blue
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "list.csv"
    path.write_text(FILE)
    return path


def told(done):
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def imported(served, file):
    """What an import told, after a trial that told the same."""
    trial = served.run("import", "assets", file, "--dry-run", "--json", ok=False)
    refused = served.run("import", "assets", file, "--no-create", "--dry-run", "--json", ok=False)
    done = served.run("import", "assets", file, "--json", "--map", "Odd column=notes", ok=False)
    return told(trial), told(refused), told(done)


def test_the_first_thing_to_do_needs_only_a_folder(tmp_path):
    made = serving.Installation(tmp_path)
    del made.env["WHEREHOLD_URL"]
    told_more = ("--timezone", "Europe/Berlin", "--currency", "CHF")
    made.init("--name", "Brightwater", *told_more, laid=False)

    assert (tmp_path / "data" / "wherehold.sqlite3").exists()
    assert told(made.run("ledger", "verify", "--json"))["sound"]


def test_an_import_tells_what_came_of_it(imported):
    trial, refused, done = imported

    assert set(done) >= {"rows", "created", "updated", "rejected", "created_references", "errors"}
    numbers = ("rows", "created", "updated", "rejected", "created_references")
    assert [done[name] for name in numbers] == [3, 2, 0, 1, 4]
    assert [trial[name] for name in numbers] == [done[name] for name in numbers]
    (error,) = done["errors"]
    assert (error["line"], error["column"]) == (3, "Asset Name")
    assert error["code"] and error["message"]
    assert (refused["created"], refused["rejected"]) == (0, 3)
    assert {one["code"] for one in refused["errors"]} >= {"unknown_reference"}


def test_what_was_imported_is_there(served, imported):
    ada = served.client("ada@example.org")
    (found,) = ada.get("resolve?code=CLI-3").items
    card = ada.get(f"assets/{found['id']}").json

    assert (card["name"], card["serial"], card["category"]) == ("Drill", "S-3", "Tools")
    assert card["place"] == "HQ · Yard"
    assert b"blue" in ada.get(f"assets/{found['id']}/timeline").raw


def test_the_same_file_again_changes_nothing(served, imported, file):
    again = told(served.run("import", "assets", file, "--json", ok=False))

    assert (again["created"], again["created_references"]) == (0, 0)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_everything_leaves_as_a_table(served, imported, tmp_path, ending):
    path = tmp_path / f"all.{ending}"
    served.run("export", "assets", path)

    if ending == "csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    else:
        from openpyxl import load_workbook

        rows = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    assert {"CLI-1", "CLI-3"} <= {cell for row in rows[1:] for cell in row}


def test_people_and_tokens_are_made(served, imported):
    link = served.run(
        "user", "create", "--email=cy@example.org", "--role=storekeeper", "--place=HQ > Yard"
    )
    cy = served.client("cy@example.org")

    assert link.stdout.startswith(served.url)
    assert [card["tag"] for card in cy.get("assets").items] == ["CLI-3"]
    assert cy.get("resolve?code=CLI-1").status == 404


def test_the_ledger_is_sound_and_proves_an_entry_to_anybody(served, imported, tmp_path):
    proof = tmp_path / "proof.json"
    assert told(served.run("ledger", "verify", "--json"))["sound"]
    ada = served.client("ada@example.org")
    (found,) = ada.get("resolve?code=CLI-3").items
    seq = ada.get(f"assets/{found['id']}/timeline").items[0]["seq"]
    proof.write_text(served.run("ledger", "prove", seq).stdout)

    def check():
        command = [sys.executable, "-I", PROVER, proof]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    held = check()
    assert held.returncode == 0, held.stderr
    assert held.stdout.startswith(f"Entry {seq} ")
    changed = json.loads(proof.read_text())
    changed["data"]["another"] = "value"
    proof.write_text(json.dumps(changed))
    assert check().returncode == 1
    assert served.run("ledger", "prove", "999999", ok=False).returncode == 1


def test_check_finds_nothing_before_and_after_an_index_is_built_anew(served, imported):
    assert served.run("check").returncode == 0
    served.run("reindex")
    assert told(served.run("check", "--json"))
    assert len(served.client("ada@example.org").get("assets?search=CLI-").items) == 2


@pytest.mark.on_sqlite  # Elsewhere it needs a second database; the kernel tests it on both.
def test_a_backup_comes_to_life_elsewhere(served, imported, tmp_path):
    file = tmp_path / "everything.backup"
    served.run("backup", file)
    other = serving.Installation(tmp_path / "other")
    other.folder.mkdir()
    other.run("restore", file)

    assert told(other.run("ledger", "verify", "--json"))["sound"]
    assert other.run("check").returncode == 0
    out = other.run("export", "assets", "-").stdout
    assert "CLI-1" in out and "CLI-3" in out
    assert other.run("restore", file, ok=False).returncode == 1
