"""Somebody with the database file itself rewrites history, behind the back of its triggers."""

import json
import shutil
import sqlite3

import pytest

from tests import served as serving

# The file is SQLite's; the kernel tests tamper with both databases.
pytestmark = [pytest.mark.whole, pytest.mark.on_sqlite]
VICTIM = 9
COLUMNS = (
    "xid, happened_at, recorded_at, kind, subject_type, subject_id, actor, source, act, "
    "data, salt, leaf, mac"
)
TAMPERED = {
    "a value": ("UPDATE kernel_entry SET data = replace(data, 'Lamp', 'Gold') {at}", VICTIM),
    "a time": ("UPDATE kernel_entry SET happened_at = '2020-01-01 00:00:00' {at}", VICTIM),
    "an actor": ("UPDATE kernel_entry SET actor = 'party:2' {at}", VICTIM),
    "a leaf": ("UPDATE kernel_entry SET leaf = zeroblob(32) {at}", VICTIM),
    "emptied": ("UPDATE kernel_entry SET data = NULL, salt = NULL {at}", VICTIM),
    "removed": ("DELETE FROM kernel_entry {at}", VICTIM),
    "the last removed": ("DELETE FROM kernel_entry WHERE seq = {last}", 0),
    "copied to the end": (
        f"INSERT INTO kernel_entry ({COLUMNS}) SELECT {COLUMNS} FROM kernel_entry {{at}}",
        1,
    ),
    "made up at the end": (
        f"INSERT INTO kernel_entry ({COLUMNS}) SELECT 0, happened_at, recorded_at, kind, "
        "subject_type, subject_id, actor, source, lower(hex(randomblob(16))), '{{}}', "
        "randomblob(32), randomblob(32), randomblob(32) FROM kernel_entry {at}",
        1,
    ),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Two data folders with the same history: one not sealed yet, one sealed to the end."""
    made = serving.Installation(tmp_path_factory.mktemp("history"))
    made.init()
    file = made.folder / "list.csv"
    file.write_text("name,tag\n" + "".join(f"Lamp {n},T-{n}\n" for n in range(20)))
    made.run("ledger", "prove", 1)
    made.run("import", "assets", file)
    shutil.copytree(made.folder / "data", made.folder / "unsealed")
    made.run("ledger", "prove", 1)
    shutil.copytree(made.folder / "data", made.folder / "sealed")
    return made


def verify(made):
    done = made.run("ledger", "verify", "--json", ok=False)
    return done.returncode, json.loads(done.stdout)


def test_what_nobody_touched_is_sound(folders):
    told = {}
    for name in ("unsealed", "sealed"):
        folders.env["WHEREHOLD_DATA_DIR"] = str(folders.folder / name)
        code, told[name] = verify(folders)
        assert code == 0, told
    entries = told["sealed"]["entries"]
    assert told["unsealed"]["sealed"] < VICTIM < entries
    assert told["sealed"]["sealed"] == entries


@pytest.mark.parametrize("sealed", ["unsealed", "sealed"])
@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_rewritten_is_named(folders, tmp_path, sealed, how):
    shutil.copytree(folders.folder / sealed, tmp_path / "data")
    statement, expected = TAMPERED[how]
    with sqlite3.connect(tmp_path / "data" / "wherehold.sqlite3") as db:
        triggers = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kernel_%'"
        ).fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        last = db.execute("SELECT max(seq) FROM kernel_entry").fetchone()[0]
        done = db.execute(statement.format(at=f"WHERE seq = {VICTIM}", last=last))
        assert done.rowcount == 1
        for _, text in triggers:
            db.execute(text)
    other = serving.Installation(tmp_path)

    code, told = verify(other)

    assert code == 1
    assert told["first_bad_seq"] == (expected if expected > 1 else last + expected)
    text = other.run("ledger", "verify", ok=False)
    assert text.returncode == 1 and str(told["first_bad_seq"]) in text.stdout


def test_the_database_itself_refuses_to_rewrite(folders):
    with sqlite3.connect(folders.folder / "sealed" / "wherehold.sqlite3") as db:
        for how in ("a value", "an actor", "removed"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(TAMPERED[how][0].format(at=f"WHERE seq = {VICTIM}"))
