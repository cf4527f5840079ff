"""Links that show where one thing is: to anybody, only that, and only until they end."""

from datetime import timedelta

import orjson
import pytest

from wherehold.atlas.tests.conftest import YARD, report
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import NotFound
from wherehold.tracking import commands
from wherehold.tracking.models import Share
from wherehold.tracking.refusals import BadShare

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def link(boss, drill, tracker):
    """The drill is shared for an hour."""
    report(YARD)
    _key, secret = commands.share(
        actor=boss, asset_id=drill.pk, ends_at=NOON + HOUR, note="To Dresden"
    )
    return f"/where/{secret}"


def test_whoever_has_the_link_sees_the_position_and_nothing_else(client, link, drill):
    page = client.get(link)
    pins = client.get(f"{link}/pins.json")

    told = page.content.decode()
    assert page.status_code == 200 and "53.52600, 9.99600" in told and "To Dresden" in told
    assert drill.tag not in told and drill.name not in told and f"/assets/{drill.pk}" not in told
    [pin] = pins.json()["pins"]
    assert (pin["lat"], pin["tag"], pin["url"], pin["name"]) == (YARD[0], "To Dresden", "", "")
    assert client.get(f"{link}/ground.json").json()["places"] == []
    assert page["X-Robots-Tag"] == "noindex" and page["Referrer-Policy"] == "no-referrer"


def test_after_its_end_or_when_ended_it_is_not_there(client, link, boss, drill):
    with clock.held_at(NOON + HOUR):
        for path in (link, f"{link}/pins.json", f"{link}/ground.json"):
            assert client.get(path).status_code == 404
    assert client.get(link).status_code == 200
    [row] = Share.objects.all()

    commands.end_share(actor=boss, share_id=row.pk)

    assert client.get(link).status_code == 404 and client.get("/where/nothing").status_code == 404
    assert [e.kind for e in ledger.history("asset", drill.pk)][0] == "tracking.share_ended"


def test_its_secret_is_kept_nowhere(link, drill):
    secret = link.rsplit("/", 1)[-1]
    [row] = Share.objects.all()
    [entry] = ledger.history("asset", drill.pk, kinds=("tracking.shared",))

    assert secret not in row.digest and secret not in str(entry.data)


def test_it_shows_nothing_of_what_one_person_keeps(client, link, boss, drill, bo):
    custody.check_out(actor=boss, asset_ids=[drill.pk], holder_id=bo.pk)

    assert "No position just now" in client.get(link).content.decode()
    assert client.get(f"{link}/pins.json").json()["pins"] == []


def test_only_who_sees_a_position_shares_it_and_for_a_bounded_time(boss, cy, drill, tracker):
    looker = Actor("party:9", grants=(Grant(frozenset({"asset.see"})),), party_id=9)
    for somebody in (cy, looker):
        with pytest.raises(NotFound):
            commands.share(actor=somebody, asset_id=drill.pk, ends_at=NOON + HOUR)
    for end in (NOON, NOON + timedelta(days=31)):
        with pytest.raises(BadShare):
            commands.share(actor=boss, asset_id=drill.pk, ends_at=end)
    key, _secret = commands.share(actor=boss, asset_id=drill.pk, ends_at=NOON + HOUR)
    with pytest.raises(NotFound):
        commands.end_share(actor=cy, share_id=key)


def test_the_screen_makes_a_link_lists_it_and_ends_it(browser, drill, tracker):
    report(YARD)

    made = browser.post(f"/shares/of/{drill.pk}", {"hours": "8", "note": "Fair"})
    listed = browser.get(f"/assets/{drill.pk}/location").content.decode()
    [row] = Share.objects.all()
    ended = browser.post(f"/shares/{row.pk}/end")

    assert "/where/" in made.content.decode() and made["Cache-Control"] == "no-store"
    assert "Fair" in listed and ended.status_code == 302 and row.ends_at == NOON + 8 * HOUR


def test_the_same_over_rest(client, ada, drill, tracker, token):
    report(YARD)
    auth = {"Authorization": f"Bearer {token}"}
    body = orjson.dumps({"ends_at": (NOON + HOUR).isoformat()})
    path = f"/api/v1/assets/{drill.pk}/shares"

    made = client.post(path, body, content_type="application/json", headers=auth).json()
    listed = client.get(path, headers=auth).json()["items"]
    ended = client.post(f"/api/v1/shares/{made['id']}/end", headers=auth)

    assert [one["id"] for one in listed] == [made["id"]] and ended.status_code == 204
    assert client.get("/where/" + made["link"].rsplit("/", 1)[-1]).status_code == 404
