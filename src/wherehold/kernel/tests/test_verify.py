"""Verification finds what is done behind the triggers' back, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection, transaction

from wherehold.kernel import commands, keys, ledger, proofs, seal, verify
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.kernel.tests.conftest import POSTGRESQL, needs_sqlite
from wherehold.kernel.tests.placing import place_all

# PostgreSQL gives a place to what is committed; SQLite has one writer, who may as well undo it.
pytestmark = pytest.mark.django_db(transaction=POSTGRESQL)
COLUMNS = (
    "xid, happened_at, recorded_at, kind, subject_type, subject_id, actor, source, act, data, "
    "salt, leaf, mac"
)
SCRIPT = Path(__file__).parents[4] / "docs" / "verify_proof.py"


@pytest.fixture
def seqs(drop):
    """Ten entries sealed, two placed, three neither; all their numbers."""
    drop(1, 2, 3)
    place_all()
    seal.seal()
    drop(*range(4, 11))
    place_all()
    seal.seal()
    drop(11, 12)
    place_all()
    drop(13, 14, 15)
    return list(Entry.objects.order_by("seq").values_list("seq", flat=True))


@pytest.fixture
def tamper():
    """Do something to the database that its triggers would refuse, and put them back."""

    def tamper(*statements):
        with transaction.atomic(), connection.cursor() as cursor:
            if POSTGRESQL:
                cursor.execute("SET LOCAL session_replication_role = replica")
                triggers = []
            else:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                cursor.execute(statement)
            for _, sql in triggers:
                cursor.execute(sql)

    return tamper


def problems():
    return [(f.seq, f.problem) for f in sorted(verify.verify().findings)]


def test_an_empty_ledger_is_sound():
    assert verify.verify().is_sound


def test_a_ledger_is_sound_also_while_part_of_it_is_not_sealed(seqs):
    report = verify.verify()

    assert report.is_sound and report.first_bad is None
    assert (report.entries, report.placed, report.sealed, report.roots) == (15, 12, 10, 2)


@pytest.mark.parametrize("index", [0, 4, 9, 11, 14])
@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data, 'K', 'B')",
        "actor = 'party:99'",
        "subject_id = subject_id + 100",
        "kind = 'test.other'",
        "source = 'web'",
        "happened_at = recorded_at, recorded_at = '2026-03-02 12:00:00.000001'",
    ],
)
def test_a_value_that_was_changed(seqs, tamper, index, change):
    change = change.replace("00.000001'", "00.000001+00'") if POSTGRESQL else change
    tamper(f"UPDATE kernel_entry SET {change} WHERE seq = {seqs[index]}")

    assert problems()[0] == (seqs[index], "changed")


@needs_sqlite
@pytest.mark.parametrize("column", COLUMNS.split(", "))
@pytest.mark.parametrize("value", ["'x'", "X'00ff'", "12345", "''", "CAST(X'ff' AS TEXT)"])
def test_whatever_is_put_into_any_column(seqs, tamper, column, value):
    tamper(f"UPDATE kernel_entry SET {column} = {value} WHERE seq = {seqs[4]}")

    assert verify.verify().first_bad == seqs[4]


@pytest.mark.parametrize("index", [0, 4, 9, 11])
def test_a_leaf_that_was_changed_with_the_value(seqs, tamper, index):
    tamper(
        f"UPDATE kernel_entry SET (data, salt, leaf, mac) = (SELECT data, salt, leaf, mac "
        f"FROM kernel_entry WHERE seq = {seqs[12]}) WHERE seq = {seqs[index]}"
    )
    assert problems()[0][0] == seqs[index]


@pytest.mark.parametrize("index", [0, 4, 9, 11])
def test_an_entry_that_was_removed(seqs, tamper, index):
    tamper(f"DELETE FROM kernel_entry WHERE seq = {seqs[index]}")

    found = problems()
    assert found[0] == (seqs[index], "removed")
    assert {seq for seq, _ in found} == {seqs[index]}, "and nothing else is blamed"


def test_a_ledger_of_another_installation_is_quick_to_disown(drop, monkeypatch):
    drop(*range(500))
    monkeypatch.setattr(keys, "mark", lambda: b"x" * 32)
    report = verify.verify()

    assert len(report.as_json()["findings"]) == verify.FINDINGS_MAX
    assert report.first_bad == min(entry.seq for entry in ledger.recent(limit=1000))


@needs_sqlite
@pytest.mark.parametrize("index", [12, 14])
def test_an_entry_that_was_removed_before_it_was_placed(seqs, tamper, index):
    tamper(f"DELETE FROM kernel_entry WHERE seq = {seqs[index]}")

    assert problems()[0] == (seqs[index], "removed")


def test_an_entry_that_was_removed_with_its_place(seqs, tamper):
    tamper(
        f"DELETE FROM kernel_entry WHERE seq = {seqs[4]}",
        f"DELETE FROM kernel_position WHERE seq = {seqs[4]}",
    )
    assert verify.verify().first_bad in {seqs[4], seqs[5]}


def test_an_entry_that_was_copied(seqs, tamper):
    tamper(
        f"INSERT INTO kernel_entry ({COLUMNS}) SELECT {COLUMNS} FROM kernel_entry "
        f"WHERE seq = {seqs[4]}"
    )
    assert problems() == [(seqs[-1] + 1, "inserted")]


def test_an_entry_that_was_made_up(seqs, tamper):
    made_up = COLUMNS.replace("subject_id", "77")
    tamper(
        f"INSERT INTO kernel_entry ({COLUMNS}) SELECT {made_up} FROM kernel_entry "
        f"WHERE seq = {seqs[4]}"
    )
    assert problems()[0][0] == seqs[-1] + 1


def test_an_entry_made_up_with_a_fitting_leaf_lacks_our_mark(seqs, drop, monkeypatch):
    monkeypatch.setattr(keys, "mark", lambda: b"x" * 32)
    drop(16)
    monkeypatch.undo()

    assert problems() == [(seqs[-1] + 1, "inserted")]


def test_what_is_made_up_is_found_also_once_it_is_sealed(seqs, tamper):
    columns = COLUMNS.removeprefix("xid, ")
    tamper(
        f"INSERT INTO kernel_entry ({columns}) SELECT {columns} FROM kernel_entry "
        f"WHERE seq = {seqs[4]}"
    )
    place_all()
    seal.seal()

    assert problems() == [(seqs[-1] + 1, "inserted")]


def test_two_entries_that_changed_places(seqs, tamper):
    tamper(
        "UPDATE kernel_position SET seq = -1 WHERE pos = 4",
        "UPDATE kernel_position SET seq = (SELECT seq FROM kernel_position WHERE pos = 5) + 0 "
        "WHERE pos = 6 AND 1 = 0",
        f"UPDATE kernel_position SET seq = {seqs[4]} + 1000 WHERE pos = 5",
        f"UPDATE kernel_position SET seq = {seqs[5]} WHERE pos = 4",
        f"UPDATE kernel_position SET seq = {seqs[4]} WHERE pos = 5",
    )
    assert [problem for _, problem in problems()] == ["rewritten"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [("signature = digest", "signature"), ("digest = signature", "rewritten")],
)
def test_a_root_that_was_changed_or_signed_by_another(seqs, tamper, change, problem):
    tamper(f"UPDATE kernel_root SET {change} WHERE size = 3")
    assert problems()[0] == (seqs[0], problem)


def test_a_tree_node_that_was_changed(drop, tamper):
    drop(*range(300))
    place_all()
    seal.seal()
    tamper("UPDATE kernel_treenode SET number = 5")
    assert verify.verify().is_sound, "a node that is missing proves nothing wrong"
    tamper("UPDATE kernel_treenode SET number = 0, digest = (SELECT digest FROM kernel_root)")

    assert [problem for _, problem in problems()] == ["tree"]


def test_an_end_that_was_cut_off(seqs, tamper):
    statements = [
        f"DELETE FROM kernel_entry WHERE seq > {seqs[2]}",
        f"DELETE FROM kernel_position WHERE seq > {seqs[2]}",
        "DELETE FROM kernel_root WHERE size > 3",
    ]
    if not POSTGRESQL:
        statements.append(f"UPDATE sqlite_sequence SET seq = {seqs[2]} WHERE name = 'kernel_entry'")
    tamper(*statements)

    assert [problem for _, problem in problems()] == ["cut_off"]


def test_erasure_keeps_every_proof_and_is_accounted_for(seqs):
    before = proofs.inclusion(seqs[4])
    commands.erase_entries(actor=system("test"), seqs=[seqs[4]], reason="Art. 17")

    report = verify.verify()
    assert report.is_sound and report.erased == 1
    after = proofs.inclusion(seqs[4])
    assert (after["data"], after["salt"]) == (None, None)
    assert (after["leaf"], after["path"]) == (before["leaf"], before["path"])


def test_emptying_without_saying_so_is_found(seqs):
    Entry.objects.filter(seq=seqs[4]).update(data=None, salt=None)

    assert problems() == [(seqs[4], "erased")]


def run_script(path, *arguments):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(path), *arguments],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("index", [0, 3, 9])
def test_a_proof_holds_without_us(seqs, tmp_path, index):
    proof = proofs.inclusion(seqs[index])
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))

    code, said = run_script(file, proof["root"]["public_key"])
    assert code == 0 and "Küche" in said, said


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda p: p["data"].update(place="Keller"), "not what was recorded"),
        (lambda p: p["header"].update(actor="party:9"), "not what was recorded"),
        (lambda p: p.update(position=p["position"] + 1), "does not lead"),
        (lambda p: p["path"].pop(), "too short"),
        (lambda p: p["path"].append(p["leaf"]), "too long"),
        (lambda p: p["root"].update(size=p["root"]["size"] - 1), "hold"),
        (lambda p: p["root"].update(sealed_at="2020-01-01T00:00:00.000000Z"), "InvalidSignature"),
        (lambda p: p["root"].update(public_key="00" * 32), "hold"),
    ],
)
def test_a_proof_that_was_touched_does_not_hold(seqs, tmp_path, spoil, why):
    proof = proofs.inclusion(seqs[4])
    spoil(proof)
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))

    code, said = run_script(file)
    assert code == 1 and why in said


def test_a_proof_signed_with_a_key_nobody_knows_does_not_hold(seqs, tmp_path):
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proofs.inclusion(seqs[4])))

    assert run_script(file, "ab" * 32)[0] == 1


def test_there_is_no_proof_of_what_is_not_there_or_not_sealed(seqs):
    with pytest.raises(NotFound):
        proofs.inclusion(seqs[-1] + 1)
    with pytest.raises(proofs.NotSealed):
        proofs.inclusion(seqs[-1])


def test_the_script_is_short_and_alone():
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) <= 60
    assert not any("wherehold" in line for line in lines if "import" in line)


def test_newer_roots_hold_what_older_ones_held(seqs):
    proof = proofs.consistency(3)
    assert (proof["old"]["size"], proof["new"]["size"]) == (3, 10)
    assert proof["path"]
    with pytest.raises(proofs.NoSuchRoot):
        proofs.consistency(4)


def test_sealing_is_in_blocks_and_only_when_there_is_something(drop, monkeypatch):
    monkeypatch.setattr(seal, "BLOCK", 4)
    drop(*range(6))
    place_all()

    assert [seal.seal().size, seal.seal().size, seal.seal()] == [4, 6, None]
    assert verify.verify().is_sound


def test_history_reads_back_what_was_sealed(seqs):
    assert len(ledger.entries(seqs)) == 15
