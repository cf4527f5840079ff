"""What a count of many things costs: opening, scanning, watching, reviewing and signing it.

Beside the figures stands what the same rows cost as a bare insert in the same run.
"""

import json
import statistics
import time
from datetime import timedelta

from bench import harness
from bench.reads import fill

ROOMS = 200
LIVE_CALLS = 60
SCANNED = 0.96
# Each thing is read at an instant of its own.
BETWEEN_US = 10


def timed(act):
    """Do something; return its result, its wall seconds and its processor seconds."""
    cpu, began = harness.cpu_s(), time.perf_counter()
    result = act()
    return result, time.perf_counter() - began, harness.cpu_s() - cpu


def spread(rooms):
    """Put the things into rooms, in service and priced, as an import would have."""
    from django.db import connection

    from wherehold.register.models import Place

    paths = dict(Place.objects.filter(pk__in=rooms).values_list("pk", "path"))
    with connection.cursor() as cursor:
        for number, (key, path) in enumerate(paths.items()):
            cursor.execute(
                "UPDATE register_asset SET place_id = %s, place_path = %s, "
                "stage = 'in_service', value_minor = 1000 + id %% 97 * 100 WHERE id %% %s = %s",
                [key, path, len(paths), number],
            )


def bare(table_of, rows):
    """Insert rows of so many columns into a table without rules; return the seconds."""
    from django.db import connection, transaction

    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        columns = ", ".join(f"c{n} text" for n in range(len(rows[0])))
        cursor.execute(f"CREATE TABLE {table_of} ({columns})")
        with transaction.atomic():
            _, wall, _ = timed(
                lambda: cursor.executemany(f"INSERT INTO {table_of} VALUES ({marks})", rows)
            )
        cursor.execute(f"DROP TABLE {table_of}")
    return wall


def read(things, batch):
    """Return what devices send that have read the things since now, a batch a body."""
    from wherehold.kernel import clock

    began, bodies = clock.now(), []
    for start in range(0, len(things), batch):
        scans = [
            {
                "client_id": f"{start + n}",
                "code": tag,
                "at": (began + timedelta(microseconds=(start + n) * BETWEEN_US)).isoformat(),
                "place_id": place,
                "method": "rfid",
            }
            for n, (tag, place) in enumerate(things[start : start + batch])
        ]
        bodies.append(json.dumps(scans).encode())
    # Nobody has read anything that is still to come.
    time.sleep(len(things) * BETWEEN_US / 1e6)
    return bodies


class Count:
    """One count from its list to its signature, over REST."""

    def __init__(self, call):
        self.call = call
        self.key = None

    def post(self, path, body):
        status = self.call(f"/api/v1/stocktakes{path}", "POST", body)
        assert status == 201, self.call.content[:500]
        return json.loads(self.call.content)["items"]

    def open(self, **scope):
        [card] = self.post("", {"name": "Bench", "alone": True, **scope})
        self.key = card["id"]
        return card["progress"]["expected"]

    def scan(self, bodies):
        """Send what devices have read, a batch a request."""
        for body in bodies:
            self.post(f"/{self.key}/scans", body)

    def live(self):
        """Return the 95th percentile of what somebody waits who watches while scans come in."""
        walls = []
        for _ in range(LIVE_CALLS):
            began = time.perf_counter()
            assert self.call(f"/api/v1/stocktakes/{self.key}") == 200
            walls.append((time.perf_counter() - began) * 1000)
        return statistics.quantiles(walls, n=20)[-1]

    def finish(self):
        self.post(f"/{self.key}/end", {})
        self.post(f"/{self.key}/review", {"outcome": "moved", "state": "elsewhere"})
        self.post(f"/{self.key}/review", {"outcome": "lost", "state": "missing"})
        return self.post(f"/{self.key}/close", {"leave_rest": True})[0]


def measure(call, assets, batch):
    """Return the figures of one count."""
    from wherehold.register.models import Asset, Place

    made = []
    for start in range(0, ROOMS, 100):
        rooms = [{"name": f"Room {n:03}", "kind": "room"} for n in range(start, start + 100)]
        assert call("/api/v1/places", "POST", rooms) == 201, call.content[:300]
        made += [item["id"] for item in json.loads(call.content)["items"]]
    spread(made)
    assert Place.objects.filter(pk__in=made).count() == ROOMS
    rows = Asset.objects.order_by("pk").values_list("tag", "place_id")
    # Two of a hundred stand in the next room.
    things = [
        (tag, made[(made.index(place) + 1) % ROOMS] if n % 50 == 0 else place)
        for n, (tag, place) in enumerate(rows)
    ]
    bare_lines = bare("bench_lines", [(n, "7", "7", "7", "x", "open") for n in range(assets)])
    # The first count of a process pays for what is loaded when it is first needed.
    Count(call).open(sample=1)
    count = Count(call)
    number, opened, _ = timed(count.open)
    assert number == assets, number
    scanned = int(assets * SCANNED)
    bodies = read(things[:scanned], batch)
    _, wall, cpu = timed(lambda: count.scan(bodies))
    logged = [(n, *("x" * 12,) * 12) for n in range(scanned)]
    bare_scans = bare("bench_scans", logged)
    live = count.live()
    result, closed, _ = timed(count.finish)
    return {
        "expected": number,
        "open_s": opened,
        "open_against_bare_insert": opened / bare_lines,
        "scans": scanned,
        "scans_per_s": scanned / wall,
        "scans_per_cpu_s": scanned / cpu,
        "scans_against_bare_insert": wall / bare_scans,
        "live_p95_ms": live,
        "review_and_sign_s": closed,
        "missing": result["result"]["missing"],
        "moved_by_signing": result["result"]["outcomes"].get("moved", 0),
    }


def main():
    chosen = harness.options(__doc__, assets=100_000, batch=5_000)
    with harness.installation() as token:
        call = harness.Caller(token)
        fill(call, chosen.assets)
        found = measure(call, chosen.assets, chosen.batch)
    if chosen.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
        print(f"{name.replace('_', ' '):32} {shown:>14}")


if __name__ == "__main__":
    main()
