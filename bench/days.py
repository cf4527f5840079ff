"""How long the roll-up of a day takes after midnight, and whether its memory stays as it is.

A made-up fleet reported through yesterday, every so many minutes: some things stood all day, the
others went for a while. Their readings are put into the table as they are stored. Beside the
seconds stand those of reading the same rows once, in the same run.
"""

import json
import random
import time

import psutil

from bench import harness

DAY_S = 86_400


def fill(devices, each):
    """Enter devices and let them have reported through yesterday; return how many readings."""
    from django.db import connection

    from bench.readings import enter
    from wherehold.kernel import bulk, clock
    from wherehold.tracking import days, months, stacks
    from wherehold.tracking.instants import month_of, to_us
    from wherehold.tracking.models import Device, State

    enter([f"d-{number}" for number in range(devices)])
    begins_us = days.begins(to_us(clock.now())) - days.DAY_US
    months.make(month_of(begins_us))
    chance, step_us = random.Random(7), days.DAY_US // each
    names = ("stack", *months.KEY, "received_us", "flags", "lat", "lon", "accuracy_m")
    # As they would lie if all had reported in turn: so many of each device in a stack.
    per = max(1, stacks.FULL // devices)
    taken = [_stack(begins_us + n * step_us, per * step_us) for n in range(0, each, per)]
    ids = list(Device.objects.order_by("pk").values_list("pk", flat=True))
    with bulk.room():
        for begin in range(0, len(ids), 2_000):
            rows = []
            for key in ids[begin : begin + 2_000]:
                lat, lon, moves = chance.uniform(47, 54), chance.uniform(7, 14), key % 2
                for n in range(each):
                    if moves and n % 20 < 6:
                        lat += chance.uniform(0, 0.004)
                    at_us = begins_us + n * step_us
                    spot = lat + chance.random() * 1e-5, lon
                    rows.append((taken[n // per], key, at_us, n, at_us, 0, *spot, 5.0))
            bulk.insert_plain(stacks.table(month_of(begins_us)), names, rows)
    State.objects.update(newest_us=begins_us + (each - 1) * step_us)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE") if connection.vendor == "postgresql" else None
    return len(ids) * each


def _stack(first_us, long_us):
    """Return a stack of its own for readings of a span."""
    import numpy as np

    from wherehold.tracking import stacks
    from wherehold.tracking.instants import month_of

    at_us = np.linspace(first_us, first_us + long_us - 1, stacks.FULL).astype(np.int64)
    return stacks.take(month_of(first_us), at_us, aside=False)


def read_once(month):
    """Read all readings once, as the roll-up needs them; return the processor seconds."""
    from django.db import connection

    from wherehold.tracking import days, stacks

    before = harness.cpu_s()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(days.COLUMNS)} FROM {stacks.table(month)}")
        while cursor.fetchmany(10_000):
            pass
    return harness.cpu_s() - before


def measure(options):
    """Return the figures."""
    from wherehold.kernel import clock
    from wherehold.kernel.actor import system
    from wherehold.tracking import commands
    from wherehold.tracking.instants import month_of, to_us
    from wherehold.tracking.models import Day

    number = fill(options.devices, options.each)
    bare = read_once(month_of(to_us(clock.now()) - DAY_S * 1_000_000))
    process, last, longest = psutil.Process(), 0, 0.0
    quarter = most = 0
    cpu, began = harness.cpu_s(), time.perf_counter()
    while True:
        since = time.perf_counter()
        last = commands.roll_up(actor=system("bench"), after=last)
        longest = max(longest, time.perf_counter() - since)
        if not last:
            break
        most = max(most, process.memory_info().rss)
        quarter = most if last <= options.devices // 4 else quarter
    cpu, wall = harness.cpu_s() - cpu, time.perf_counter() - began
    return {
        "devices": options.devices,
        "readings": number,
        "seconds": wall,
        "cpu_s": cpu,
        "read_once_s": bare,
        "of_read_once": cpu / bare,
        "a_device_us": cpu * 1e6 / options.devices,
        "longest_turn_s": longest,
        "memory_mb": most / 2**20,
        "of_a_quarter": most / max(quarter, 1),
        "days_kept": Day.objects.count(),
    }


def show(told, as_json):
    """Print the figures."""
    told = {name: round(value, 2) for name, value in told.items()}
    if as_json:
        print(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        print(f"{name:16}{value:14,}")


if __name__ == "__main__":
    asked = harness.options(__doc__, devices=20_000, each=96)
    with harness.installation():
        show(measure(asked), asked.json)
