"""What the map costs with many pins, and the trail of one thing among many readings.

Things with a tracker each, spread over a country; one of them reported for thirty days among the
readings of all. Asked are the map of the country, of a town and of a street, what is silent, the
lists of whereabouts, and the trail of the one over the thirty days.
"""

import random
from datetime import UTC, datetime, timedelta

import orjson

from bench import harness
from bench.reads import fill, nothing_router

DAYS = 30
AT_ONCE = 5_000
TOWN, STREET = (52.4, 13.2, 52.6, 13.6), (52.519, 13.398, 52.523, 13.406)


def enter(things):
    """Put a tracker on each thing."""
    from wherehold.kernel.actor import system
    from wherehold.register.models import Asset
    from wherehold.tracking import commands
    from wherehold.tracking.commands import Bind, NewDevice

    actor, begin = system("bench"), datetime.now(UTC) - timedelta(days=DAYS + 1)
    assets = list(Asset.objects.order_by("pk").values_list("pk", flat=True)[:things])
    for start in range(0, things, AT_ONCE):
        part = assets[start : start + AT_ONCE]
        drafts = [NewDevice(key=f"T-{key}", kind="gps") for key in part]
        ids = commands.add_devices(actor=actor, devices=drafts)
        binds = [
            Bind(device_id=device, asset_id=asset, starts_at=begin)
            for device, asset in zip(ids, part, strict=True)
        ]
        commands.bind(actor=actor, binds=binds)
    return assets


def report(call, assets, one, readings):
    """Let all report, in turn, and the one every five minutes for thirty days; return how many."""
    chance, now = random.Random(3), datetime.now(UTC).timestamp()
    own = DAYS * 86_400 // 300
    rounds = max(1, (readings - own) // len(assets))
    said, sent = [], 0
    for n in range(own):
        said.append(_said(one, now - (own - n) * 300, 52.52 + n * 1e-6, 13.40, chance))
    for turn in range(rounds):
        for n, key in enumerate(assets):
            lat, lon = 47.5 + (n * 7919 % 70_000) / 1e4, 7 + (n * 104_729 % 70_000) / 1e4
            said.append(_said(key, now - (rounds - turn) * 600, lat, lon, chance))
            if len(said) >= AT_ONCE:
                sent, said = sent + _send(call, said), []
    return sent + (_send(call, said) if said else 0)


def _said(key, at, lat, lon, chance):
    near = chance.uniform(-1e-4, 1e-4)
    return {"device": f"T-{key}", "at": at, "lat": lat + near, "lon": lon + near, "accuracy_m": 6}


def _send(call, said):
    assert call("/api/v1/readings", "POST", orjson.dumps(said)) == 200, call.content[:300]
    return orjson.loads(call.content)["stored"]


def questions(asset_id):
    """Return what is asked, by name."""
    from wherehold.atlas import scene
    from wherehold.atlas.asking import View
    from wherehold.kernel.actor import system
    from wherehold.tracking.queries import pins, positions, presence
    from wherehold.tracking.queries.pins import Box

    actor, now = system("bench"), datetime.now(UTC)
    since = now - timedelta(days=DAYS)

    def trail():
        return positions.trail(actor=actor, asset_id=asset_id, since=since, until=now, points=2_000)

    return {
        "map of a country": lambda: scene.seen(actor, {}, View(Box(47, 6, 55, 15), 6)),
        "map of a town": lambda: scene.seen(actor, {}, View(Box(*TOWN), 12)),
        "map of a street": lambda: scene.seen(actor, {}, View(Box(*STREET), 17)),
        "silent things": lambda: pins.silent(actor=actor, given={}, limit=5),
        "seen elsewhere": lambda: presence.page(actor=actor, state="elsewhere", given={}),
        "where one thing is": lambda: presence.of_asset(actor=actor, asset_id=asset_id),
        f"trail of {DAYS} days, 2,000 points": trail,
    }


def main():
    chosen = harness.options(__doc__, things=100_000, readings=400_000, calls=40)
    with harness.installation() as token:
        from wherehold.project.api import api

        api.add_router("", nothing_router())
        call = harness.Caller(token)
        asset_id = fill(call, chosen.things)
        stored = report(call, enter(chosen.things), asset_id, chosen.readings)
        rows = [("{}", *harness.per_call_ms(lambda: call("/api/v1/bench/nothing/1"), 200))]
        for what, ask in questions(asset_id).items():
            rows.append((what, *harness.per_call_ms(ask, chosen.calls)))
        harness.show(rows, chosen.json)
        if not chosen.json:
            print(f"{chosen.things:,} things, {stored:,} readings stored")


if __name__ == "__main__":
    main()
