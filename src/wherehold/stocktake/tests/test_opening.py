"""Opening: what is expected, in which zones, who may, and always in as many statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON, plant, put
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.filters import BadFilter
from wherehold.register.models import Asset, Place, SavedView
from wherehold.stocktake.commands import Terms, open_stocktake
from wherehold.stocktake.models import Line, Stocktake, Zone
from wherehold.stocktake.refusals import BadCount, NothingExpected

pytestmark = pytest.mark.django_db


def opened(actor, **terms):
    key = open_stocktake(actor=actor, terms=Terms(**{"name": "Count", **terms}))
    return Stocktake.objects.get(pk=key)


def expected(stocktake):
    return set(Line.objects.filter(stocktake=stocktake).values_list("asset__tag", flat=True))


def test_the_list_is_frozen_by_room_with_place_and_value(count, drill, saw, lamp, berlin):
    assert expected(count) == {"DRILL-7", "SAW-2", "LAMP-1"}
    assert list(Zone.objects.order_by("name").values_list("name", "expected")) == [
        ("Berlin · Store room", 2),
        ("Berlin · Yard", 1),
    ]
    assert (count.place_path, count.expected, count.value_minor) == (berlin.path, 3, 90_00)
    [entry] = Entry.objects.filter(kind="stocktake.opened")
    assert (entry.subject_id, entry.data["expected"]) == (count.pk, 3)
    Asset.objects.filter(pk=lamp.pk).update(value_minor=1)
    assert Line.objects.get(asset=lamp).value_minor == 90_00


def test_what_is_not_there_to_be_found_is_not_expected(keeper, drill, saw, lamp):
    Asset.objects.filter(pk=drill.pk).update(stage="missing")
    Asset.objects.filter(pk=saw.pk).update(stage="retired")

    assert expected(opened(keeper)) == {"LAMP-1"}
    assert expected(opened(keeper, given={"stage": ["missing"]})) == {"DRILL-7"}


def test_only_what_the_opener_sees_is_expected(admin, keeper, cy, drill, hamburg, tools):
    put("CRANE-1", hamburg, tools, stage="in_service")

    assert expected(opened(keeper)) == {"DRILL-7"}
    assert expected(opened(admin)) == {"DRILL-7", "CRANE-1"}
    with pytest.raises(NotAllowed):
        opened(cy)


def test_a_shelf_counts_to_its_room_and_what_lies_in_no_room_is_its_own_zone(
    admin, store_room, berlin, tools
):
    shelf = plant(Place, "Shelf", store_room, kind="shelf")
    put("A", shelf, tools, stage="in_service")
    put("B", berlin, tools, stage="in_service")
    put("C", None, tools, stage="in_service")
    opened(admin)

    assert set(Zone.objects.values_list("name", "expected")) == {
        ("Berlin · Store room", 1),
        ("Berlin", 1),
        ("Without a place", 1),
    }


def test_a_scope_comes_from_filters_or_from_a_view(keeper, drill, saw, lamp, yard):
    given = {"filters": {"place": [str(yard.pk)]}}
    view = SavedView.objects.create(owner_id=keeper.party_id, name="Yard", query=given)

    assert expected(opened(keeper, given={"place": [str(yard.pk)]})) == {"LAMP-1"}
    from_view = opened(keeper, view_id=view.pk)
    assert expected(from_view) == {"LAMP-1"} and from_view.view == "Yard"
    with pytest.raises(NotFound):
        opened(keeper, view_id=999)
    with pytest.raises(BadFilter):
        opened(keeper, given={"nonsense": ["x"]})


def test_a_sample_is_drawn_again_by_its_seed(keeper, store_room, tools):
    for number in range(30):
        put(f"T-{number}", store_room, tools, stage="in_service")
    first = opened(keeper, sample=7)
    again = opened(keeper, sample=7, seed=first.seed)
    other = opened(keeper, sample=7)

    assert first.population == 30 and first.expected == 7 and first.seed != other.seed
    assert expected(first) == expected(again)
    assert opened(keeper, sample=99).expected == 30


@pytest.mark.parametrize(
    "terms", [{"name": " "}, {"name": "x" * 121}, {"sample": 0}, {"goal_permille": 0}]
)
def test_what_cannot_be_is_refused(keeper, drill, terms):
    with pytest.raises(BadCount):
        opened(keeper, **terms)


def test_of_nothing_no_count_is_opened(keeper, drill):
    with pytest.raises(NothingExpected):
        opened(keeper, given={"search": ["no such thing"]})


def test_a_thousand_take_as_many_statements_as_one(keeper, berlin, store_room):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            opened(keeper)
        return len(asked)

    put("ONE", store_room, stage="in_service")
    statements()  # The first row of a table costs one more.
    one = statements()
    rooms = [plant(Place, f"R{n}", berlin, kind="room") for n in range(20)]
    Asset.objects.bulk_create(
        Asset(
            tag=f"L-{n}",
            name="Lamp",
            stage="in_service",
            place=rooms[n % 20],
            place_path=rooms[n % 20].path,
            created_at=NOON,
            updated_at=NOON,
        )
        for n in range(1_000)
    )
    assert statements() == one
