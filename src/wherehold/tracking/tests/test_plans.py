"""Plans of places: laid, calibrated by two points, areas drawn, and what is where on them."""

from io import BytesIO

import orjson
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from wherehold.conftest import NOON, put
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import files
from wherehold.register.models import Asset, Attachment
from wherehold.tracking import commands, floors
from wherehold.tracking.commands import NewArea, NewZone
from wherehold.tracking.floors import Anchor, BadPoints
from wherehold.tracking.models import Plan
from wherehold.tracking.queries import plans
from wherehold.tracking.refusals import BadPlan, NotCalibrated
from wherehold.tracking.tests.conftest import take

pytestmark = pytest.mark.django_db
SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
number = st.integers(-500_000, 500_000).map(lambda one: one / 1000)
HERE, THERE = (53.5260, 9.9960), (53.5264, 9.9967)


def picture(width=800, height=400, kind="PNG"):
    raw = BytesIO()
    Image.new("RGB", (width, height), "white").save(raw, kind)
    return SimpleUploadedFile("floor.png", raw.getvalue(), "image/png")


@pytest.fixture
def plan(boss, store_room, settings, tmp_path):
    """The store room has a plan of 800 by 400 pixels."""
    settings.ATTACHMENTS_DIR = tmp_path
    kept = files.keep(picture(), photo=True)
    return commands.lay_plan(actor=boss, place_id=store_room.pk, kept=kept)


@pytest.fixture
def measured(boss, plan, store_room):
    """A metre is ten pixels, the lower left corner is nought."""
    first, second = Anchor((0, 400), (0, 0)), Anchor((800, 0), (80, 40))
    commands.calibrate(actor=boss, place_id=store_room.pk, first=first, second=second)
    return plan


@settings(max_examples=60, deadline=None)
@given(number, number, number, number, st.tuples(number, number))
def test_a_point_goes_to_metres_and_back(x, y, u, v, at):
    first, second = Anchor((0, 0), (x, y), HERE), Anchor((100, 50), (u, v), THERE)
    try:
        made = floors.floor(first, second)
    except BadPoints:
        assert (x, y) == (u, v)
        return
    if abs(made.turn) < 1e-3:
        return

    assert made.px(made.metres(at)) == pytest.approx(at, abs=1e-3)
    assert made.metres((100, 50)) == pytest.approx((u, v), abs=1e-6)
    assert made.earth((u, v)) == pytest.approx(THERE, abs=1e-6)
    assert made.from_earth(made.earth((1.0, 2.0))) == pytest.approx((1.0, 2.0), abs=1e-3)


def test_points_that_are_one_say_nothing():
    for wrong in (Anchor((3, 3), (9, 9)), Anchor((300, 3), (0, 0)), Anchor((1e9, 0), (9, 9))):
        with pytest.raises(BadPoints):
            floors.floor(Anchor((0, 0), (0, 0)), wrong)
    assert floors.middle(SQUARE) == (5, 5)
    assert floors.middle([(0, 0), (2, 0), (4, 0)]) == (2, 0)


def test_a_plan_knows_how_large_it_is_and_another_takes_its_stead(boss, plan, store_room):
    kept = files.keep(picture(600, 300), photo=True)

    assert commands.lay_plan(actor=boss, place_id=store_room.pk, kept=kept) == plan

    card = plans.card(actor=boss, place_id=store_room.pk)
    assert (card.width_px, card.height_px, card.calibrated) == (600, 300, False)


def test_what_is_no_picture_is_no_plan_and_leaves_nothing(boss, store_room, settings, tmp_path):
    settings.ATTACHMENTS_DIR = tmp_path
    for raw in (b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7", b"\x89PNG\r\n\x1a\nbroken"):
        with pytest.raises(files.NotAnImage):
            files.keep(SimpleUploadedFile("a.png", raw), photo=True)
    document = files.keep(SimpleUploadedFile("a.svg", b"<svg/>"))
    with pytest.raises(BadPlan):
        commands.lay_plan(actor=boss, place_id=store_room.pk, kept=document)

    assert not Plan.objects.exists() and not Attachment.objects.exists()
    assert list(tmp_path.iterdir()) == []


def test_areas_are_drawn_in_metres_once_the_plan_is_calibrated(boss, plan, store_room):
    area = NewArea(name="Racks", corners=SQUARE, place_id=store_room.pk)
    with pytest.raises(NotCalibrated):
        commands.draw_areas(actor=boss, place_id=store_room.pk, areas=[area])
    first, second = Anchor((0, 400), (0, 0)), Anchor((800, 0), (80, 40))
    commands.calibrate(actor=boss, place_id=store_room.pk, first=first, second=second)

    [key] = commands.draw_areas(actor=boss, place_id=store_room.pk, areas=[area])
    again = NewArea(name="Racks", corners=SQUARE[:3])
    assert commands.draw_areas(actor=boss, place_id=store_room.pk, areas=[again]) == [key]

    [line] = plans.card(actor=boss, place_id=store_room.pk).areas
    assert len(line.corners) == 3 and line.place_id is None
    commands.erase_areas(actor=boss, place_id=store_room.pk, area_ids=[key])
    assert plans.card(actor=boss, place_id=store_room.pk).areas == []


def test_an_area_that_is_a_place_counts_what_is_there_as_it_was_seen(
    boss, measured, drill, saw, store_room, hamburg
):
    put("AWAY-1", hamburg)
    Asset.objects.filter(pk=saw.pk).update(
        created_at=NOON.replace(year=2025), seen_at=NOON, seen_place=hamburg, seen_path=hamburg.path
    )
    areas = [
        NewArea(name="Here", corners=SQUARE, place_id=store_room.pk),
        NewArea(name="There", corners=SQUARE, place_id=hamburg.pk),
        NewArea(name="Floor", corners=SQUARE),
    ]
    commands.draw_areas(actor=boss, place_id=store_room.pk, areas=areas)

    found = plans.card(actor=boss, place_id=store_room.pk).areas

    assert {one.name: one.number for one in found} == {"Here": 1, "There": 2, "Floor": None}


def test_areas_that_cannot_be_are_named_and_none_is_drawn(boss, measured, store_room):
    wrong = [
        NewArea(name="Line", corners=SQUARE[:2]),
        NewArea(name="Far", corners=[(0, 0), (1, 0), (float("inf"), 1)]),
        NewArea(name=" ", corners=SQUARE),
        NewArea(name="Good", corners=SQUARE),
    ]
    with pytest.raises(BadPlan) as refused:
        commands.draw_areas(actor=boss, place_id=store_room.pk, areas=wrong)

    assert {one["field"] for one in refused.value.fields} == {"Line", "Far", "name"}
    assert plans.card(actor=boss, place_id=store_room.pk).areas == []


def test_others_find_no_plan_and_only_who_edits_places_changes_one(
    amina, cy, plan, store_room, boss
):
    assert plans.plans(actor=cy) == []
    with pytest.raises(NotFound):
        plans.card(actor=cy, place_id=store_room.pk)
    points = Anchor((0, 400), (0, 0)), Anchor((800, 0), (80, 40))
    with pytest.raises(NotFound):
        commands.calibrate(actor=cy, place_id=store_room.pk, first=points[0], second=points[1])
    with pytest.raises(NotAllowed):
        commands.calibrate(actor=amina, place_id=store_room.pk, first=points[0], second=points[1])
    assert [one.place_id for one in plans.plans(actor=amina)] == [store_room.pk]


def test_trackers_and_zones_are_on_a_plan_that_is_laid_on_the_earth(
    boss, plan, tracker, drill, store_room
):
    first, second = Anchor((0, 400), (0, 0), HERE), Anchor((800, 0), (46, 44), THERE)
    commands.calibrate(actor=boss, place_id=store_room.pk, first=first, second=second)
    middle = ((HERE[0] + THERE[0]) / 2, (HERE[1] + THERE[1]) / 2)
    point = {"type": "Point", "coordinates": [middle[1], middle[0]]}
    commands.save_zones(actor=boss, zones=[NewZone(name="Bay", geometry=point, reach_m=5)])
    said = [{"device": "T-1", "at": NOON.timestamp() - 60, "lat": middle[0], "lon": middle[1]}]
    take(orjson.dumps(said))

    card = plans.card(actor=boss, place_id=store_room.pk)

    [(pin, at)] = card.pins
    assert pin.tag == drill.tag and at == pytest.approx((400, 200), abs=1)
    [(zone, corners, radius)] = card.zones
    assert zone.name == "Bay" and corners[0] == pytest.approx((400, 200), abs=1) and radius > 10


def test_the_screens_lay_calibrate_draw_and_show(
    client, ada, store_room, drill, settings, tmp_path
):
    settings.ATTACHMENTS_DIR = tmp_path
    client.force_login(ada)

    laid = client.post("/plans/lay", {"place": store_room.pk, "file": picture()})
    here = f"/plans/{store_room.pk}"
    bare = client.get(here).content.decode()
    wrong = client.post(f"{here}/calibrate", {"px_a": "0, 400", "px_b": "800", "distance": "80"})
    done = client.post(
        f"{here}/calibrate", {"px_a": "0, 400", "px_b": "800, 400", "distance": "80"}
    )
    corners = "0 400; 100 400; 100 300"
    drawn = client.post(f"{here}/areas", {"name": "R", "corners": corners, "place": store_room.pk})
    page = client.get(here).content.decode()

    assert laid.status_code == 302 and "Not calibrated yet" in bare
    assert wrong.status_code == 422 and (done.status_code, drawn.status_code) == (302, 302)
    assert 'points="0.0,400.0 100.0,400.0 100.0,300.0"' in page and "R: 1" in page
    assert store_room.full_name in client.get("/plans").content.decode()
    [plan] = Plan.objects.all()
    picture_of = client.get(f"/files/{plan.attachment_id}")
    assert picture_of["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    bad = SimpleUploadedFile("a.png", b"<script>", "image/png")
    assert client.post("/plans/lay", {"place": store_room.pk, "file": bad}).status_code == 415


def test_the_same_over_rest(client, token, measured, store_room):
    auth = {"Authorization": f"Bearer {token}"}
    path = f"/api/v1/places/{store_room.pk}/plan"
    area = orjson.dumps({"name": "Racks", "corners": SQUARE, "place_id": store_room.pk})

    made = client.post(f"{path}/areas", area, content_type="application/json", headers=auth)
    told = client.get(path, headers=auth).json()
    listed = client.get("/api/v1/plans", headers=auth).json()

    assert made.status_code == 201 and told["areas"][0]["corners"][2] == [10.0, 10.0]
    assert listed["items"][0] == {
        "place_id": store_room.pk, "place": store_room.full_name, "calibrated": True
    }  # fmt: skip
