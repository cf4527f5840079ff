"""Alerts: told once until it is over, seen to, put off, resolved; over REST and on pages."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from wherehold.alerts import commands, looking, queries
from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.commands import NewRule
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.models import Alert, Channel, Rule
from wherehold.alerts.refusals import AlreadyResolved, BadRule, BadSnooze, NoReason
from wherehold.conftest import NOON
from wherehold.kernel import clock
from wherehold.kernel.actor import Grant, system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry, Message
from wherehold.tracking import commands as tracking
from wherehold.tracking.queries import zones
from wherehold.tracking.tests.conftest import (  # noqa: F401 - the same world
    ada,
    at,
    boss,
    organisation,
    send,
    token,
    told,
    tracker,
)
from wherehold.tracking.tests.test_zones import off, yard  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def left(boss, yard):  # noqa: F811
    rule = NewRule(
        name="Left the yard",
        finder="left_zone",
        parameters={"zone_id": yard},
        severity="critical",
        mail_to=["guard@example.org"],
    )
    return commands.save_rule(actor=boss, rule=rule)


def look():
    return looking.look(actor=system("alerts"))


def titles(actor, state="open"):
    return [one.title for one in queries.page(actor=actor, state=state)[0]]


def test_what_leaves_its_zone_is_told_once_by_mail(told, tracker, left, boss, drill):  # noqa: F811
    told([off(20, 0), off(20, 10)])
    assert look() == 0
    told([off(900, 60), off(900, 70)])

    assert [look(), look(), look()] == [1, 0, 0]
    assert titles(boss) == ["DRILL-7 left Yard"]
    [alert] = Alert.objects.all()
    assert alert.asset_id == drill.pk
    assert alert.since == NOON - timedelta(hours=1) + timedelta(seconds=60)
    [mail] = Message.objects.all()
    assert mail.to == "guard@example.org" and mail.subject == "DRILL-7 left Yard"
    assert Entry.objects.filter(kind="alerts.opened").count() == 1


@pytest.mark.usefixtures("tracker", "left")
def test_it_stands_however_many_visits_there_were(told, boss, monkeypatch):  # noqa: F811
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    monkeypatch.setattr(zones, "VISITS_MAX", 0)  # pages of visits are bounded, alerts are not

    assert [look(), look()] == [1, 0]
    assert titles(boss) == ["DRILL-7 left Yard"]


def test_it_is_over_by_itself_and_told_again_the_next_time(told, tracker, left, boss):  # noqa: F811
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()
    told([off(20, 120), off(20, 130)])
    look()
    assert titles(boss) == [] and titles(boss, "resolved") == ["DRILL-7 left Yard"]

    told([off(900, 180), off(900, 190)])
    assert look() == 1
    assert Message.objects.count() == 2


def test_what_is_resolved_is_not_told_again_while_it_lasts(told, tracker, left, boss):  # noqa: F811
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()
    key = Alert.objects.get().pk
    commands.acknowledge(actor=boss, alert_ids=[key])
    with pytest.raises(NoReason):
        commands.resolve(actor=boss, alert_ids=[key], reason=" ")
    commands.resolve(actor=boss, alert_ids=[key], reason="Lent to the port")

    assert look() == 0 and titles(boss) == []
    with pytest.raises(AlreadyResolved):
        commands.resolve(actor=boss, alert_ids=[key], reason="Again")


def test_what_is_put_off_comes_up_again(told, tracker, left, boss):  # noqa: F811
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()
    key = Alert.objects.get().pk
    with pytest.raises(BadSnooze):
        commands.snooze(actor=boss, alert_ids=[key], until=NOON)
    commands.snooze(actor=boss, alert_ids=[key], until=NOON + timedelta(hours=2))

    assert titles(boss) == [] and titles(boss, "snoozed") == ["DRILL-7 left Yard"]
    with clock.held_at(NOON + timedelta(hours=3)):
        assert titles(boss) == ["DRILL-7 left Yard"]


def test_taking_a_tracker_off_is_no_leaving(told, tracker, left, boss):  # noqa: F811
    told([off(20, 0), off(20, 10)])
    tracking.unbind(actor=boss, device_ids=[tracker])

    assert look() == 0


def test_a_forbidden_zone_a_silent_device_and_a_low_battery(told, tracker, boss, yard):  # noqa: F811
    for finder, parameters in (
        ("entered_zone", {"zone_id": yard}),
        ("device_silent", {"hours": 5}),
        ("battery_low", {"percent": 20}),
    ):
        commands.save_rule(
            actor=boss, rule=NewRule(name=finder, finder=finder, parameters=parameters)
        )
    told([off(20, 0), off(20, 10) | {"battery_pct": 12}])

    assert look() == 2
    assert sorted(titles(boss)) == ["Battery of T-1 at 12 %", "DRILL-7 is in Yard"]
    with clock.held_at(NOON + timedelta(hours=6)):
        assert look() == 1
        assert "T-1 is silent" in titles(boss)
    assert not Message.objects.exists()


def test_many_of_one_rule_are_one_mail(told, boss, left, saw, drill):  # noqa: F811
    for key, thing in (("a", saw), ("b", drill)):
        [device] = tracking.add_devices(actor=boss, devices=[tracking.NewDevice(key=key)])
        bind = tracking.Bind(
            device_id=device, asset_id=thing.pk, starts_at=NOON - timedelta(days=1)
        )
        tracking.bind(actor=boss, binds=[bind])
        told([off(m, 30 * n, device=key) for n, m in enumerate((20, 20, 900, 900))])

    assert look() == 2
    [mail] = Message.objects.all()
    assert mail.subject == "Left the yard: 2 alerts"
    assert "SAW-2 left Yard" in mail.text and "DRILL-7 left Yard" in mail.text


def test_alerts_are_for_those_who_may_see_the_thing(told, tracker, left, amina, cy):  # noqa: F811
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()
    keeper = replace(amina, grants=(Grant(frozenset({"alert.handle"}), amina.grants[0].place),))
    stranger = replace(cy, grants=(Grant(frozenset({"alert.handle"}), cy.grants[0].place),))

    assert Alert.objects.count() == 1
    assert len(queries.page(actor=keeper)[0]) == 1
    assert queries.page(actor=stranger)[0] == []
    with pytest.raises(NotFound):
        commands.acknowledge(actor=stranger, alert_ids=[Alert.objects.get().pk])


@pytest.mark.parametrize(
    "rule",
    [
        NewRule(name="", finder="battery_low"),
        NewRule(name="X", finder="nothing"),
        NewRule(name="X", finder="battery_low", parameters={"percent": 0}),
        NewRule(name="X", finder="battery_low", parameters={"other": 1}),
        NewRule(name="X", finder="battery_low", severity="worst"),
        NewRule(name="X", finder="battery_low", mail_to=["nobody"]),
    ],
)
def test_a_rule_that_cannot_be_looked_for_is_refused(boss, rule):  # noqa: F811
    with pytest.raises(BadRule):
        commands.save_rule(actor=boss, rule=rule)


def test_alerts_and_rules_over_rest(client, token, told, tracker, yard):  # noqa: F811
    def call(method, path, body=None):
        return client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body).encode() if body else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    rule = {"name": "Gone", "finder": "left_zone", "parameters": {"zone_id": yard}}
    assert call("POST", "/rules", rule).status_code == 201
    assert call("POST", "/rules", rule | {"finder": "x"}).json()["code"] == "alerts.bad_rule"
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()

    [alert] = call("GET", "/alerts").json()["items"]
    assert (alert["title"], alert["asset"]) == ("DRILL-7 left Yard", "DRILL-7")
    ids = {"alert_ids": [alert["id"]]}
    assert call("POST", "/alerts/acknowledge", ids).status_code == 204
    assert call("POST", "/alerts/resolve", ids | {"reason": "Known"}).status_code == 204
    assert call("GET", "/alerts").json()["items"] == []
    assert len(call("GET", "/rules/finders").json()["items"]) == len(FINDERS)
    assert [one["name"] for one in call("GET", "/rules").json()["items"]] == ["Gone"]


def test_the_pages_of_alerts(client, ada, told, tracker, left, yard, drill):  # noqa: F811
    client.force_login(ada)
    told([off(20, 0), off(20, 10), off(900, 60), off(900, 70)])
    look()
    key = Alert.objects.get().pk

    assert "DRILL-7 left Yard" in client.get("/alerts").content.decode()

    def act(act, **said):
        return client.post("/alerts/act", {"ids": key, "act": act, **said}).status_code

    page = client.get("/alerts").content.decode()
    assert "1 alert" in page and "Take" in page
    assert act("acknowledge") == 302
    assert "Take" not in client.get("/alerts?tab=mine").content.decode()
    assert act("resolve", reason="") == 422
    assert act("snooze", until="day") == 302
    assert "DRILL-7 left Yard" in client.get("/alerts?tab=snoozed").content.decode()
    assert act("resolve", reason="Lent") == 302
    assert "Lent" in client.get("/alerts?tab=resolved").content.decode()
    assert "Lent" in client.get(f"/assets/{drill.pk}/alerts").content.decode()
    assert "no mail server" in client.get("/alerts/delivery").content.decode()
    assert client.get("/alerts/delivery?show=failed").status_code == 200
    assert "Open alerts" in client.get("/").content.decode()


def test_the_pages_of_rules(client, ada, left, yard, bo, tools):  # noqa: F811
    client.force_login(ada)
    assert "Left the yard" in client.get("/alerts/rules").content.decode()
    assert "Low stock" in client.get("/alerts/rules/new").content.decode()
    typed = {"name": "Low", "percent": "15", "mail_to": "a@example.org", "category": tools.pk}
    typed |= {"party_1": bo.pk, "after_1": "10", "owner": bo.pk}
    assert client.get("/alerts/rules/battery_low/new").status_code == 200
    assert client.post("/alerts/rules/battery_low/new", typed).status_code == 302
    assert client.post("/alerts/rules/battery_low/new", typed | {"percent": "x"}).status_code == 422
    made = Rule.objects.get(name="Low")
    assert (made.category_id, made.owner_id) == (tools.pk, bo.pk)
    page = client.get(f"/alerts/rules/{made.pk}").content.decode()
    assert 'value="15"' in page and "Tools" in page and "Bo" in page
    changed = typed | {"name": "Lower", "percent": "5", "off": "on"}
    assert client.post(f"/alerts/rules/{made.pk}", changed).status_code == 302
    made.refresh_from_db()
    assert (made.name, made.parameters, made.on) == ("Lower", {"percent": 5}, False)
    assert client.get("/alerts/rules/999").status_code == 404


def test_the_pages_of_how_one_is_told(client, ada, settings):  # noqa: F811
    client.force_login(ada)
    assert "By mail alone" in client.get("/settings/told").content.decode()
    for code in SERVICES:
        assert client.get(f"/settings/told/new/{code}").status_code == 200
    bad = client.post("/settings/told/new/ntfy", {"server": "https://10.0.0.1", "topic": "a"})
    assert bad.status_code == 422
    settings.OUTBOUND_ALLOW = ["10.0.0.1"]
    good = {"server": "https://10.0.0.1", "topic": "store", "token": "tk_abcdefg"}
    assert client.post("/settings/told/new/ntfy", good).status_code == 302
    page = client.get("/settings/told").content.decode()
    assert "ntfy store" in page and "tk_abcdefg" not in page
    key = Channel.objects.get().pk
    assert client.post(f"/settings/told/{key}/test").status_code == 302
    assert client.post(f"/settings/told/{key}/remove").status_code == 302
    wish = {"quiet_from": "22:00", "quiet_until": "06:00", "time_zone": "Europe/Berlin"}
    assert client.post("/settings/told/when", wish).status_code == 302
    assert 'value="22:00"' in client.get("/settings/told").content.decode()
    assert client.post("/settings/told/when", wish | {"quiet_until": ""}).status_code == 422


def test_channels_and_preferences_over_rest(client, token, settings):  # noqa: F811
    settings.OUTBOUND_ALLOW = ["10.0.0.1"]

    def call(method, path, body=None):
        return client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body).encode() if body else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    assert len(call("GET", "/channels/services").json()["items"]) == len(SERVICES)
    new = {"service": "gotify", "values": {"server": "https://10.0.0.1", "token": "a" * 12}}
    key = call("POST", "/channels", new).json()["id"]
    [line] = call("GET", "/channels").json()["items"]
    assert line["service"] == "gotify" and "token" not in line
    assert call("POST", f"/channels/{key}/test").status_code == 202
    assert call("DELETE", f"/channels/{key}").status_code == 204
    assert call("PUT", "/alerts/preferences", {"digest_at": "17:00:00"}).status_code == 204
    assert call("GET", "/alerts/preferences").json()["digest_at"] == "17:00:00"
    assert call("GET", "/alerts/notices").json()["items"] == []
    assert call("POST", "/channels", {"service": "x", "values": {}}).status_code == 422
