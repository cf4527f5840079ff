"""How long it takes from a reading to its alert, while others report at a tenth of the full load.

A made-up fleet sends batches at a steady pace. Meanwhile things leave their zone, one after
another: what is measured is the time from sending the reading that confirms it to the instant at
which the alert was opened, and to when it is there for somebody who asks again and again.
"""

import itertools
import json
import random
import statistics
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path

import orjson

from bench import harness, lasting, over_http

HOME, AWAY = (60.0, 20.0), (60.012, 20.0)
GAP_S, LATE_S_MAX = 0.5, 30
# So long the things stand, so that it is no wonder how far they are afterwards.
STAND_S = 15


def world(made, options):
    """Enter the fleet, zones, and things with trackers in theirs; return who asks, and them."""
    ada = made.client("ada@example.org")
    ada.token = over_http.prepare(
        made, [f"a-{number}" for number in range(options.devices)], options.zones
    )
    lat, lon = HOME
    ring = [[lon + x, lat + y] for x, y in ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01))]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "geometry": shape, "properties": {"name": "Home"}}
    assert ada.post("zones", {"type": "FeatureCollection", "features": [feature]}).status == 201
    zones = ada.get("zones").json["features"]
    zone_id = next(one["id"] for one in zones if one["properties"]["name"] == "Home")
    rule = {"name": "Left", "finder": "left_zone", "parameters": {"zone_id": zone_id}}
    assert ada.post("rules", rule).status == 201
    assets = []
    for number in range(options.things):
        asset = ada.post("assets", {"name": f"Thing {number}"}).items[0]["id"]
        device = {"key": f"t-{number}", "kind": "gps", "asset_id": asset}
        assert ada.post("devices", device).status == 201
        assets.append(asset)
    time.sleep(3)  # The trackers are on the things before they report.
    inside = [say(n, HOME, time.time() - wait) for n in range(options.things) for wait in (2, 1)]
    assert ada.post("readings", inside).json["stored"] == len(inside)
    return ada, assets


def say(number, spot, at):
    """Return what one of the things says."""
    lat, lon = spot
    return {"device": f"t-{number}", "at": at, "lat": lat - 0.002, "lon": lon + 0.004,
            "accuracy_m": 5}  # fmt: skip


def load(made, token, options, stop):
    """Send batches at a pace until told to stop; return how many readings and how many a second."""
    spots = [(random.uniform(47, 54), random.uniform(7, 14)) for _ in range(options.devices)]
    said = lasting.bodies(random.Random(1), spots, options.batch, itertools.count())
    every_s, began, sent = options.batch / options.rate, time.perf_counter(), 0
    while not stop.is_set():
        _, came, _ = over_http.send(made.url, token, [next(said)], 1)
        sent += came["stored"]
        time.sleep(max(0.0, began + sent / options.batch * every_s - time.perf_counter()))
    return sent, sent / (time.perf_counter() - began)


def leave(made, ada, number, asset):
    """Let one thing leave; return the seconds to its alert, and until it was there to be seen."""
    before = time.time()
    body = orjson.dumps([say(number, AWAY, before - 0.5)])
    over_http.send(made.url, ada.token, [body], 1)
    sent = time.time()
    over_http.send(made.url, ada.token, [orjson.dumps([say(number, AWAY, sent)])], 1)
    while time.time() - sent < LATE_S_MAX:
        found = [one for one in ada.get("alerts").items if one["asset_id"] == asset]
        if found:
            opened = datetime.fromisoformat(found[0]["opened_at"]).timestamp()
            return opened - sent, time.time() - sent
        time.sleep(0.02)
    raise AssertionError(f"No alert of thing {number}")


def measure(made, options):
    """Return the figures."""
    ada, assets = world(made, options)
    time.sleep(STAND_S)
    stop, paced = threading.Event(), []
    loading = threading.Thread(target=lambda: paced.extend(load(made, ada.token, options, stop)))
    loading.start()
    try:
        waits = []
        for number, asset in enumerate(assets):
            time.sleep(GAP_S)
            waits.append(leave(made, ada, number, asset))
    finally:
        stop.set()
        loading.join()
    opened, seen = (sorted(each) for each in zip(*waits, strict=True))
    return {
        "alerts": len(waits),
        "opened_median_s": statistics.median(opened),
        "opened_p95_s": opened[int(len(opened) * 0.95)],
        "seen_median_s": statistics.median(seen),
        "seen_p95_s": seen[int(len(seen) * 0.95)],
        "beside": paced[0],
        "beside_a_s": paced[1],
    }


if __name__ == "__main__":
    asked = harness.options(__doc__, devices=10_000, zones=2_000, batch=500, rate=3_000, things=60)
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        with harness.served(Path(folder)) as installation:
            told = measure(installation, asked)
    if asked.json:
        print(json.dumps(told, indent=2))
    else:
        for name, value in told.items():
            print(f"{name:18}{value:12,.3f}")
