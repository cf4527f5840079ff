"""Zones: going in and out is confirmed, at the instant at which it happened, in any order."""

import random
from datetime import timedelta

import numpy as np
import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.kernel.models import Entry
from wherehold.register.models import Asset
from wherehold.tracking import commands, geometry, steady
from wherehold.tracking.commands import NewZone
from wherehold.tracking.models import Count, Crossing, State
from wherehold.tracking.queries import zones as queries
from wherehold.tracking.refusals import BadZone
from wherehold.tracking.tests.conftest import HOUR, at, take
from wherehold.tracking.tests.test_readings import wipe

pytestmark = pytest.mark.django_db
GATE = (52.5, 13.4)
# So many degrees of latitude are a metre.
METRE = 1 / geometry.METRES_A_DEGREE


@pytest.fixture
def yard(boss, store_room):
    """A circle of 100 metres, which is the store room."""
    point = {"type": "Point", "coordinates": [GATE[1], GATE[0]]}
    zone = NewZone(name="Yard", geometry=point, reach_m=100, place_id=store_room.pk)
    return commands.save_zones(actor=boss, zones=[zone])[0]


def off(metres, seconds, accuracy=5, device="T-1"):
    """Return a reading so far north of the gate."""
    said = {"device": device, "at": at(seconds), "lat": GATE[0] + metres * METRE, "lon": GATE[1]}
    return said | {"accuracy_m": accuracy}


def crossed():
    found = Crossing.objects.filter(superseded_at=None).order_by("at_us")
    start = (NOON - HOUR).timestamp()
    return [("in" if c.entered else "out", c.at_us / 1e6 - start) for c in found]


def test_going_in_takes_two_and_counts_from_the_first(told, tracker, yard, drill, store_room):
    told([off(500, 0), off(50, 60)])
    assert crossed() == []
    told([off(40, 120), off(30, 180)])

    assert crossed() == [("in", 60)]
    entry = Entry.objects.get(kind="tracking.entered")
    assert entry.subject_id == drill.pk and entry.data["zone"] == "Yard"
    assert entry.happened_at == NOON - HOUR + timedelta(seconds=60)
    seen = Asset.objects.get(pk=drill.pk)
    assert (seen.seen_place_id, seen.seen_how) == (store_room.pk, "device")


def test_what_is_not_exact_enough_says_nothing(told, tracker, yard):
    told([off(50, 0), off(50, 10)])
    told([off(110, 20), off(110, 30), off(180, 40, accuracy=90), off(180, 50, accuracy=90)])
    assert crossed() == [("in", 0)]

    told([off(150, 60), off(50, 70), off(160, 80), off(110, 85), off(170, 90)])
    assert crossed() == [("in", 0), ("out", 80)]


def test_one_position_astray_is_no_crossing(told, tracker, yard):
    told([off(50, 0), off(50, 10), off(900, 20), off(50, 30), off(900, 40), off(50, 50)])

    assert crossed() == [("in", 0)]


def test_what_comes_late_corrects_what_was_said(told, tracker, yard, drill, boss):
    told([off(500, 0), off(50, 600), off(50, 660)])
    assert crossed() == [("in", 600)]
    told([off(50, 300), off(50, 360)])

    assert crossed() == [("in", 300)]
    assert Crossing.objects.filter(superseded_at__isnull=False).count() == 1
    kinds = Entry.objects.filter(subject_type="asset", kind__startswith="tracking.")
    assert [e.kind for e in kinds.order_by("seq")][1:] == [
        *("tracking.entered", "tracking.crossing_superseded", "tracking.entered")
    ]
    [visit] = queries.visits(actor=boss)
    assert (visit.asset, visit.zone, visit.left_at) == ("DRILL-7", "Yard", None)
    assert queries.inside(actor=boss) == {yard: 1}


def test_a_visit_ends_when_the_device_comes_off(told, tracker, yard, boss):
    told([off(50, 0), off(50, 60)])
    commands.unbind(actor=boss, device_ids=[tracker], ends_at=NOON - timedelta(minutes=30))

    [visit] = queries.visits(actor=boss)
    assert visit.left_at == NOON - timedelta(minutes=30)
    assert queries.inside(actor=boss) == {}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("devices", [2, 23])
def test_any_order_ends_in_the_same_crossings(boss, yard, monkeypatch, seed, devices):
    monkeypatch.setattr("wherehold.tracking.lanes.CHECKPOINT_EVERY", 5)
    chance = random.Random(seed)
    sent = [
        off(chance.choice([20, 60, 90, 105, 130, 300]), 30 * n, device=f"d{d}")
        for d in range(devices)
        for n in range(60 if devices < 9 else 8)
    ]

    def run(readings, size):
        for begin in range(0, len(readings), size):
            take(orjson.dumps(readings[begin : begin + size]))
        while commands.refold(actor=boss):
            pass
        found = Crossing.objects.filter(superseded_at=None)
        return sorted(found.values_list("device__key", "entered", "at_us", "by_us", "by_k"))

    in_order = run(sent, 40)
    assert len(in_order) >= 4
    before = Crossing.objects.count()
    assert run(sent, 40) == in_order and Crossing.objects.count() == before
    Crossing.objects.all().delete()
    wipe()
    chance.shuffle(sent)
    assert run(sent, 13) == in_order
    assert Count.objects.get().stored == len(sent)


@pytest.mark.parametrize("seed", range(2))
def test_many_at_once_end_as_one_by_one_does(boss, yard, monkeypatch, seed):
    """What is worked out in columns is what the pure fold says, near edges and far away."""
    chance = random.Random(seed)
    corners = [[13.39, 52.5], [13.41, 52.5], [13.41, 52.502], [13.39, 52.502], [13.39, 52.5]]
    area = {"type": "Polygon", "coordinates": [corners]}
    road = {"type": "LineString", "coordinates": [[13.38, 52.499], [13.42, 52.4995]]}
    zones = [NewZone(name="Area", geometry=area), NewZone(name="Road", geometry=road, reach_m=40)]
    commands.save_zones(actor=boss, zones=zones)
    away = [0, 20, 60, 90, 99.9999999, 100, 100.0000001, 130, 300, 90_000]
    stays = [[chance.choice(away) for _ in range(9)] for _ in range(10)]
    sent = [
        off(stays[n // 4][d], 30 * n, accuracy=chance.choice([5, 30, 160]), device=f"d{d}")
        for n in range(40)
        for d in range(9)
    ]

    def run():
        for begin in range(0, len(sent), 45):
            take(orjson.dumps(sent[begin : begin + 45]))
        found = Crossing.objects.values_list("device__key", "zone", "entered", "at_us", "by_us")
        fields = ("device__key", "at_us", "k", "lat", "since", "inside", "fold")
        return sorted(found), sorted(State.objects.values_list(*fields))

    together = run()
    assert len(together[0]) > 20
    Crossing.objects.all().delete()
    wipe()
    monkeypatch.setattr(steady, "go_on", lambda fixes, *_rest: np.arange(len(fixes)))
    assert run() == together


@pytest.mark.parametrize(
    ("shape", "reach_m", "inside", "outside"),
    [
        ({"type": "Point", "coordinates": [13, 52]}, 50, (52, 13.0005), (52, 13.001)),
        (
            {"type": "Polygon", "coordinates": [[[13, 52], [13.01, 52], [13.01, 52.01], [13, 52]]]},
            0,
            (52.002, 13.008),
            (52.008, 13.002),
        ),
        (
            {"type": "LineString", "coordinates": [[13, 52], [13.01, 52]]},
            30,
            (52.0002, 13.005),
            (52.0005, 13.005),
        ),
        (
            {
                "type": "Polygon",
                "coordinates": [
                    [[13, 52], [13.03, 52], [13.03, 52.03], [13, 52.03], [13, 52]],
                    [
                        [13.01, 52.01],
                        [13.02, 52.01],
                        [13.02, 52.02],
                        [13.01, 52.02],
                        [13.01, 52.01],
                    ],
                ],
            },
            0,
            (52.005, 13.005),
            (52.015, 13.015),
        ),
    ],
)
def test_shapes_know_what_is_inside(shape, reach_m, inside, outside):
    made = geometry.shape_of(1, shape, reach_m)

    assert made.beyond_m(*inside) < 0 < made.beyond_m(*outside)
    assert [s.id for s in geometry.grid([made]).near(*inside)] == [1]
    assert [s.id for s in geometry.grid([made]).near(50, 10)] == []


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [200, 1]},
        {"type": "Polygon", "coordinates": [[[1, 2], [2, 3], [1, 2]]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [2, 3], [4, 4], [1, 3]]]},
        {"type": "Sphere"},
        {"type": "LineString", "coordinates": [[1, 1], [90, 1]]},
    ],
)
def test_what_is_no_shape_is_refused(boss, shape):
    with pytest.raises(BadZone):
        commands.save_zones(actor=boss, zones=[NewZone(name="X", geometry=shape)])


@pytest.fixture
def browser(client, ada):
    client.force_login(ada)
    return client


def test_zones_go_in_and_out_as_geojson(client, token, told, tracker, store_room):
    headers = {"Authorization": f"Bearer {token}"}
    ring = [[13.39, 52.49], [13.41, 52.49], [13.41, 52.51], [13.39, 52.49]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": "Gate", "radius_m": 80, "place_id": store_room.pk},
            "geometry": {"type": "Point", "coordinates": [GATE[1], GATE[0]]},
        },
        {
            "type": "Feature",
            "properties": {"name": "Field"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        },
    ]
    sent = {"type": "FeatureCollection", "features": features}

    made = client.post("/api/v1/zones", sent, content_type="application/json", headers=headers)
    told([off(20, 0), off(20, 10), off(900, 20), off(900, 30)])
    got = client.get("/api/v1/zones", headers=headers).json()

    assert made.status_code == 201 and got["type"] == "FeatureCollection"
    [field, gate] = got["features"]
    assert gate["geometry"] == features[0]["geometry"] and gate["properties"]["radius_m"] == 80
    assert field["geometry"] == features[1]["geometry"]
    visits = client.get(f"/api/v1/visits?zone_id={gate['id']}", headers=headers).json()["items"]
    assert [(v["asset"], v["zone"], v["left_at"] is not None) for v in visits] == [
        ("DRILL-7", "Gate", True)
    ]
    again = client.post(
        "/api/v1/zones", features[0], content_type="application/json", headers=headers
    )
    assert [one["id"] for one in again.json()["features"]] == [gate["id"]]
    bad = client.post("/api/v1/zones", {"a": 1}, content_type="application/json", headers=headers)
    assert bad.status_code == 422 and bad.json()["code"] == "tracking.bad_zone"
    gone = client.post(f"/api/v1/zones/{gate['id']}/archive", headers=headers)
    assert gone.status_code == 204
    assert len(client.get("/api/v1/zones", headers=headers).json()["features"]) == 1


def test_the_pages_of_zones(browser, told, tracker, yard, drill):
    told([off(20, 0), off(20, 10)])

    assert "Circle, 100 m" in browser.get("/zones").content.decode()
    assert "DRILL-7" in browser.get(f"/zones/{yard}").content.decode()
    assert "Yard" in browser.get(f"/assets/{drill.pk}/location").content.decode()
    assert "Came into" in browser.get(f"/assets/{drill.pk}").content.decode()
    typed = {"name": "Ramp", "middle": "52.1, 13.2", "radius_m": "50"}
    assert browser.post("/zones/save", typed).status_code == 302
    assert browser.post("/zones/save", {"name": "Ramp", "middle": "here"}).status_code == 422
    shape = '{"type": "Polygon", "coordinates": [[[1, 2], [2, 3], [3, 1], [1, 2]]]}'
    assert browser.post("/zones/save", {"name": "Area", "geojson": shape}).status_code == 302
    assert "Area, 3 corners" in browser.get("/zones").content.decode()
    assert browser.post(f"/zones/{yard}/archive").status_code == 302
    assert "Circle, 100 m" not in browser.get("/zones").content.decode()


def test_a_zone_goes_along_with_a_thing(client, token, boss, told, tracker, drill):
    head = {"Authorization": f"Bearer {token}"}
    said = {"name": "By the drill", "radius_m": 50, "around_id": drill.pk}
    feature = {"type": "Feature", "geometry": None, "properties": said}

    def save(**more):
        body = orjson.dumps(feature | {"properties": said | more})
        return client.post("/api/v1/zones", body, content_type="application/json", headers=head)

    [made] = save().json()["features"]
    assert made["geometry"] is None and made["properties"]["around"] == "DRILL-7"
    told([off(0, 0), off(120, 60)])
    [now] = client.get("/api/v1/zones", headers=head).json()["features"]
    assert now["geometry"]["coordinates"] == [GATE[1], pytest.approx(GATE[0] + 120 * METRE)]
    assert now["properties"]["seen_at"].startswith("2026-03-02T11:01")
    assert crossed() == []  # Nothing is in what goes along: a rule looks how far away things are.

    assert [save(**bad).status_code for bad in ({"radius_m": 0}, {"around_id": 10**6})] == [
        422,
        404,
    ]
    point = {"type": "Point", "coordinates": [13.4, 52.5]}
    with pytest.raises(BadZone):
        still = NewZone(name="By the drill", geometry=point, reach_m=5)
        commands.save_zones(actor=boss, zones=[still])
