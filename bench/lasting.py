"""Whether the memory of the server stays as it is while millions of readings come in over sockets.

A made-up fleet reports among zones of twenty corners, a body for so many devices at a time, and
after each piece stands how fast it went, what was stored, and what the server has in memory: its
own, and all of it with the pages of files that it reads in place. All of them are of the same days.
In the end the trails of some things over all of that time are asked for.
"""

import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from bench import harness, over_http, readings

TRAILS = 100


def bodies(chance, spots, batch, steps, step_s=60):
    """Yield bodies: each device in its turn says where it is, so many times."""
    for step in steps:
        at = readings.START_S + step * step_s
        for begin in range(0, len(spots), batch):
            rows = []
            for number in range(begin, min(begin + batch, len(spots))):
                lat, lon = spots[number]
                away = chance.random() / 2_000
                rows.append(
                    f'{{"device":"a-{number}","at":{at},"lat":{lat + away:.6f},'
                    f'"lon":{lon - away:.6f},"accuracy_m":5,"battery_pct":80}}'
                )
            yield ("[" + ",".join(rows) + "]").encode()


def rss_mb(server):
    """Return all that the server and those that it began have in memory."""
    each = [server, *server.children(recursive=True)]
    return sum(one.memory_info().rss for one in each) / 2**20


def measure(made, options):
    """Yield a line of figures after each piece."""
    chance = random.Random("lasting")
    spots = [(chance.uniform(47, 54), chance.uniform(7, 14)) for _ in range(options.devices)]
    names = [f"a-{number}" for number in range(len(spots))]
    token = over_http.prepare(made, names, options.zones)
    step_s = max(1, options.days * 86_400 * options.devices // options.readings)
    server = psutil.Process(made.process.pid)
    done, steps = 0, max(1, options.piece // options.devices)
    while done < options.readings:
        first = done // options.devices
        said = bodies(chance, spots, options.batch, range(first, first + steps), step_s)
        number = steps * options.devices
        line = over_http.measured(made, token, said, number, options.lines)
        done += number
        yield {"readings": done, **line, "rss_mb": rss_mb(server)}
    yield trails(made, names[:: max(1, len(names) // TRAILS)], options.days)


def trails(made, names, days):
    """Put devices on things, ask for the trail of each over some days, and return figures."""
    ada = made.client("ada@example.org")
    begins = datetime.fromtimestamp(readings.START_S, UTC)
    span = [one.isoformat().replace("+00:00", "Z") for one in (begins, begins + timedelta(days))]
    drafts = [{"name": name} for name in names]
    ids = [one["id"] for one in ada.post("assets", drafts).items]
    binds = [
        {"device": name, "asset_id": key, "starts_at": span[0]}
        for name, key in zip(names, ids, strict=True)
    ]
    assert ada.post("bindings", binds).status == 201
    server, waits, points = psutil.Process(made.process.pid), [], 0
    before = over_http.server_cpu_s(server)
    for key in ids:
        began = time.perf_counter()
        told = ada.get(f"assets/{key}/track?since={span[0]}&until={span[1]}")
        waits.append(time.perf_counter() - began)
        points += len(told.json["items"])
    server_ms = (over_http.server_cpu_s(server) - before) * 1_000 / len(ids)
    waits.sort()
    p95_ms, most_ms = waits[int(len(waits) * 0.95)] * 1_000, waits[-1] * 1_000
    told = {"trails": len(ids), "points": points, "server_ms": server_ms}
    return {**told, "p95_ms": p95_ms, "most_ms": most_ms}


def show(told, as_json):
    """Print each line as it comes."""
    for number, line in enumerate(told):
        if as_json:
            print(json.dumps(line), flush=True)
            continue
        if number == 0 or "trails" in line:
            print("".join(f"{name:>14}" for name in line))
        print("".join(f"{value:14,.1f}" for value in line.values()), flush=True)


if __name__ == "__main__":
    asked = harness.options(
        __doc__,
        readings=3_000_000,
        piece=500_000,
        devices=100_000,
        batch=5_000,
        zones=2_000,
        lines=16,
        days=30,
    )
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        with harness.served(Path(folder)) as installation:
            show(measure(installation, asked), asked.json)
