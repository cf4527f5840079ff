"""Hours that are a person's own: nothing is stored of where they are, and nobody is shown it."""

from datetime import timedelta

import orjson
import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.kernel.errors import NotAllowed
from wherehold.register.models import Party
from wherehold.tracking import commands
from wherehold.tracking.models import PrivateTime, State
from wherehold.tracking.privacy import Rules
from wherehold.tracking.queries import positions, shares
from wherehold.tracking.queries import privacy as queries
from wherehold.tracking.refusals import BadPrivacy, NotShown
from wherehold.tracking.tests.conftest import HOUR, take
from wherehold.tracking.tests.test_privacy import himself, second  # noqa: F401 - the same world
from wherehold.tracking.tests.test_seeing import EXACT, LATER, allow, kept  # noqa: F401

pytestmark = pytest.mark.django_db
NIGHT = NOON + timedelta(hours=11)


def told(at, lat=52.6, **more):
    """Let the tracker report; return what came of it."""
    one = {"device": "T-1", "at": at.timestamp(), "lat": lat, "lon": 13.5, "speed_mps": 3, **more}
    return take(orjson.dumps([one]))


def where(actor, asset):
    """Return the latitudes that somebody's own trail has."""
    span = {"since": NOON - 24 * HOUR, "until": NOON + 48 * HOUR}
    return [one.lat for one in positions.track(actor=actor, asset_id=asset.pk, **span)[0]]


def test_outside_of_the_hours_of_work_it_is_heard_and_nothing_of_where_it_is_stored(kept, himself):  # noqa: F811
    before = where(himself, kept)
    with clock.held_at(NIGHT):
        outcome = told(NIGHT, battery_pct=40)
        state = State.objects.get()
        assert (outcome.stored, state.battery_pct, where(himself, kept)) == (1, 40, before)
        assert state.contact_us > 0 and state.speed_mps is None
        assert told(NIGHT, battery_pct=40).duplicate == 1


def test_what_nobody_keeps_is_told_of_at_any_hour(boss, kept, himself):  # noqa: F811
    custody.check_in(actor=boss, asset_ids=[kept.pk])
    with clock.held_at(NIGHT):
        told(NIGHT)
        assert [one.lat for one in positions.now(actor=boss)] == [52.6]
        told(NOON - HOUR + timedelta(minutes=30), lat=52.7)
        assert 52.7 not in where(boss, kept), "that was while somebody kept it"


def test_whoever_is_private_leaves_no_trail_and_nobody_is_shown_where_they_are(
    boss,
    second,  # noqa: F811
    kept,  # noqa: F811
    himself,  # noqa: F811
):
    allow(boss, second, EXACT)
    with clock.held_at(LATER):
        _key, secret = commands.share(actor=himself, asset_id=kept.pk, ends_at=LATER + HOUR)
        before = where(himself, kept)
        commands.begin_private(actor=himself)
        told(LATER)
        assert where(himself, kept) == before
        assert shares.opened(actor=boss, secret=secret) is None
        with pytest.raises(NotShown, match="to themselves"):
            commands.see_kept(actor=boss, asset_id=kept.pk)
    with clock.held_at(LATER + HOUR / 2):
        commands.end_private(actor=himself)
        told(LATER + timedelta(minutes=1), lat=52.9)
        assert where(himself, kept) == before, "what comes late of that time stays theirs"
        told(LATER + HOUR / 2)
        assert len(where(himself, kept)) == len(before) + 1
        assert shares.opened(actor=boss, secret=secret)
        assert commands.see_kept(actor=boss, asset_id=kept.pk).spot


def test_whoever_has_left_is_followed_no_longer(kept, himself):  # noqa: F811
    Party.objects.filter(pk=himself.party_id).update(leaves_on=NOON.date())
    before = where(himself, kept)
    tomorrow = NOON + timedelta(days=1)
    with clock.held_at(tomorrow):
        told(tomorrow)
        assert where(himself, kept) == before


def test_it_ends_when_they_said_and_an_end_that_is_over_is_refused(kept, himself):  # noqa: F811
    for until in (NOON, NOON + timedelta(days=400)):
        with pytest.raises(BadPrivacy):
            commands.begin_private(actor=himself, until=until)
    commands.begin_private(actor=himself, until=NOON + HOUR)
    assert queries.private_since(actor=himself).until_at == NOON + HOUR
    commands.begin_private(actor=himself, until=NOON + 2 * HOUR)
    assert PrivateTime.objects.filter(until_at__gt=NOON).count() == 1
    with clock.held_at(NOON + 3 * HOUR):
        assert queries.private_since(actor=himself) is None
        commands.end_private(actor=himself)
    with pytest.raises(NotAllowed):
        commands.begin_private(actor=system("t"))


def test_more_hours_are_looser_and_others_see_nothing_outside_of_them(
    boss,
    second,  # noqa: F811
    kept,  # noqa: F811
):
    allow(boss, second, EXACT)
    with clock.held_at(NIGHT + timedelta(days=2)), pytest.raises(NotShown, match="hour of work"):
        commands.see_kept(actor=boss, asset_id=kept.pk)
    for looser in (Rules(work_days=127), Rules(work_from=5), Rules(work_until=24)):
        assert looser.is_looser(Rules()) and not Rules().is_looser(looser)
    for odd in (Rules(work_days=0), Rules(work_from=20), Rules(work_until=25), Rules(precision=4)):
        with pytest.raises(BadPrivacy):
            commands.set_privacy(actor=boss, rules=odd, reason="Odd.")


def test_precision_goes_from_the_site_to_the_room(boss, second, kept):  # noqa: F811
    seen = []
    for precision in range(4):
        allow(boss, second, Rules(live_allowed=True, precision=precision))
        with clock.held_at(LATER + timedelta(minutes=precision)):
            one = commands.see_kept(actor=boss, asset_id=kept.pk)
            seen.append((one.site, one.spot is not None))
    assert seen[0] == ("Berlin", False) and seen[3][1]
    assert seen[2][0].startswith("Berlin › ") and not seen[2][1]


def test_a_representative_reads_the_settings_and_numbers_and_no_data(client, boss, kept, himself):  # noqa: F811
    commands.ask_to_look(actor=boss, party_id=himself.party_id, reason="No answer at all.")
    watch = accounts.create_user(actor=system("t"), email="r@example.org", role="representative")
    client.force_login(watch)

    page = client.get("/privacy").content.decode()
    assert "How often others looked" in page and "fewer than 5" in page
    assert ">Bo<" not in page and "No answer at all." not in page
    assert client.get(f"/assets/{kept.pk}").status_code == 404
    assert client.get("/map").status_code == 403
    assert client.post("/privacy/rules", {"reason": "x"}).status_code in (403, 422)


def test_the_page_switches_it_on_and_off(client, ada, kept):  # noqa: F811
    client.force_login(ada)
    assert client.post("/privacy/mine/begin", {"hours": "8"}).status_code == 302
    assert "End it" in client.get("/privacy").content.decode()
    assert client.post("/privacy/mine/end").status_code == 302
    assert "Be private" in client.get("/privacy").content.decode()


def test_programs_switch_it_too(client, token, kept):  # noqa: F811
    head = {"headers": {"Authorization": f"Bearer {token}"}, "content_type": "application/json"}
    until = {"until": (NOON + HOUR).isoformat()}
    assert client.post("/api/v1/privacy/mine", until, **head).status_code == 204
    assert client.get("/api/v1/privacy/mine", headers=head["headers"]).json()["private"]
    assert client.post("/api/v1/privacy/mine/end", {}, **head).status_code == 204
    assert not client.get("/api/v1/privacy/mine", headers=head["headers"]).json()["private"]
