"""Where somebody is changes nothing that others are shown, at any door.

Bo keeps a thing with a tracker. Whoever may see positions asks all that tells of things, while the
tracker reports from one end of a town and then, in a zone, from the other: each answer is the
same to the byte, its tag and its order too.
"""

import re
from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.atlas.tests.conftest import report
from wherehold.conftest import NOON
from wherehold.custody import commands as custody
from wherehold.kernel import kept, ledger, worker
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry, Message
from wherehold.project.background import WORK
from wherehold.register.models import Asset
from wherehold.tracking.models import State
from wherehold.tracking.tests.conftest import HOUR

pytestmark = pytest.mark.django_db(transaction=True)
HERE, THERE = (53.5100, 9.9800), (53.5260, 9.9960)
# What changes with each answer, wherever anybody is.
OWN = re.compile(rb'"[A-Za-z0-9]{64}"|data-token="[^"]*"|chart-[0-9]+')
PAGES = (
    "/map?as=list", "/map/look", "/map/pins.json?bbox=-180,-85,180,85&zoom=4",
    "/map/things.json?bbox=-180,-85,180,85&zoom=4", "/map/ground.json", "/map/dwell.json",
    "/whereabouts", "/whereabouts?state=silent", "/assets", "/assets?sort=seen", "/assets/{id}",
    "/assets/{id}?tab=location", "/assets/{id}?tab=history", "/alerts", "/",
)  # fmt: skip
CALLS = (
    "positions", "positions?at={at}", "assets/{id}", "assets?sort=seen", "assets/{id}/whereabouts",
    "whereabouts", "whereabouts?state=silent", "assets/{id}/track?since={since}&until={at}",
    "visits?asset_id={id}", "trips?asset_id={id}&since={since}&until={at}", "meters?asset_id={id}",
    "passages?asset_id={id}&since={since}&until={at}", "alerts", "zones",
)  # fmt: skip


@pytest.fixture
def hers(boss, tracker, drill, bo, yard):
    """Bo keeps the drill, and it told where it is."""
    out = {"actor": boss, "asset_ids": [drill.pk], "holder_id": bo.pk}
    custody.check_out(**out, at=NOON - 3 * HOUR)
    report(*[HERE] * 3, begin=NOON - HOUR)
    return drill


@pytest.fixture
def stranger(ada):
    """Somebody who runs the store, with a token of theirs."""
    user = accounts.create_user(actor=system("t"), email="s@example.org", role="storekeeper")
    return user, accounts.create_token(actor=system("t"), user_id=user.pk)[1]


def tag_of(answer):
    """Return the part of a tag that goes by what is shown.

    What stands before goes by whether anything was reported by anything at all.
    """
    return answer.headers.get("ETag", "").rpartition("-")[2]


def asked(client, stranger, asset):
    """Return what each door answers: status, tag and body, by address."""
    kept.forget()
    user, token = stranger
    given = {"id": asset.pk, "at": "2026-03-02T12:00:00Z", "since": "2026-03-01T12:00:00Z"}
    head = {"Authorization": f"Bearer {token}"}
    client.force_login(user)
    found = {}
    for path in PAGES:
        found[path] = client.get(path.format(**given))
    client.logout()
    for call in CALLS:
        path = f"/api/v1/{call}".format(**given)
        found[call] = client.get(path, headers=head)
    return {
        path: (one.status_code, tag_of(one), OWN.sub(b"", one.content))
        for path, one in found.items()
    }


def test_no_door_answers_otherwise_when_a_person_goes_elsewhere(client, stranger, hers):
    before = asked(client, stranger, hers)
    odd = {p: (one[0], one[2][:200]) for p, one in before.items() if one[0] not in (200, 404)}
    assert odd == {}
    last = Entry.objects.latest("seq").seq
    seen = Asset.objects.values_list("seen_at", "seen_place").get(pk=hers.pk)

    report(*[THERE] * 3, begin=NOON - timedelta(minutes=5))
    worker.catch_up(WORK)

    assert State.objects.get().lat == THERE[0], "it was taken in"
    after = asked(client, stranger, hers)
    assert [path for path in before if before[path] != after[path]] == []
    told = [one.kind for one in ledger.recent(limit=50) if one.seq > last]
    assert told == [] and Message.objects.count() == 0, "no entry that a webhook would carry"
    assert Asset.objects.values_list("seen_at", "seen_place").get(pk=hers.pk) == seen


def test_a_link_to_it_is_the_persons_alone_to_make(client, stranger, hers):
    client.force_login(stranger[0])
    assert client.post(f"/shares/of/{hers.pk}", {"hours": "8"}).status_code in (403, 404)
