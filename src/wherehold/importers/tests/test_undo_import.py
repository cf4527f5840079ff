"""An import is taken back: all of it but what has been changed since."""

import pytest

from wherehold.conftest import put
from wherehold.custody.models import Checkout
from wherehold.importers import undoing
from wherehold.kernel import ledger
from wherehold.register.commands.changes import change_assets
from wherehold.register.models import Asset, Identifier

pytestmark = pytest.mark.django_db
TEXT = (
    "tag,name,place,stage,keywords,mac,holder\n"
    "A-1,Saw,Berlin,in stock,red,,\n"
    "A-2,Axe,Berlin,,,,new@example.org\n"
    "B-1,Drill two,Hamburg,in repair,red,8C:1D:96:4A:0E:77,\n"
)


def undo(run):
    counts = undoing.execute(run.pk)
    run.refresh_from_db()
    return counts


def test_created_is_voided_changed_is_restored_handed_out_is_free(bring_in, store_room, tools):
    drill = put("B-1", store_room, tools, name="Drill", stage="in_service")
    run, _ = bring_in(TEXT)

    counts = undo(run)

    drill.refresh_from_db()
    assert (drill.name, drill.stage, drill.place) == ("Drill", "in_service", store_room)
    assert not Identifier.objects.filter(kind="mac").exists()
    assert not Asset.objects.filter(archived_at=None).exclude(pk=drill.pk).exists()
    assert not Checkout.objects.filter(voided_at=None).exists()
    assert counts == {"voided": 2, "kept": 0} and run.state == "undone"


def test_what_was_changed_since_is_kept_and_named(bring_in, admin, store_room, tools):
    put("B-1", store_room, tools, name="Drill", stage="in_service")
    run, _ = bring_in(TEXT)
    saw, drill = Asset.objects.get(tag="A-1"), Asset.objects.get(tag="B-1")
    change_assets(actor=admin, changes={saw.pk: {"name": "Mine"}, drill.pk: {"name": "Ours"}})

    counts = undo(run)

    drill.refresh_from_db()
    assert drill.name == "Ours" and drill.stage == "in_service"
    assert Asset.objects.get(tag="A-1").archived_at is None
    assert counts == {"voided": 1, "kept": 2}
    assert [one["tag"] for one in run.options["kept"]] == ["B-1", "A-1"]


def test_the_codes_are_free_again(bring_in):
    run, _ = bring_in(TEXT)
    undo(run)

    _, counts = bring_in(TEXT)

    assert counts["created"] == 3


def test_both_the_import_and_its_undoing_stay_readable(bring_in):
    run, _ = bring_in("tag,name\nA-1,Saw\n")
    undo(run)

    history = ledger.history("asset", Asset.objects.get().pk)
    assert [e.kind for e in history] == ["register.voided", "register.created"]
    assert {e.source for e in history} == {f"import:{run.pk}"}
    about = ledger.history("import", run.pk)
    assert [e.kind for e in about] == [
        "importers.undone",
        "importers.finished",
        "importers.started",
    ]
