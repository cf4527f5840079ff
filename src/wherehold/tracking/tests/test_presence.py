"""Where a thing is by everything that speaks for it, and what is done where that disagrees."""

from datetime import timedelta

import orjson
import pytest

from wherehold.conftest import NOON, put
from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands import moving
from wherehold.register.commands.moving import Sighting
from wherehold.register.models import Asset
from wherehold.tracking import commands, portals, rooms
from wherehold.tracking.commands import Bind, NewDevice, NewZone
from wherehold.tracking.estimate import Evidence, best
from wherehold.tracking.portals import Read
from wherehold.tracking.queries import presence
from wherehold.tracking.refusals import NoPlace, NotElsewhere
from wherehold.tracking.rooms import Heard
from wherehold.tracking.tests.conftest import HOUR, take

pytestmark = pytest.mark.django_db
S = 1_000_000


@pytest.fixture(autouse=True)
def placed(drill):
    """The drill has been where it is for a year."""
    Asset.objects.filter(pk=drill.pk).update(created_at=NOON - timedelta(days=365))


def said(how, hours, path="", **more):
    return Evidence(how=how, at=NOON - hours * HOUR, path=path, place=path, **more)


def see(actor, asset, place, hours, how="scan"):
    moving.see_assets(
        actor=actor,
        sightings=[Sighting(asset_id=asset.pk, place_id=place.pk, at=NOON - hours * HOUR, how=how)],
    )


def test_the_newest_decides_and_an_older_one_that_agrees_says_more_exactly_where():
    found = best([said("scan", 30, "ab/cd/"), said("network", 1, "ab/"), said("scan", 40, "zz/")])

    assert (found.path, found.how, found.also) == ("ab/cd/", "network", ("scan",))
    assert found.at == NOON - HOUR and found.accuracy_m == 5


def test_an_older_one_that_disagrees_says_nothing_and_none_is_no_estimate():
    assert best([said("scan", 2, "ab/"), said("gps", 1, lat=1.0, lon=2.0)]).path == ""
    assert best([said("check_out", 1)]) is None


def test_a_beacon_is_with_the_reader_that_is_clearly_nearer_and_noise_does_not_take_it():
    near = [Heard(n * S, "a", -60) for n in range(10)]
    noise = [Heard(n * S + 1, "b", -61) for n in range(10)]

    assert rooms.room(near + noise).reader == "a"
    moved = near + [Heard(n * S, "b", -50) for n in range(10, 14)]
    assert rooms.room(moved).reader == "b"


def test_a_reading_that_goes_away_faster_than_anybody_walks_is_none():
    heard = [Heard(n * S, "a", -60) for n in range(5)] + [Heard(5 * S, "a", -95)]

    assert rooms.room(heard).distance_m < 2
    assert rooms.room([Heard(0, "a", -95)]) is None


def test_a_portal_says_which_way_a_tag_went_and_nothing_where_that_is_not_clear():
    going = [Read(0, 1, -60), Read(S, 1, -50), Read(2 * S, 2, -62), Read(3 * S, 2, -48)]
    both = [Read(0, 1, -60), Read(S, 1, -50), Read(S, 2, -50), Read(S + 100, 2, -60)]

    assert [(one.from_antenna, one.to_antenna) for one in portals.passes(going)] == [(1, 2)]
    assert portals.passes(both)[0].to_antenna is None
    assert portals.passes(going[:3])[0].to_antenna is None


def test_a_thing_is_where_everything_says_beside_where_it_is_recorded(
    boss, drill, tracker, store_room, berlin
):
    point = {"type": "Point", "coordinates": [13.4, 52.5]}
    zone = NewZone(name="Berlin", geometry=point, reach_m=200, place_id=berlin.pk)
    commands.save_zones(actor=boss, zones=[zone])
    see(boss, drill, store_room, 3)
    points = [{"device": "T-1", "at": (NOON - HOUR).timestamp() + n, "lat": 52.5, "lon": 13.4,
               "accuracy_m": 7} for n in range(3)]  # fmt: skip
    take(orjson.dumps(points))

    found = presence.of_asset(actor=boss, asset_id=drill.pk)

    assert found.state == "agrees" and found.estimate.place == store_room.full_name
    assert (found.estimate.how, found.estimate.accuracy_m) == ("gps", 7)
    assert {one.how for one in found.evidence} == {"gps", "device", "scan"}


def test_who_may_not_see_positions_is_not_told_what_devices_say(boss, drill, hamburg, store_room):
    see(boss, drill, hamburg, 2, how="ble")
    see(boss, drill, store_room, 3)
    looker = Actor("party:9", grants=(Grant(frozenset({"asset.see"})),), party_id=9)

    found = presence.of_asset(actor=looker, asset_id=drill.pk)

    assert [one.how for one in found.evidence] == ["scan"] and found.state == "agrees"


def test_of_what_one_person_keeps_others_are_told_only_that_they_have_it(boss, drill, bo, hamburg):
    see(boss, drill, hamburg, 2)
    custody.check_out(actor=boss, asset_ids=[drill.pk], holder_id=bo.pk)

    found = presence.of_asset(actor=boss, asset_id=drill.pk)

    assert [(one.how, one.by) for one in found.evidence] == [("check_out", "Bo")]
    assert found.estimate is None


def test_records_follow_what_was_seen_all_or_none(boss, amina, drill, saw, hamburg, store_room):
    see(boss, drill, hamburg, 1)
    with pytest.raises(NotElsewhere):
        commands.move_where_seen(actor=boss, asset_ids=[drill.pk, saw.pk])
    with pytest.raises(NotFound):
        commands.move_where_seen(actor=amina, asset_ids=[drill.pk])

    assert commands.move_where_seen(actor=boss, asset_ids=[drill.pk]) == [drill.pk]

    drill.refresh_from_db()
    assert (drill.place_id, drill.astray) == (hamburg.pk, False)


def test_looking_in_vain_is_noted_with_the_place(boss, drill, saw, hamburg):
    see(boss, drill, hamburg, 1)

    commands.not_there(actor=boss, asset_ids=[drill.pk], note="Behind the racks too.")

    [entry] = ledger.history("asset", drill.pk, kinds=("register.noted",))
    assert entry.data["text"] == "Looked for at Hamburg, not found. Behind the racks too."
    with pytest.raises(NoPlace):
        commands.not_there(actor=boss, asset_ids=[saw.pk])


def test_seen_where_recorded_takes_the_disagreement_away(boss, cy, drill, hamburg, store_room):
    see(boss, drill, hamburg, 1)
    with pytest.raises(NotFound):
        commands.mark_seen(actor=cy, asset_ids=[drill.pk])

    commands.mark_seen(actor=boss, asset_ids=[drill.pk])

    drill.refresh_from_db()
    assert (drill.seen_place_id, drill.seen_how, drill.astray) == (store_room.pk, "person", False)
    lines, _after = presence.page(actor=boss, state="agrees", given={})
    assert [one.tag for one in lines] == [drill.tag]


def test_only_who_may_move_things_says_where_they_are(drill):
    looker = Actor("party:9", grants=(Grant(frozenset({"asset.see"})),), party_id=9)
    for act in (commands.move_where_seen, commands.mark_seen, commands.not_there):
        with pytest.raises(NotAllowed):
            act(actor=looker, asset_ids=[drill.pk])


def test_silent_things_come_page_by_page_the_longest_first(boss, store_room, tools):
    assets = [put(f"F-{n}", store_room, tools) for n in range(3)]
    keys = commands.add_devices(
        actor=boss, devices=[NewDevice(key=f"D-{n}", kind="gps") for n in range(3)]
    )
    binds = [
        Bind(device_id=key, asset_id=one.pk, starts_at=NOON - 72 * HOUR)
        for key, one in zip(keys, assets, strict=True)
    ]
    commands.bind(actor=boss, binds=binds)
    with clock.held_at(NOON - 30 * HOUR):
        take(
            orjson.dumps(
                [
                    {"device": f"D-{n}", "at": (NOON - (32 + n) * HOUR).timestamp(),
                     "lat": 52.5, "lon": 13.4}
                    for n in range(3)
                ]
            )
        )  # fmt: skip

    first, after = presence.page(actor=boss, state="silent", given={}, limit=2)
    rest, last = presence.page(actor=boss, state="silent", given={}, limit=2, cursor=after)

    assert len({one.tag for one in first + rest}) == 3 and last is None
    assert presence.counts(actor=boss, given={})["silent"] == (3, False)


def heard(key, *reads):
    """Let a tag be heard: seconds before noon, reader, loudness, antenna."""
    take(
        orjson.dumps(
            [
                {"device": key, "at": NOON.timestamp() - ago, "reader": reader, "rssi_dbm": dbm,
                 **({"antenna": antenna} if antenna else {})}
                for ago, reader, dbm, antenna in reads
            ]
        )
    )  # fmt: skip


@pytest.fixture
def tagged(boss, drill, store_room, hamburg):
    """A beacon on the drill, readers in Berlin and Hamburg, and a portal with two antennas."""
    drafts = [NewDevice(key="B-1", kind="ble"), NewDevice(key="R-1", kind="rfid")]
    drafts += [NewDevice(key=key, kind="reader") for key in ("here", "there", "gate#1", "gate#2")]
    tags = commands.add_devices(actor=boss, devices=drafts)
    ends = [{"asset_id": drill.pk}] * 2 + [
        {"place_id": store_room.pk},
        {"place_id": hamburg.pk},
    ] * 2
    binds = [
        Bind(device_id=key, starts_at=NOON - HOUR, **end)
        for key, end in zip(tags, ends, strict=True)
    ]
    commands.bind(actor=boss, binds=binds)
    return drill


def test_a_thing_is_seen_where_the_nearest_reader_hears_its_beacon(tagged, hamburg):
    heard("B-1", *[(20 - n, "there", -55, 0) for n in range(6)], (14, "here", -80, 0))

    assert commands.take_in_heard(actor=system("tracking")) == 1
    assert commands.take_in_heard(actor=system("tracking")) == 0

    tagged.refresh_from_db()
    assert (tagged.seen_place_id, tagged.seen_how) == (hamburg.pk, "ble")


def test_a_thing_is_seen_beyond_the_portal_that_it_went_through(tagged, hamburg):
    heard("R-1", (9, "gate", -60, 1), (8, "gate", -50, 1), (7, "gate", -60, 2), (6, "gate", -50, 2))

    commands.take_in_heard(actor=system("tracking"))

    tagged.refresh_from_db()
    assert (tagged.seen_place_id, tagged.seen_how) == (hamburg.pk, "gate")


def test_which_way_it_went_is_not_guessed(tagged):
    heard("R-1", (9, "gate", -50, 1), (8, "gate", -50, 2))

    assert commands.take_in_heard(actor=system("tracking")) == 0


def test_readers_say_nothing_of_what_one_person_keeps(boss, tagged, bo):
    custody.check_out(actor=boss, asset_ids=[tagged.pk], holder_id=bo.pk)
    heard("B-1", *[(20 - n, "there", -55, 0) for n in range(6)])

    assert commands.take_in_heard(actor=system("tracking")) == 0


def test_the_page_of_a_thing_and_the_lists_show_it(client, ada, boss, drill, hamburg):
    see(boss, drill, hamburg, 1)
    client.force_login(ada)

    page = client.get(f"/assets/{drill.pk}/location").content.decode()
    listed = client.get("/whereabouts").content.decode()
    done = client.post("/whereabouts/move", {"ids": drill.pk, "state": "elsewhere"})

    assert "elsewhere than recorded" in page and "Hamburg" in page
    assert drill.tag in listed and "Move record there" in listed
    assert done.status_code == 302
    again = client.post("/whereabouts/move", {"ids": drill.pk, "state": "elsewhere"})
    assert again.status_code == 409 and "Nothing disagrees" in again.content.decode()


def test_the_same_over_rest(client, token, boss, drill, hamburg):
    see(boss, drill, hamburg, 1)
    auth = {"Authorization": f"Bearer {token}"}

    told = client.get(f"/api/v1/assets/{drill.pk}/whereabouts", headers=auth).json()
    listed = client.get("/api/v1/whereabouts?state=elsewhere", headers=auth).json()
    body = orjson.dumps({"asset_ids": [drill.pk], "note": "Agreed."})
    moved = client.post(
        "/api/v1/whereabouts/move", body, content_type="application/json", headers=auth
    )

    assert (told["state"], told["estimate"]["place"]) == ("elsewhere", "Hamburg")
    assert "path" not in told["estimate"]
    assert [one["tag"] for one in listed["items"]] == [drill.tag]
    assert moved.json()["items"] == [{"id": drill.pk}]
