"""Tallies and words follow the assets, whatever changes them."""

import pytest
from django.db import connection, transaction

from wherehold.conftest import put
from wherehold.kernel import kept
from wherehold.register import indexing, tallying
from wherehold.register.commands import claims
from wherehold.register.commands.assets import create_assets
from wherehold.register.commands.drafts import AssetDraft
from wherehold.register.commands.places import NewPlace, create_places
from wherehold.register.models import Asset, Tally
from wherehold.register.queries import tallies
from wherehold.register.refusals import TakenMeanwhile

pytestmark = pytest.mark.django_db


def test_tallies_follow_every_change(store_room, hamburg, tools, laptops):
    drill = put("DRILL-7", store_room, tools, price_minor=12_00, value_minor=12_00)
    put("SAW-2", hamburg, tools)
    put("LAP-1", None, laptops)
    assert tallying.differences() == []

    Asset.objects.filter(pk=drill.pk).update(stage="in_repair", held="place")
    Asset.objects.filter(tag="SAW-2").update(archived_at="2026-01-01T00:00:00+00:00")
    Asset.objects.update(place_path=hamburg.path, confirmed_at="2026-02-01T23:30:00+00:00")
    assert tallying.differences() == []

    Asset.objects.filter(tag="SAW-2").update(archived_at=None)
    Asset.objects.filter(tag="LAP-1").delete()
    assert tallying.differences() == []
    assert sum(Tally.objects.values_list("assets", flat=True)) == 2


def test_a_wrong_tally_is_found_and_mended(store_room, tools):
    put("DRILL-7", store_room, tools)
    Tally.objects.update(assets=7)
    assert tallying.differences()

    tallying.rebuild()
    assert tallying.differences() == []


def test_compaction_changes_no_sum(store_room, tools):
    put("DRILL-7", store_room, tools)
    for stage in ("in_service", "in_repair", "in_service", "in_stock"):
        Asset.objects.update(stage=stage)

    tallying.compact()

    assert tallying.differences() == []
    assert Tally.objects.count() == 1


def test_words_are_rebuilt_from_the_register(store_room, tools):
    drill = put("DRILL-7", store_room, tools, name="Bohrmaschine")
    assert tallying.differences() == []
    assert list(tallying.wrong_words()) == [drill.pk]

    indexing.reindex_assets([drill.pk])

    assert list(tallying.wrong_words()) == []


def test_many_that_are_entered_at_once_are_counted_as_one_by_one(admin, store_room, tools, laptops):
    def drafts(first):
        kinds = [tools.pk, laptops.pk, None]
        return [
            AssetDraft(name="One", tag=f"N-{n}", category_id=kinds[n % 3], place_id=store_room.pk)
            for n in range(first, first + 40)
        ]

    create_assets(actor=admin, drafts=drafts(0))
    assert tallying.differences() == []
    assert Tally.objects.count() == 3

    create_assets(actor=admin, drafts=drafts(40))
    put("ONE-MORE", store_room, tools)
    assert tallying.differences() == []
    assert sum(Tally.objects.values_list("assets", flat=True)) == 81


def test_what_fails_half_way_leaves_no_number_and_no_pause(admin, store_room, monkeypatch):
    def fail(_rows):
        raise RuntimeError("the machine stops")

    drafts = [AssetDraft(name="One", tag=f"N-{n}", place_id=store_room.pk) for n in range(20)]
    with monkeypatch.context() as patched:
        patched.setattr(indexing, "index_rows", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            create_assets(actor=admin, drafts=drafts)
    assert not Tally.objects.exists()

    Asset.objects.filter(pk=put("STANDS", store_room).pk).update(tag="STANDS-2")
    assert tallying.differences() == []
    assert sum(Tally.objects.values_list("assets", flat=True)) == 1


def test_a_code_taken_meanwhile_leaves_no_number_and_no_pause(admin, store_room, monkeypatch):
    put("N-19", store_room)
    drafts = [AssetDraft(name="One", tag=f"N-{n}", place_id=store_room.pk) for n in range(20)]
    monkeypatch.setattr(claims, "faults", lambda *_: [])
    with pytest.raises(TakenMeanwhile), transaction.atomic():
        create_assets(actor=admin, drafts=drafts)

    put("N-20", store_room)
    assert tallying.differences() == []
    assert sum(Tally.objects.values_list("assets", flat=True)) == 2


def test_triggers_are_installed():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = {row[0] for row in cursor.fetchall()}
    assert len([name for name in names if name.startswith("register_tally_")]) == 3


@pytest.mark.django_db(transaction=True)
def test_a_sum_is_asked_again_when_something_was_recorded(admin, monkeypatch):
    def number():
        return tallies.count(actor=admin, terms=[])

    monkeypatch.setattr(kept, "SLOW_S", 60)
    assert number() == 0
    put("ONE", None)
    assert number() == 0
    create_places(actor=admin, places=[NewPlace(name="Leipzig")])
    assert number() == 1


@pytest.mark.django_db(transaction=True)
def test_a_slow_sum_stands_for_a_moment_whatever_is_recorded(admin, monkeypatch):
    def number():
        return tallies.count(actor=admin, terms=[])

    monkeypatch.setattr(kept, "SLOW_S", -1)
    assert number() == 0
    put("ONE", None)
    create_places(actor=admin, places=[NewPlace(name="Leipzig")])
    assert number() == 0
    monkeypatch.setattr(kept, "SLOW_FRESH_S", 0)
    assert number() == 1


@pytest.mark.django_db(transaction=True)
def test_inside_a_transaction_a_sum_is_of_now(admin):
    assert tallies.count(actor=admin, terms=[]) == 0
    put("ONE", None)
    with transaction.atomic():
        assert tallies.count(actor=admin, terms=[]) == 1


def test_things_are_counted_by_the_place_they_lie_in_at_any_depth(
    berlin, store_room, hamburg, tools, admin, amina
):
    for tag, place in (("A-1", store_room), ("A-2", berlin), ("A-3", hamburg), ("A-4", None)):
        put(tag, place, tools)
    sites = [berlin.path, hamburg.path]

    assert tallies.by_place(actor=admin, places=sites) == {
        berlin.path: 2,
        hamburg.path: 1,
        "": 1,
    }
    assert tallies.by_place(actor=amina, places=sites)[hamburg.path] == 0
    inside = tallies.by_place(actor=admin, places=[store_room.path], place_path=berlin.path)
    assert inside == {store_room.path: 1, "": 1}
