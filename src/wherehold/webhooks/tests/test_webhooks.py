"""Webhooks: signed, in order, until they arrive; of what their maker may know; never inside."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import RoleGrant, User
from wherehold.conftest import NOON, put
from wherehold.kernel import clock
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.jobs import Run
from wherehold.kernel.models import Entry, Message, Organisation
from wherehold.kernel.outbound import Forbidden
from wherehold.kernel.tests.placing import place_all
from wherehold.kernel.tests.sinks import http_sink
from wherehold.register.commands import notes
from wherehold.webhooks import calling, commands, queries, reactions
from wherehold.webhooks.commands import NewWebhook
from wherehold.webhooks.models import Delivery, Webhook
from wherehold.webhooks.refusals import BadWebhook

# Where entries stand is settled of what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
JOB = system("webhooks")


@pytest.fixture(autouse=True)
def sink(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    Organisation.objects.create(name="Brightwater", created_at=NOON)
    with http_sink() as sink:
        yield sink


@pytest.fixture
def ada(db):
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture
def boss(ada):
    return Actor(
        f"party:{ada.party_id}", grants=(Grant(EVERYTHING),), party_id=ada.party_id, source="web"
    )


@pytest.fixture
def hook(boss, sink):
    """Make a webhook that is told of what happens to things."""
    settle()
    new = NewWebhook(name="CMDB", url=f"{sink.url}/in", kinds=["register.*"])
    return commands.save_webhook(actor=boss, webhook=new)


def settle():
    place_all()


def note(actor, asset, text="Seen"):
    notes.note(actor=actor, asset_ids=[asset.pk], text=text)


def tell():
    settle()
    for key in queries.on(actor=JOB):
        commands.gather(actor=JOB, webhook_id=key)
    return sum(calling.call(key, actor=JOB) for key in queries.to_call(actor=JOB))


def said(sink):
    return [json.loads(one.body) for one in sink.got]


def test_what_happens_is_told_signed_and_once(hook, sink, boss, drill):
    key, secret = hook
    note(boss, drill)
    assert (tell(), tell()) == (1, 0)

    [got] = sink.got
    told = json.loads(got.body)
    assert (got.path, told["type"]) == ("/in", "register.noted")
    assert told["subject"] == {"type": "asset", "id": drill.pk, "tag": "DRILL-7"}
    assert told["data"]["text"] == "Seen"
    event, stamp = got.headers["webhook-id"], got.headers["webhook-timestamp"]
    signed = f"{event}.{stamp}.".encode() + got.body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    assert got.headers["webhook-signature"] == f"v1,{base64.b64encode(mac.digest()).decode()}"
    assert int(stamp) == int(NOON.timestamp())
    assert secret not in Webhook.objects.get(pk=key).hidden
    [line], _after = queries.deliveries(actor=boss, webhook_id=key)
    assert (line.state, line.status, line.attempts) == ("delivered", 200, 1)


def test_only_the_kinds_that_are_wanted(hook, sink, boss, drill):
    note(boss, drill)
    settle()
    commands.save_webhook(
        actor=boss, webhook=NewWebhook(name="Other", url=sink.url, kinds=["webhooks.saved"])
    )
    tell()

    assert sorted(one["type"] for one in said(sink)) == ["register.noted", "webhooks.saved"]


def test_a_failure_holds_back_what_follows_and_is_tried_again(hook, sink, boss, drill):
    key, _secret = hook
    for text in ("one", "two", "three"):
        note(boss, drill, text)
    sink.status = 500
    assert (tell(), tell()) == (1, 0)
    line = queries.webhooks(actor=boss)[0]
    assert (line.waiting, line.failing_since) == (3, NOON)

    sink.status = 200
    with clock.held_at(NOON + timedelta(minutes=1)):
        assert tell() == 3
    assert [one["data"]["text"] for one in said(sink)] == ["one", "one", "two", "three"]
    assert sink.got[0].headers["webhook-id"] == sink.got[1].headers["webhook-id"]


def test_after_eight_tries_one_is_given_up_and_after_days_all(hook, sink, boss, drill):
    key, _secret = hook
    note(boss, drill, "bad")
    note(boss, drill, "good")
    sink.status = 410
    for tries in range(8):
        with clock.held_at(NOON + timedelta(hours=7 * tries)):
            tell()
    assert Delivery.objects.filter(state="failed").count() == 1
    assert Webhook.objects.get(pk=key).on
    with clock.held_at(NOON + timedelta(days=3, hours=1)):
        tell()
    row = Webhook.objects.get(pk=key)
    assert (row.on, row.off_why) == (False, "failing")
    assert Entry.objects.filter(kind="webhooks.switched_off").count() == 1
    assert Message.objects.get(purpose="webhook").to == "ada@example.org"

    sink.status = 200
    commands.save_webhook(actor=boss, webhook=NewWebhook(name="CMDB", url=sink.url), webhook_id=key)
    with clock.held_at(NOON + timedelta(days=4)):
        assert tell() >= 1
    assert "good" in [one["data"].get("text") for one in said(sink)[9:]]


def test_it_is_told_again_from_a_position_on(hook, sink, boss, drill):
    key, _secret = hook
    begin = Webhook.objects.get(pk=key).pos
    note(boss, drill, "one")
    tell()
    commands.replay(actor=boss, webhook_id=key, pos=begin)
    assert tell() == 1

    assert sink.got[0].headers["webhook-id"] == sink.got[1].headers["webhook-id"]
    with pytest.raises(BadWebhook):
        commands.replay(actor=boss, webhook_id=key, pos=10**9)


def test_it_is_told_what_its_maker_may_know_when_it_is_told(ada, hook, sink, boss, drill, hamburg):
    other = put("FAR-1", hamburg)
    store = accounts.create_user(
        actor=system("test"), email="amina@example.org", role="storekeeper", place_id=drill.place_id
    )
    key, _secret = hook
    Webhook.objects.filter(pk=key).update(party=store.party_id, kinds=[])
    note(boss, drill, "near")
    note(boss, other, "far")
    tell()
    assert [one["data"].get("text") for one in said(sink)] == ["near"]

    RoleGrant.objects.filter(user=store).update(revoked_at=NOON)
    User.objects.filter(pk=store.pk).update(is_active=False)
    note(boss, drill, "later")
    tell()
    assert Webhook.objects.get(pk=key).off_why == "no_rights" and len(sink.got) == 1


def test_inside_is_neither_taken_nor_called(hook, sink, boss, drill, settings):
    key, _secret = hook
    note(boss, drill)
    settings.OUTBOUND_ALLOW = []
    for url in (sink.url, "https://127.0.0.1/", "https://localhost/", "http://example.org/"):
        with pytest.raises(Forbidden):
            commands.save_webhook(actor=boss, webhook=NewWebhook(name="X", url=url))
    tell()

    assert sink.got == []
    line = Delivery.objects.get()
    assert (line.state, line.status, line.answer) == ("waiting", None, "")


def test_a_redirect_is_a_failure(hook, sink, boss, drill):
    sink.status, sink.location = 302, f"{sink.url}/elsewhere"
    note(boss, drill)
    tell()

    assert [one.path for one in sink.got] == ["/in"]
    assert Delivery.objects.get().status == 302


def test_jobs_do_it_and_an_alert_hurries_them(hook, sink, boss, drill):
    from wherehold.kernel.models import Job

    note(boss, drill)
    settle()
    reactions.look(Run(0, "webhooks.look", {}))
    job = Job.objects.get(name="webhooks.call")
    reactions.call(Run(job.pk, job.name, job.payload))
    reactions.hurry([])
    reactions.hurry([])

    assert len(sink.got) == 1 and Job.objects.filter(name="webhooks.now").count() == 1


@pytest.mark.parametrize("given", [{"name": ""}, {"kinds": ["DROP TABLE"]}, {"kinds": ["*"]}])
def test_what_cannot_be_is_refused(boss, sink, given):
    new = {"name": "X", "url": sink.url} | given
    with pytest.raises(BadWebhook):
        commands.save_webhook(actor=boss, webhook=NewWebhook(**new))


def test_over_rest_and_on_pages(client, ada, sink, boss, drill):
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]

    def call(method, path, body=None):
        return client.generic(
            method,
            f"/api/v1/webhooks{path}",
            json.dumps(body).encode() if body else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    made = call("POST", "", {"name": "CMDB", "url": sink.url})
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    key = made.json()["id"]
    assert "secret" not in call("GET", f"/{key}").json()
    assert call("POST", f"/{key}/test").status_code == 202
    tell()
    assert said(sink)[0]["type"] == "webhooks.test"
    assert len(call("GET", f"/{key}/deliveries").json()["items"]) >= 1
    assert call("POST", f"/{key}/replay", {"pos": 1}).status_code == 204
    changed = call("PUT", f"/{key}", {"name": "CMDB", "url": sink.url, "on": False})
    assert changed.json()["on"] is False
    assert call("GET", "/999").status_code == 404

    client.force_login(ada)
    page = client.post("/settings/webhooks/new", {"name": "ERP", "url": sink.url})
    assert "whsec_" in page.content.decode()
    other = Webhook.objects.get(name="ERP").pk
    for act in ("test", "replay", "secret", "change"):
        said_too = {"name": "ERP", "url": sink.url, "kinds": "custody.*, x.y", "pos": "0"}
        assert client.post(f"/settings/webhooks/{other}/{act}", said_too).status_code in {200, 302}
    assert Webhook.objects.get(pk=other).kinds == ["custody.*", "x.y"]
    assert "webhooks.test" in client.get(f"/settings/webhooks/{other}").content.decode()
    assert "ERP" in client.get("/settings/webhooks").content.decode()
    bad = client.post("/settings/webhooks/new", {"name": "Z", "url": "https://10.0.0.1/"})
    assert bad.status_code == 422
    assert client.post(f"/settings/webhooks/{other}/remove").status_code == 302
    assert call("DELETE", f"/{key}").status_code == 204
    assert call("GET", "").json()["items"] == []
