"""A thing leaves its zone: one alert, by mail, by a channel and by webhook, seen in a browser."""

import json
import time

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browsing import Complaints
from wherehold.accounts import commands as accounts
from wherehold.alerts.models import Alert
from wherehold.conftest import NOON
from wherehold.kernel import worker
from wherehold.kernel.actor import system
from wherehold.kernel.models import Organisation
from wherehold.kernel.tests.sinks import http_sink
from wherehold.kernel.tests.test_outbox import mails  # noqa: F401
from wherehold.project.background import WORK
from wherehold.tracking import commands as tracking
from wherehold.tracking.tests.test_zones import off

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def ada(db):
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture
def sink(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    with http_sink() as sink:
        yield sink


@pytest.fixture
def page(browser, client, live_server, ada):
    client.force_login(ada)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    for name, one in client.cookies.items():
        context.add_cookies([{"name": name, "value": one.value, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def tracker(drill, store_room):
    """A tracker on the drill, and the yard around the store room."""
    actor = system("test")
    [key] = tracking.add_devices(actor=actor, devices=[tracking.NewDevice(key="T-1", kind="gps")])
    bind = tracking.Bind(device_id=key, asset_id=drill.pk, starts_at=NOON.replace(hour=0))
    tracking.bind(actor=actor, binds=[bind])
    circle = {"type": "Point", "coordinates": [13.4, 52.5]}
    zone = tracking.NewZone(name="Yard", geometry=circle, reach_m=100)
    tracking.save_zones(actor=actor, zones=[zone])


def faults(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def set_up(page, at, sink):
    """Say on the pages how Ada is told, which program is, and of what."""
    page.goto(f"{at}/settings/told/new/ntfy")
    page.get_by_label("Server").fill(sink.url)
    page.get_by_label("Topic").fill("store")
    page.get_by_role("button", name="Add channel").click()
    page.get_by_text("ntfy store").wait_for()
    page.goto(f"{at}/settings/webhooks")
    for name, value in (("name", "CMDB"), ("url", f"{sink.url}/hook"), ("kinds", "alerts.opened")):
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Make webhook").click()
    page.get_by_text("The key that signs").wait_for()
    page.goto(f"{at}/alerts/rules/left_zone/new")
    page.locator("#party-1 input.inp, input#party-1").first.fill("Ada")
    page.get_by_role("option", name="Ada").first.click()
    page.get_by_role("button", name="Save rule").click()
    page.get_by_text("The rule is saved").wait_for()


def leave(client, ada):
    """Let the tracker report that it was in the yard and is not any more."""
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]
    body = json.dumps([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    auth = {"Authorization": f"Bearer {token}"}
    sent = client.post("/api/v1/readings", body, content_type="application/json", headers=auth)
    assert sent.json()["stored"] == 4


def work_until(there):
    """Do the background work in its threads until something is there."""
    running = worker.Worker(WORK)
    running.start()
    until = time.monotonic() + 60
    while not there():
        assert time.monotonic() < until, "it does not arrive"
        time.sleep(0.05)
    running.stop()


@pytest.mark.usefixtures("tracker")
def test_what_leaves_its_zone_arrives_by_every_way_and_is_dealt_with(
    page,
    live_server,
    client,
    ada,
    sink,
    mails,  # noqa: F811
):
    complaints = Complaints(page)
    set_up(page, live_server.url, sink)
    leave(client, ada)
    work_until(lambda: mails and len(sink.got) == 2)

    assert [(m["To"], m["Subject"]) for m in mails] == [("ada@example.org", "DRILL-7 left Yard")]
    got = {one.path: json.loads(one.body) for one in sink.got}
    assert got["/hook"]["type"] == "alerts.opened" and got["/"]["topic"] == "store"
    assert Alert.objects.count() == 1

    page.goto(f"{live_server.url}/alerts")
    page.get_by_text("DRILL-7 left Yard").first.wait_for()
    page.get_by_text("Told 2 of 2").wait_for()
    assert faults(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []
    page.locator("summary", has_text="Resolve").first.click()
    page.get_by_label("How").first.fill("Lent to the port")
    page.get_by_role("button", name="Resolve").last.click()
    page.get_by_text("Nothing needs you").wait_for()
    page.get_by_text("Lent to the port").wait_for()
    assert complaints.found == []
