"""Import and export on the command line."""

import csv
import json

import pytest

from wherehold.importers import console
from wherehold.project.cli import build_parser
from wherehold.register.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("console")]


@pytest.fixture
def run(tmp_path, capsys):
    """Return how to give a command and get its exit code and output."""

    def command(*arguments):
        options = build_parser().parse_args([str(one) for one in arguments])
        return int(options.run(options) or 0), capsys.readouterr().out

    return command


def write(tmp_path, text):
    path = tmp_path / "things.csv"
    path.write_text(text)
    return path


def test_json_tells_what_came_of_it(run, tmp_path):
    path = write(tmp_path, "No,What,Where\nA-1,Saw,Berlin > Store\nA-2,,Berlin\n")

    code, out = run(
        *("import", "assets", path, "--json", "--map", "No=tag"),
        *("--map", "What=name", "--map", "Where=place"),
    )

    told = json.loads(out)
    assert code == 0 and told.keys() >= {"rows", "created", "updated", "rejected"}
    assert (told["rows"], told["created"], told["updated"], told["rejected"]) == (2, 1, 0, 1)
    assert told["created_references"] == 2
    assert told["errors"][0] | {"message": ""} == {
        "line": 3,
        "column": "What",
        "code": "missing_name",
        "message": "",
        "value": "",
    }


def test_without_create_and_as_a_trial(run, tmp_path):
    path = write(tmp_path, "tag,name,place\nA-1,Saw,Berlin\n")

    code, out = run("import", "assets", path, "--no-create", "--json")
    assert code == 0 and json.loads(out)["errors"][0]["code"] == "unknown_reference"
    code, out = run("import", "assets", path, "--dry-run")
    assert code == 0 and "Nothing was written" in out
    assert not Asset.objects.exists()


def test_undo(run, tmp_path):
    path = write(tmp_path, "tag,name\nA-1,Saw\n")
    number = json.loads(run("import", "assets", path, "--json")[1])["id"]

    assert run("import", "undo", number)[1].startswith("1 assets taken back, 0 kept.")
    assert Asset.objects.get().archived_at is not None


def test_export_by_the_ending_of_the_name(run, tmp_path):
    run("import", "assets", write(tmp_path, "tag,name\nA-1,Saw\nA-2,Axe\n"))

    run("export", "assets", tmp_path / "out.csv")
    run("export", "assets", tmp_path / "out.xlsx")

    with (tmp_path / "out.csv").open(newline="") as file:
        assert [row["tag"] for row in csv.DictReader(file)] == ["A-1", "A-2"]
    _, out = run("import", "assets", tmp_path / "out.xlsx", "--json")
    assert json.loads(out)["rows"] == 2 and json.loads(out)["updated"] == 0
    with pytest.raises(console.UnknownFormat):
        run("export", "assets", tmp_path / "out.pdf")


def test_a_file_with_another_files_headings_asks_for_columns(run, tmp_path):
    from wherehold.importers.mapping import MissingColumn

    with pytest.raises(MissingColumn, match="No column becomes"):
        run("import", "assets", write(tmp_path, "colour,size\nred,5\n"))
