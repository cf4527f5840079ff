"""Who is told, by which way and when: channels, quiet hours, digests, escalation, storms."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from wherehold.alerts import commands, looking, times
from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.commands import NewChannel, NewRule, Tell, Wanted
from wherehold.alerts.models import Alert, Channel, Notice
from wherehold.alerts.queries import ways
from wherehold.alerts.reactions import SENDERS
from wherehold.alerts.refusals import BadChannel, BadPreference
from wherehold.alerts.times import Wish
from wherehold.conftest import NOON, put
from wherehold.kernel import clock, outbox
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Message
from wherehold.kernel.outbound import Forbidden
from wherehold.kernel.tests.sinks import http_sink
from wherehold.register.models import Asset, Party

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def ntfy(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    with http_sink() as sink:
        yield sink


@pytest.fixture
def bea(db):
    return Party.objects.create(name="Bea", email="bea@example.org")


def actor_of(party):
    return Actor(f"party:{party.pk}", party_id=party.pk, source="web")


def topic(party, sink, **more):
    values = {"server": sink.url, "topic": "store", **more}
    new = NewChannel(service="ntfy", values=values)
    return commands.add_channel(actor=actor_of(party), channel=new)


@pytest.fixture
def overdue(admin, bo, store_room, tools):
    """Make a rule and as many overdue things as a test asks for."""

    def overdue(number=1, severity="high", begin=0, **rule):
        for one in range(begin, begin + number):
            late = put(f"D-{one}", store_room, tools, held="party", holder=bo)
            Asset.objects.filter(pk=late.pk).update(due_on=NOON.date() - timedelta(days=2))
        if rule:
            new = NewRule(name="Late", finder="overdue_return", severity=severity, **rule)
            commands.save_rule(actor=admin, rule=new)
        looking.look(actor=system("alerts"))

    return overdue


def sent():
    outbox.deliver(SENDERS)
    return [(m.to, m.subject) for m in Message.objects.order_by("pk")]


def test_a_channel_carries_it_and_no_secret_is_seen(overdue, bea, ntfy):
    key = topic(bea, ntfy, token="tk_s3cret")
    overdue(tell=[Tell(party_id=bea.pk)])

    title = "D-0 was due back on 2026-02-28"
    assert sorted(sent()) == [("bea@example.org", title), ("ntfy store", title)]
    [got] = ntfy.got
    body = json.loads(got.body)
    assert body["topic"] == "store" and "D-0" in body["title"]
    assert got.headers["authorization"] == "Bearer tk_s3cret"
    row = Channel.objects.get(pk=key)
    assert "s3cret" not in row.hidden and row.hint == "store"
    assert Message.objects.get(via="channel").state == "sent"


def test_a_service_that_is_away_is_tried_again_and_seen(overdue, bea, ntfy):
    topic(bea, ntfy)
    ntfy.status = 500
    overdue(tell=[Tell(party_id=bea.pk)])
    sent()
    waiting = Message.objects.get(via="channel")
    assert waiting.state == "waiting" and "did not take it" in waiting.trouble
    everything = replace(actor_of(bea), grants=(Grant(EVERYTHING),))
    troubles = {one.trouble for one in ways.notices(actor=everything)}
    assert troubles == {"", "ntfy did not take it."}, "in words, not with the name in the code"

    ntfy.status = 200
    with clock.held_at(NOON + 2 * MINUTE):
        sent()
    assert Message.objects.get(via="channel").state == "sent"


def test_a_test_is_sent_and_a_channel_that_is_gone_takes_nothing(bea, bo, ntfy):
    key = topic(bea, ntfy)
    with pytest.raises(NotFound):
        commands.try_channel(actor=actor_of(bo), channel_id=key)
    commands.try_channel(actor=actor_of(bea), channel_id=key)
    sent()
    assert "A test" in json.loads(ntfy.got[0].body)["title"]

    commands.try_channel(actor=actor_of(bea), channel_id=key)
    commands.remove_channel(actor=actor_of(bea), channel_id=key)
    sent()
    assert len(ntfy.got) == 1 and Message.objects.latest("pk").state == "failed"
    assert Channel.objects.get().hidden == ""


def test_inside_is_refused_when_typed_and_when_called(bea, ntfy, settings):
    key = topic(bea, ntfy)
    settings.OUTBOUND_ALLOW = []
    with pytest.raises(Forbidden):
        topic(bea, ntfy)
    commands.try_channel(actor=actor_of(bea), channel_id=key)
    sent()

    assert ntfy.got == [] and Message.objects.get().state == "waiting"


GOOD = {
    "ntfy": {"server": "https://ntfy.sh", "topic": "a"},
    "slack": {"webhook": "https://hooks.slack.com/services/T0123456/B0123456/abcdefghijklmnop"},
    "teams": {
        "webhook": "https://prod-01.westeurope.logic.azure.com:443/workflows/0123456789abcdef"
        "/triggers/manual/paths/invoke?api-version=2016-06-01&sig=abcdefghijklmnopqrstuvwx"
    },
    "telegram": {"bot": "123456789:abcdefghijklmnopqrstuvwxyzABCDEFGHI", "chat": "-100123"},
    "matrix": {"server": "https://m.org", "token": "syt_abcdefghij", "room": "!abc:m.org"},
    "discord": {"webhook": "https://discord.com/api/webhooks/123456789/" + "a" * 60},
    "gotify": {"server": "https://g.example.org", "token": "AbCdEfGhIjKlMno"},
    "pushover": {"user": "u" * 30, "token": "a" * 30},
}


@pytest.mark.parametrize("code", SERVICES)
def test_what_is_typed_makes_an_address_that_apprise_knows(code):
    import apprise

    service = SERVICES[code]
    assert service.wrong(GOOD[code]) == []
    made = apprise.Apprise.instantiate(service.address(GOOD[code]), suppress_exceptions=False)
    assert type(made).__name__ != "NotifyJSON"
    # A picture would be fetched from somebody else's server, by everybody who is told.
    pictures = [getattr(made, name, False) for name in ("include_image", "avatar")]
    assert not any(pictures), pictures
    for name in GOOD[code]:
        for bad in ("", "?template=/etc/passwd", "x y", "https://evil.example.org/?a", "a/../b"):
            assert name in service.wrong(GOOD[code] | {name: bad}) or name == "server", bad
    assert service.wrong(GOOD[code] | {"template": "x"}) == ["template"]


def test_an_unknown_service_and_impossible_hours_are_refused(bea):
    with pytest.raises(BadChannel):
        commands.add_channel(actor=actor_of(bea), channel=NewChannel(service="syslog", values={}))
    for wanted in (
        Wanted(time_zone="Mars"),
        Wanted(quiet_from=time(22)),
        Wanted(through_quiet="x"),
    ):
        with pytest.raises(BadPreference):
            commands.prefer(actor=actor_of(bea), wanted=wanted)


def test_quiet_hours_hold_what_is_not_critical_in_the_zone_of_the_person():
    wish = Wish(zone=BERLIN, quiet_from=time(22), quiet_until=time(6))
    night = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)

    assert times.due(night, "high", wish) == (datetime(2026, 3, 3, 5, tzinfo=UTC), "quiet")
    assert times.due(night, "critical", wish) == (night, "")
    assert times.due(NOON, "high", wish) == (NOON, "")
    daily = Wish(zone=BERLIN, digest_at=time(17))
    assert times.due(NOON, "normal", daily) == (datetime(2026, 3, 2, 16, tzinfo=UTC), "digest")
    assert times.due(NOON, "high", daily) == (NOON, "")


def test_what_is_held_is_told_when_the_hours_end_unless_it_is_over(overdue, bea):
    wanted = Wanted(quiet_from=time(11), quiet_until=time(13))
    commands.prefer(actor=actor_of(bea), wanted=wanted)
    overdue(2, tell=[Tell(party_id=bea.pk)])
    assert sent() == []
    Asset.objects.filter(tag="D-0").update(held="", holder=None, due_on=None)
    looking.look(actor=system("alerts"))

    with clock.held_at(NOON + timedelta(hours=1)):
        commands.tell(actor=system("alerts"))
    assert sent() == [("bea@example.org", "D-1 was due back on 2026-02-28")]
    assert Notice.objects.filter(dropped_at__isnull=False).count() == 1


def test_it_goes_on_to_the_next_unless_somebody_sees_to_it(overdue, bea, bo, admin):
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    overdue(2, tell=[Tell(party_id=bea.pk), Tell(party_id=bo.pk, after_min=10)])
    first = Alert.objects.get(asset__tag="D-0")
    commands.acknowledge(actor=admin, alert_ids=[first.pk])

    with clock.held_at(NOON + 11 * MINUTE):
        commands.tell(actor=system("alerts"))
    assert sent() == [
        ("bea@example.org", "Late: 2 alerts"),
        ("bo@example.org", "D-1 was due back on 2026-02-28"),
    ]
    assert Alert.objects.get(pk=first.pk).owner_id == admin.party_id


def test_of_a_storm_the_first_are_told_at_once_and_the_others_together(overdue, bea):
    overdue(6, tell=[Tell(party_id=bea.pk)])
    for more in (6, 7, 8):
        overdue(1, begin=more)
    assert sent() == [("bea@example.org", "Late: 6 alerts")]

    with clock.held_at(NOON + 6 * MINUTE):
        commands.tell(actor=system("alerts"))
    assert sent()[1:] == [("bea@example.org", "Late: 3 alerts")]


def test_who_answers_for_a_thing_owns_its_alert_and_its_value_is_kept(overdue, bea, store_room):
    Asset.objects.all().update(value_minor=1)
    store_room.accountable = bea
    store_room.save()
    overdue(1, mail_to=["guard@example.org"])

    [alert] = Alert.objects.all()
    assert alert.owner_id == bea.pk and alert.severity == "high"
