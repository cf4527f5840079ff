"""What storing readings costs, from the body of a call to the answer after the commit.

A made-up fleet reports in turn among zones of twenty corners; its readings are sent in order, then
all of them again, then those of a second fleet shuffled, with a tenth twice. Beside each figure
stands what was lost, what came twice and whether each device ends at its last position, and the
same rows as a bare executemany or COPY into the same keyed table in the same run.
"""

import json
import math
import random
import time

import orjson

from bench import harness

START_S = 1_767_225_600


def fleet(name, devices, each):
    """Return readings of a fleet, in order: each device wanders, one report every ten seconds."""
    chance = random.Random(name)
    spots = [(chance.uniform(47, 54), chance.uniform(7, 14)) for _ in range(devices)]
    made = []
    for step in range(each):
        for number in range(devices):
            lat, lon = spots[number]
            spots[number] = lat + chance.uniform(-5e-4, 5e-4), lon + chance.uniform(-5e-4, 5e-4)
            made.append(
                {
                    "device": f"{name}-{number}",
                    "at": START_S + step * 10,
                    "lat": round(spots[number][0], 6),
                    "lon": round(spots[number][1], 6),
                    "accuracy_m": chance.randint(3, 12),
                    "speed_mps": round(chance.random() * 20, 1),
                    "battery_pct": 80,
                }
            )
    return made


def enter(names):
    from wherehold.kernel.actor import system
    from wherehold.tracking import commands
    from wherehold.tracking.commands import NewDevice

    for begin in range(0, len(names), 5_000):
        drafts = [NewDevice(key=name, kind="gps") for name in names[begin : begin + 5_000]]
        commands.add_devices(actor=system("bench"), devices=drafts)


def shapes(number):
    """Return so many areas of twenty corners, a kilometre across, where the fleet wanders."""
    chance = random.Random(2)
    found = []
    for count in range(number):
        lat, lon, ring = chance.uniform(47, 54), chance.uniform(7, 14), []
        for corner in range(20):
            away, turn = chance.uniform(0.003, 0.006), 2 * math.pi * corner / 20
            ring.append([lon + 1.5 * away * math.cos(turn), lat + away * math.sin(turn)])
        found.append((f"Zone {count}", {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}))
    return found


def draw(number):
    """Make zones of so many such areas."""
    from wherehold.kernel.actor import system
    from wherehold.tracking import commands
    from wherehold.tracking.commands import NewZone

    zones = [NewZone(name=name, geometry=shape) for name, shape in shapes(number)]
    commands.save_zones(actor=system("bench"), zones=zones)


def send(call, readings, batch):
    """Send readings in batches and return rate, processor seconds and what came of them."""
    bodies = [orjson.dumps(readings[n : n + batch]) for n in range(0, len(readings), batch)]
    came = {"stored": 0, "duplicate": 0, "rejected": 0}
    cpu, began = harness.cpu_s(), time.perf_counter()
    for body in bodies:
        assert call("/api/v1/readings", "POST", body) == 200, call.content
        said = orjson.loads(call.content)
        for name in came:
            came[name] += said[name]
    wall, cpu = time.perf_counter() - began, harness.cpu_s() - cpu
    return {"a_s": len(readings) / wall, "cpu_us": cpu * 1e6 / len(readings), **came}


def in_place(readings):
    """Say of how many devices the last known position is not the last that was sent."""
    from wherehold.tracking.models import State

    last = {}
    for one in readings:
        if one["device"] not in last or one["at"] > last[one["device"]]["at"]:
            last[one["device"]] = one
    found = State.objects.values_list("device__key", "at_us", "lat")
    told = {key: (at, lat) for key, at, lat in found}
    return sum(told[key] != (one["at"] * 1_000_000, one["lat"]) for key, one in last.items())


def bare(readings, batch):
    """Insert the same rows into the same keyed table without anything else; return the rate."""
    from django.db import connection

    from wherehold.tracking import months

    names = ("device_id", "at_us", "k", "received_us", "flags", "lat", "lon", "accuracy_m",
             "speed_mps", "battery_pct")  # fmt: skip
    numbers = {name: n for n, name in enumerate({one["device"] for one in readings})}
    rows = [
        (numbers[one["device"]], one["at"] * 1_000_000, n % 32_768, 0, 0, one["lat"], one["lon"],
         one["accuracy_m"], one["speed_mps"], 80)
        for n, one in enumerate(readings)
    ]  # fmt: skip
    columns = ", ".join(f"{name} {months.TYPES[name]}" for name in months.STORED)
    ending = " WITHOUT ROWID" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        key = "PRIMARY KEY (device_id, at_us, k)"
        cursor.execute(f"CREATE TABLE bare_reading ({columns}, {key}){ending}")
        cpu, began = harness.cpu_s(), time.perf_counter()
        for begin in range(0, len(rows), batch):
            _store(cursor, names, rows[begin : begin + batch])
        wall, cpu = time.perf_counter() - began, harness.cpu_s() - cpu
        cursor.execute("DROP TABLE bare_reading")
    return {"a_s": len(rows) / wall, "cpu_us": cpu * 1e6 / len(rows)}


def _store(cursor, names, part):
    """Store some rows as quickly as the database takes them row by row."""
    from django.db import connection, transaction

    with transaction.atomic():
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY bare_reading ({', '.join(names)}) FROM STDIN") as copy:
                for row in part:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO bare_reading ({', '.join(names)}) VALUES ({marks})", part)


def measure(call, options):
    """Return the figures."""
    from wherehold.kernel.actor import system
    from wherehold.tracking import commands
    from wherehold.tracking.models import Crossing

    first = fleet("a", options.devices, options.each)
    second = fleet("b", options.devices, options.each)
    second += second[::10]
    random.Random(1).shuffle(second)
    enter(list({one["device"] for one in (*first, *second)}))
    draw(options.zones)
    send(call, fleet("warm", 10, 10), 10)
    told = {"bare": bare(first, options.batch)}
    told["in order"] = send(call, first, options.batch) | {"out_of_place": in_place(first)}
    told["again"] = send(call, first, options.batch) | {"out_of_place": in_place(first)}
    told["shuffled"] = send(call, second, options.batch)
    began = time.perf_counter()
    while commands.refold(actor=system("bench")):
        pass
    told["shuffled"] |= {"settled_s": time.perf_counter() - began, "out_of_place": in_place(second)}
    told["shuffled"]["crossings"] = Crossing.objects.filter(superseded_at=None).count()
    for name in ("in order", "again", "shuffled"):
        told[name]["of_bare"] = told[name]["a_s"] / told["bare"]["a_s"]
    return {
        name: {k: round(v, 3) if isinstance(v, float) else v for k, v in line.items()}
        for name, line in told.items()
    }


def show(told, as_json):
    """Print the figures, each with its counts."""
    if as_json:
        print(json.dumps(told, indent=2))
        return
    names = ("a_s", "cpu_us", "of_bare", "stored", "duplicate", "rejected", "out_of_place")
    print(f"{'':12}" + "".join(f"{name:>14}" for name in names))
    for what, line in told.items():
        cells = (f"{line[name]:14,.2f}" if name in line else f"{'':14}" for name in names)
        print(f"{what:12}" + "".join(cells))
    last = told["shuffled"]
    print(f"settled after {last['settled_s']:.2f} s; {last['crossings']:,} crossings")


if __name__ == "__main__":
    asked = harness.options(__doc__, devices=1_000, each=50, batch=5_000, zones=200)
    with harness.installation() as secret:
        show(measure(harness.Caller(secret), asked), asked.json)
