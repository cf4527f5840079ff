"""The tree of places: planted, replanted, archived."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from wherehold.conftest import STOREKEEPER, put
from wherehold.kernel import ledger, paths
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.places import (
    NewPlace,
    archive_places,
    change_places,
    create_places,
    ensure_places,
    restore_places,
)
from wherehold.register.commands.trees import BadNode, InUse, NameTaken, NodeCycle, split
from wherehold.register.models import Asset, Party, Place
from wherehold.register.queries import places as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(berlin):
    """Who edits the places of Berlin."""
    return Actor("party:9", grants=(Grant(STOREKEEPER | {"place.edit"}, place=berlin.path),))


def test_a_place_knows_its_way_and_its_full_name(keeper, berlin):
    [room] = create_places(actor=keeper, places=[NewPlace(name=" Room  2 ", parent_id=berlin.pk)])

    place = Place.objects.get(pk=room)
    assert (place.path, place.full_name) == (berlin.path + paths.step(room), "Berlin · Room 2")
    assert place.kind == "room"
    [entry] = ledger.history("place", room)
    values = {"name": "Room 2", "parent_id": berlin.pk, "kind": "room"}
    assert entry.data["values"] == values


def test_names_of_siblings_differ(keeper, berlin, store_room):
    for name in ("Store room", "STORE  ROOM"):
        with pytest.raises(NameTaken):
            create_places(actor=keeper, places=[NewPlace(name=name, parent_id=berlin.pk)])
    twins = [NewPlace(name="x", parent_id=berlin.pk), NewPlace(name="X", parent_id=berlin.pk)]
    with pytest.raises(NameTaken) as refusal:
        create_places(actor=keeper, places=twins)
    assert refusal.value.fields[0]["index"] == 1


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a > b"},
        {"name": "a\0"},
        {"kind": "castle"},
        {"latitude": 91, "longitude": 1},
        {"latitude": 1},
        {"time_zone": "Berlin"},
        {"address": "x" * 401},
        {"fields": {"unknown": 1}},
    ],
)
def test_what_does_not_fit_is_refused(keeper, berlin, values):
    place = NewPlace(**{"name": "x", "parent_id": berlin.pk} | values)
    with pytest.raises(BadNode):
        create_places(actor=keeper, places=[place])


def test_a_branch_that_goes_elsewhere_takes_everything_along(admin, berlin, store_room, hamburg):
    [shelf] = create_places(actor=admin, places=[NewPlace(name="Shelf", parent_id=store_room.pk)])
    thing = put("T", Place.objects.get(pk=shelf))
    bo = Party.objects.create(name="Bo", place=store_room, place_path=store_room.path)
    stays = put("S", berlin)

    change_places(actor=admin, changes={store_room.pk: {"parent_id": hamburg.pk, "name": "Vault"}})

    for row in (thing, bo, stays):
        row.refresh_from_db()
    assert Place.objects.get(pk=shelf).full_name == "Hamburg · Vault · Shelf"
    assert thing.place_path == hamburg.path + paths.step(store_room.pk) + paths.step(shelf)
    assert bo.place_path == hamburg.path + paths.step(store_room.pk)
    assert stays.place_path == berlin.path
    [entry] = ledger.history("place", store_room.pk)
    assert entry.data["changed"] == {
        "parent_id": [berlin.pk, hamburg.pk],
        "name": ["Store room", "Vault"],
    }


def test_a_place_is_not_inside_itself(admin, berlin, store_room):
    for parent in (berlin, store_room):
        with pytest.raises(NodeCycle):
            change_places(actor=admin, changes={berlin.pk: {"parent_id": parent.pk}})


def test_t01_a_place_is_moved_only_within_what_one_may_edit(keeper, berlin, store_room, hamburg):
    with pytest.raises(NotFound):
        change_places(actor=keeper, changes={store_room.pk: {"parent_id": hamburg.pk}})
    with pytest.raises(NotAllowed):
        change_places(actor=keeper, changes={store_room.pk: {"parent_id": None}})
    with pytest.raises(NotFound):
        change_places(actor=keeper, changes={hamburg.pk: {"name": "Mine"}})
    with pytest.raises(NotFound):
        create_places(actor=keeper, places=[NewPlace(name="x", parent_id=hamburg.pk)])
    with pytest.raises(NotAllowed):
        create_places(actor=keeper, places=[NewPlace(name="x")])


def test_archived_with_all_in_it_when_nothing_is_there(keeper, berlin, store_room, drill):
    with pytest.raises(InUse):
        archive_places(actor=keeper, place_ids=[berlin.pk])
    Asset.objects.update(place=None, place_path="")

    assert archive_places(actor=keeper, place_ids=[berlin.pk]) == [berlin.pk, store_room.pk]
    assert queries.page(actor=keeper)[0] == []
    assert restore_places(actor=keeper, place_ids=[berlin.pk]) == [berlin.pk, store_room.pk]


def test_paths_of_names_are_entered_once(admin, berlin, store_room):
    wanted = [("berlin", "Store room"), ("Berlin", "Yard", "Rack 1"), ("Berlin", "yard", "Rack 2")]

    found = ensure_places(actor=admin, names=wanted)

    assert found[wanted[0]] == store_room.pk
    assert Place.objects.filter(name__iexact="yard").count() == 1
    assert Place.objects.get(pk=found[wanted[2]]).full_name in {
        "Berlin · Yard · Rack 2",
        "Berlin · yard · Rack 2",
    }
    assert ensure_places(actor=admin, names=wanted) == found


def test_strangers_know_nothing_of_a_place(cy, keeper, berlin, store_room):
    assert [line.id for line in queries.tree(actor=keeper)] == [berlin.pk, store_room.pk]
    assert queries.page(actor=cy, search="Store")[0] == []
    with pytest.raises(NotFound):
        queries.known(actor=cy, place_ids=[berlin.pk])


def test_many_cost_as_many_statements_as_few(admin, hamburg):
    def statements(count):
        new = [NewPlace(name=f"{count}-{n}", parent_id=hamburg.pk) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            create_places(actor=admin, places=new)
        return len(captured)

    assert statements(10) == statements(200)


@given(st.lists(st.integers(1, 36**5 - 2), max_size=20))
def test_paths_give_back_their_ids_and_cover_what_is_below(ids):
    path = "".join(map(paths.step, ids))
    low, high = paths.below(path)

    assert paths.ids(path) == ids
    assert low <= path + paths.step(7) <= high


@given(st.lists(st.text("abc ", min_size=1).filter(str.strip), max_size=5))
def test_a_path_of_names_is_read_as_it_is_written(names):
    clean = tuple(" ".join(name.split()) for name in names)
    assert split(" > ".join(names)) == split(" · ".join(clean)) == clean
