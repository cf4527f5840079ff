"""One document for many things, which says what the ledger says."""

from datetime import UTC, datetime

import pytest

from wherehold.handover import commands, document
from wherehold.handover.queries.evidence import evidence
from wherehold.handover.tests import reading
from wherehold.handover.tests.conftest import STROKES, shot
from wherehold.kernel import ledger, sequencer
from wherehold.kernel.documents import moment
from wherehold.kernel.errors import NotFound
from wherehold.project.cli import main

pytestmark = pytest.mark.django_db
CONDITIONS = {"Good": "good", "Worn": "worn", "Damaged": "damaged", "Broken": "broken"}


@pytest.fixture
def whole(admin, amina, bo, drill, saw):
    """A hand-over that went through everything: terms, photos, return, damage, decision."""
    commands.publish_terms(actor=admin, title="Loan #terms", text="Bring it back.\n*Clean.*")
    gifts = [
        commands.Gift(asset_id=drill.pk, kept=[shot()]),
        commands.Gift(asset_id=saw.pk, condition="worn", note="Strap [frayed]"),
    ]
    key = commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
    said = commands.Said(strokes=STROKES, accepts_terms=True)
    done = commands.confirm(actor=amina, handover_id=key, said=said)
    back = commands.Back(
        asset_id=drill.pk,
        condition="damaged",
        verdict="damage",
        statement="It fell.",
        kept=[shot("#333")],
    )
    commands.take_back(actor=amina, handover_id=key, backs=[back])
    one = commands.Decision(asset_id=drill.pk, outcome="damage", reason="It fell", cost_minor=50_00)
    commands.resolve(actor=admin, handover_id=key, decisions=[one])
    sequencer.place()
    return done


def rows(said, title):
    return next(one["rows"] for one in said["tables"] if one["title"] == title)


def test_the_document_agrees_with_the_ledger(whole, admin, bo, drill, saw):
    said = document.content(evidence(actor=admin, handover_id=whole.pk), owner="Brightwater")
    entries = {one.kind: one for one in ledger.history("handover", whole.pk)}
    gave = entries["handover.given"].data
    told = rows(said, "2 things")
    tags = {drill.pk: "DRILL-7", saw.pk: "SAW-2"}
    assert [(row[0], CONDITIONS[row[3]], row[4]) for row in told] == [
        (tags[one["asset_id"]], one["condition"], one["note"]) for one in gave["items"]
    ]
    answered = entries["handover.answered"].data
    assert [row[0] for row in told if row[5] == "as given"] == [
        tags[key] for key in answered["yes"]
    ]
    parties = dict(said["parties"])
    assert parties["Receives"] == "Bo" and gave["receiver_id"] == bo.pk
    assert parties["Handed over"] == moment(entries["handover.given"].happened_at)
    assert parties["Written down"] == moment(entries["handover.given"].recorded_at)
    [came] = rows(said, "Came back")
    [returned] = entries["handover.returned"].data["items"]
    assert (came[0], CONDITIONS[came[3]]) == (tags[returned["asset_id"]], returned["condition"])
    [case] = rows(said, "Differences")
    resolved = entries["handover.resolved"].data
    assert case[4] == "50.00 EUR" and resolved["cost_minor"] == 50_00
    assert case[5] == resolved["reason"]
    hashes = [one["photos"][0] for one in (gave["items"][0], returned)]
    shown = [one["words"].split(" · ")[1] for one in said["photos"][0]["files"]]
    assert shown == [full[:16] for full in hashes]
    assert [one["title"] for one in said["terms"]] == ["Loan #terms, version 1"]
    in_ledger = {row[0]: (int(row[1]), int(row[2])) for row in said["ledger"]["rows"]}
    assert in_ledger == {
        kind: (one.seq, sequencer.position_of(one.seq)) for kind, one in entries.items()
    }


def follow(told, row):
    """Say whether the cells of a row follow one another in what was read; empty ones are none."""
    cells = ["".join(str(cell).split()) for cell in row if cell != ""]
    many = range(len(told) - len(cells) + 1)
    return any(told[n : n + len(cells)] == cells for n in many)


def test_what_is_read_from_the_pdf_is_what_the_ledger_says(whole, admin, amina, bo, drill, saw):
    made = document.draw(evidence(actor=admin, handover_id=whole.pk), owner="Brightwater")
    # Lines are broken where they end, so white space says nothing.
    told = ["".join(one.split()) for one in reading.texts(made)]
    entries = {one.kind: one for one in ledger.history("handover", whole.pk)}
    gave, answered = entries["handover.given"], entries["handover.answered"]
    for fact in (
        ("Gives", "Amina", "Receives", "Bo"),
        ("Handed over", moment(gave.happened_at), "Written down", moment(gave.recorded_at)),
    ):
        assert follow(told, fact)
    words = {code: word for word, code in CONDITIONS.items()} | {"": ""}
    things = {drill.pk: drill, saw.pk: saw}
    for one in gave.data["items"]:
        thing = things[one["asset_id"]]
        says = "as given" if thing.pk in answered.data["yes"] else "differs"
        row = (thing.tag, thing.name, words[one["condition"]], one["note"], says)
        assert follow(told, row), (row, told)
    [returned] = entries["handover.returned"].data["items"]
    came = (drill.tag, moment(entries["handover.returned"].happened_at))
    assert follow(told, came) and words[returned["condition"]] in told
    assert "50.00EUR" in told and "Loan#terms,version1" in told
    for kind, one in entries.items():
        clocks = (moment(one.happened_at), moment(one.recorded_at))
        assert follow(told, (kind, one.seq, sequencer.position_of(one.seq), *clocks)), kind


def test_it_is_a_pdf_that_an_archive_can_read(whole, admin, tmp_path, capsys):
    made = document.draw(evidence(actor=admin, handover_id=whole.pk), owner="Brightwater")
    assert made.startswith(b"%PDF")
    assert b"pdfaid:part>2<" in made and b"pdfaid:conformance>B<" in made
    target = tmp_path / "handover.pdf"
    assert main(["handover", "pdf", str(whole.pk), "-o", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    capsys.readouterr()
    assert main(["handover", "list", "--json"]) == 0
    assert '"H-' in capsys.readouterr().out
    assert main(["handover", "pdf", "404", "-o", str(target)]) == 1


def test_nobody_gets_the_document_who_may_not_see_all_of_it(
    whole, amina, cy, hamburg, drill, bos_account
):
    evidence(actor=bos_account, handover_id=whole.pk)
    type(drill).objects.filter(pk=drill.pk).update(place=hamburg, place_path=hamburg.path)
    for actor in (amina, cy):
        with pytest.raises(NotFound):
            evidence(actor=actor, handover_id=whole.pk)


def test_both_clocks_are_told_apart(amina, bo, drill):
    earlier = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    key = commands.give(
        actor=amina, gifts=[commands.Gift(asset_id=drill.pk)], receiver_id=bo.pk, at=earlier
    )
    said = document.content(evidence(actor=amina, handover_id=key), owner="")
    [row] = said["ledger"]["rows"]
    assert row[3:] == ["1 Mar 2026 09:00", "2 Mar 2026 12:00"]
