"""Every address that answers: none tells where a thing is that a person keeps, but for the one."""

from importlib.resources import files

import orjson
import pytest
from django.urls import reverse

from wherehold.conftest import NOON
from wherehold.kernel import clock
from wherehold.tracking import commands
from wherehold.tracking.commands import NewZone
from wherehold.tracking.tests.conftest import ada, boss, organisation, token, tracker  # noqa: F401
from wherehold.tracking.tests.test_privacy import himself, second  # noqa: F401
from wherehold.tracking.tests.test_seeing import BACK, HERE, LATER, allow, kept  # noqa: F401

pytestmark = pytest.mark.django_db
PAGES = (
    *("/map", "/map?as=list", "/map/look", "/map/dwell", "/map/pins.json", "/map/things.json"),
    *("/map/ground.json", "/map/dwell.json", "/whereabouts", "/whereabouts?state=agrees"),
    *("/plans", "/devices", "/zones", "/alerts", "/assets", "/activity", "/privacy", "/"),
)


def addresses(asset_id):
    """Yield every address of the REST interface that is read, with all that may be asked of it."""
    said = orjson.loads(files("wherehold.project").joinpath("openapi.json").read_bytes())
    span = {"since": (NOON.replace(hour=0)).isoformat(), "until": LATER.isoformat()}
    asked = {**span, "at": NOON.isoformat(), "asset_id": str(asset_id), "limit": "50"}
    for path, operations in said["paths"].items():
        if "get" not in operations:
            continue
        taken = {one["name"]: one for one in operations["get"].get("parameters", [])}
        more = {
            name: asked[name] for name in taken if name in asked and taken[name]["in"] != "path"
        }
        for name in [name for name, one in taken.items() if one["in"] == "path"]:
            path = path.replace(f"{{{name}}}", str(asset_id if name == "asset_id" else 1))
        yield path, more


@pytest.fixture
def opened(boss, second, kept):  # noqa: F811
    """All that settings may open is open, and a zone goes along with what Bo keeps."""
    allow(boss, second, BACK)
    along = NewZone(name="By it", reach_m=50, around_id=kept.pk)
    commands.save_zones(actor=boss, zones=[along])
    return kept


def test_no_address_tells_where_somebody_is_by_any_setting(client, ada, token, opened):  # noqa: F811
    client.force_login(ada)
    program = {"headers": {"Authorization": f"Bearer {token}"}}
    told, answered = [], 0
    panel = reverse("desk:asset-panel", args=[opened.pk, "location"])
    with clock.held_at(LATER):
        for path, more in addresses(opened.pk):
            answer = client.get(path, more, **program)
            answered += answer.status_code == 200
            told.append((path, b"".join(answer)))
        for path in (*PAGES, f"/assets/{opened.pk}", panel):
            answer = client.get(path)
            answered += answer.status_code == 200
            told.append((path, b"".join(answer)))
        seen = client.post(f"/api/v1/assets/{opened.pk}/look", **program)
        page = client.post(reverse("atlas:see-kept", args=[opened.pk])).content.decode()
        looks = client.get(panel).content.decode()
    assert answered > 60
    assert [path for path, body in told if b"52.5123" in body or b"13.4123" in body] == []
    assert seen.json()["spot"]["lat"] == HERE[0] and "52.51234" in page and "Bo keeps it" in page
    assert reverse("atlas:see-kept", args=[opened.pk]) in looks
