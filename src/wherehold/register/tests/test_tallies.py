"""Tallies and words follow the assets, whatever changes them."""

import pytest
from django.db import connection

from wherehold.conftest import put
from wherehold.register import indexing, tallying
from wherehold.register.models import Asset, Tally
from wherehold.register.queries import tallies

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


def test_triggers_are_installed():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = {row[0] for row in cursor.fetchall()}
    assert len([name for name in names if name.startswith("register_tally_")]) == 3


@pytest.mark.django_db(transaction=True)
def test_a_sum_that_takes_long_is_asked_once_in_a_while_a_quick_one_always(admin, monkeypatch):
    def number():
        return tallies.count(actor=admin, terms=[])

    monkeypatch.setattr(tallies, "_kept", {})
    monkeypatch.setattr(tallies, "SLOW_S", 60)
    assert number() == 0
    put("ONE", None)
    assert number() == 1

    monkeypatch.setattr(tallies, "SLOW_S", -1)
    assert number() == 1
    put("TWO", None)
    assert number() == 1
    monkeypatch.setattr(tallies, "FRESH_S", 0)
    assert number() == 2
