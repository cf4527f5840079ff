"""How long an import of a million rows takes, against two bare runs of the same file.

    python bench/importing.py [--rows N] [--database URL] [--keep]

Three runs, each a process of its own and a database of its own:

- `bare`: reads the file with `csv` and inserts the same rows into the same tables with the same
  indexes, triggers and chunks, without looking at anything;
- `table`: `csv.reader` into one table of nine columns, two of them unique;
- `import`: `wherehold import assets`, while a thread checks things out over the API every so often.

Printed are seconds, ratios, the largest memory of the import and how long check-outs waited.
SQLite runs with synchronous=FULL, as the product does.
"""

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 2_000
COLUMNS = (
    "Asset Tag,Name,Serial,Model,Manufacturer,Category,Location,Purchase Date,Purchase Cost".split(",")
)
MAKES = {
    "Dell": ("Latitude 5440", "Latitude 7440", "OptiPlex 7010", "P2423DE"),
    "Lenovo": ("ThinkPad T14 Gen 5", "ThinkCentre M70q", "X1 Carbon Gen 12"),
    "HP": ("EliteBook 845 G11", "ProDesk 400 G9", "LaserJet M507"),
    "Hilti": ("TE 30-AVR", "SF 6H-22", "PD-S"),
    "Bosch": ("GSR 18V-60", "GBH 2-26"),
    "Apple": ("MacBook Pro 14", "iPhone 15", "iPad Air"),
}
CATEGORIES = ("IT > Laptops", "IT > Screens", "IT > Phones", "Tools > Drills", "Tools > Measuring")


def write_file(path, rows):
    """Write a believable file: many assets of few models in some hundred rooms."""
    dice = random.Random(7)
    rooms = [f"Site {s} > Floor {f} > Room {f}{r:02}" for s in range(12) for f in range(5) for r in range(8)]
    makes = [(make, model) for make, models in MAKES.items() for model in models]
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number in range(rows):
            make, model = makes[dice.randrange(len(makes))]
            day = f"{2016 + dice.randrange(10)}-{1 + dice.randrange(12):02}-{1 + dice.randrange(28):02}"
            out.writerow(
                (
                    f"AST-{number:07}",
                    f"{model} {dice.randrange(900)}",
                    f"{dice.getrandbits(48):012X}",
                    model,
                    make,
                    CATEGORIES[dice.randrange(len(CATEGORIES))],
                    rooms[dice.randrange(len(rooms))],
                    day,
                    f"{dice.randrange(5_000, 300_000) / 100:.2f}",
                )
            )


def set_up():
    """Load the product in this process, with its database made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()
    from django.core.management import call_command

    from wherehold.kernel import clock
    from wherehold.kernel.models import Organisation

    call_command("migrate", verbosity=0)
    Organisation.objects.get_or_create(id=1, defaults={"name": "Bench", "created_at": clock.now()})


def bare(path):
    """Insert what the import inserts, without reading, checking or looking anything up."""
    set_up()
    from django.db import transaction

    from wherehold.kernel import bulk, clock, ledger
    from wherehold.kernel.actor import system
    from wherehold.register import indexing
    from wherehold.register.commands import assets
    from wherehold.register.events import Created
    from wherehold.register.models import Asset, Identifier

    actor = system("bench")
    now = clock.now()
    began = time.perf_counter()
    with path.open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        while chunk := [row for row, _ in zip(reader, range(CHUNK), strict=False)]:
            with transaction.atomic():
                ids = bulk.next_ids(Asset, len(chunk))
                rows, codes, texts, entries = [], [], [], []
                for key, row in zip(ids, chunk, strict=True):
                    tag, name, serial, model, _make, _category, _place, day, price = row
                    minor = int(price.replace(".", ""))
                    values = (tag, serial, name, None, None, "in_stock", "good", None, None, None)
                    bought = (None, "", day, minor, "EUR", "", minor, None, None, "", {})
                    rows.append((key, *values, *bought, "", "", now, now, 1, "", "", ""))
                    codes.append(("tag", tag.lower(), tag, key))
                    codes.append(("serial", serial.lower(), serial, key))
                    texts.append((key, f"{tag} {serial} {name} {model}".lower()))
                    told = {"tag": tag, "serial": serial, "name": name, "purchased_on": day, "price_minor": minor}
                    entries.append((key, {"values": told, "identifiers": [], "keywords": []}))
                bulk.insert(Asset, assets.COLUMNS, rows)
                bulk.insert(Identifier, ("kind", "key", "value", "asset_id"), codes)
                indexing.index_rows(texts)
                ledger.record_rows(Created, entries, actor=actor, happened_at=now)
    return {"seconds": time.perf_counter() - began}


def table(path):
    """Insert the file as it is into one table with two unique columns."""
    set_up()
    from django.db import connection, transaction

    columns = [f"c{i}" for i in range(len(COLUMNS))]
    kinds = [f"{c} varchar(200){' UNIQUE' if i in (0, 2) else ''}" for i, c in enumerate(columns)]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_nine ({', '.join(kinds)})")
    began = time.perf_counter()
    with path.open(newline="") as file, connection.cursor() as cursor:
        reader = csv.reader(file)
        next(reader)
        while chunk := [row for row, _ in zip(reader, range(CHUNK), strict=False)]:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with cursor.copy("COPY bench_nine FROM STDIN") as copy:
                        for row in chunk:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f"INSERT INTO bench_nine VALUES ({marks})", chunk)
    return {"seconds": time.perf_counter() - began}


def whole_import(path):
    """Import the file as the command line does."""
    set_up()
    from wherehold.importers import looking, running
    from wherehold.importers.commands import runs
    from wherehold.kernel.actor import system

    began = time.perf_counter()
    actor = system("import")
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(2**20), b"")
        looked = looking.look(actor=actor, name=path.name, pieces=pieces)
    run_id = runs.receive(actor=actor, looked=looked)
    counts = running.execute(run_id, trial=False)
    return {
        "seconds": time.perf_counter() - began,
        "counts": running.outcome(counts),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


PARTS = {"bare": bare, "table": table, "import": whole_import}


def apart(part, path, url, watch=None):
    """Run one part in a process of its own, on an empty database."""
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        surroundings = os.environ | {"WHEREHOLD_DATA_DIR": folder}
        name = f"bench_{part}_{os.getpid()}"
        if url:
            _psql(url, f'CREATE DATABASE "{name}"')
            surroundings["WHEREHOLD_DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
        try:
            command = [sys.executable, str(ROOT / "bench/importing.py"), "--part", part, "--file", str(path)]
            child = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True)
            waits = watch(child, surroundings) if watch else []
            out, _ = child.communicate()
            found = json.loads(out.strip().splitlines()[-1])
        finally:
            if url:
                _psql(url, f'DROP DATABASE "{name}" WITH (FORCE)')
    return found | ({"waits_s": waits} if watch else {})


def _psql(url, statement):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def check_outs(child, surroundings):
    """Check things out over the API of a server beside the import; return how long each took."""
    command = [sys.executable, str(ROOT / "bench/_check_outs.py"), str(child.pid)]
    watcher = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if watcher.returncode:
        print(watcher.stderr, file=sys.stderr)
        return []
    return json.loads(watcher.stdout.strip().splitlines()[-1])


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--database", default="", help="of a PostgreSQL server; SQLite without it")
    options.add_argument("--part", choices=PARTS)
    options.add_argument("--file", type=Path)
    given = options.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.csv"
        write_file(path, given.rows)
        found = {part: apart(part, path, given.database) for part in ("table", "bare", "import")}
        watched = apart("import", path, given.database, check_outs)
    seconds = {part: round(one["seconds"], 1) for part, one in found.items()}
    waits = sorted(watched["waits_s"])
    print(
        json.dumps(
            {
                "rows": given.rows,
                "database": "postgresql" if given.database else "sqlite",
                "seconds": seconds,
                "to_bare": round(seconds["import"] / seconds["bare"], 2),
                "to_table": round(seconds["import"] / seconds["table"], 2),
                "peak_mb": round(found["import"]["peak_mb"]),
                "counts": found["import"]["counts"],
                "check_outs": len(waits),
                "check_out_p95_s": round(waits[int(len(waits) * 0.95)], 3) if waits else None,
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
