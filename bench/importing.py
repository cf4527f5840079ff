"""How long an import of a million rows takes, against two bare runs of the same file.

    python bench/importing.py [--rows N] [--database URL]

Runs, each a process of its own and a database of its own:

- `bare`: reads the file with `csv` and inserts the same rows into the same tables with the same
  indexes, triggers and chunks, without looking at anything;
- `table`: `csv.reader` into one table of nine columns, two of them unique, by `executemany`;
- `copy`: the same by COPY, on PostgreSQL alone;
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
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 2_000
THINGS = 50
PORT = 8973
COLUMNS = (
    "Asset Tag,Name,Serial,Model,Manufacturer,Category,Location,Purchase Date,Purchase Cost".split(
        ","
    )
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
    rooms = [
        f"Site {s} > Floor {f} > Room {f}{r:02}"
        for s in range(12)
        for f in range(5)
        for r in range(8)
    ]
    makes = [(make, model) for make, models in MAKES.items() for model in models]
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number in range(rows):
            make, model = makes[dice.randrange(len(makes))]
            year, month = 2016 + dice.randrange(10), 1 + dice.randrange(12)
            day = f"{year}-{month:02}-{1 + dice.randrange(28):02}"
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


def bare(path):  # noqa: PLR0915 - one loop, in the open
    """Insert what the import inserts, without reading, checking or looking anything up."""
    set_up()
    from django.db import transaction

    from wherehold.kernel import bulk, clock, ledger
    from wherehold.kernel.actor import system
    from wherehold.register import indexing, tallying
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
                    told = {
                        "tag": tag,
                        "serial": serial,
                        "name": name,
                        "purchased_on": day,
                        "price_minor": minor,
                    }
                    told = {"values": told, "identifiers": [], "keywords": []}
                    entries.append((key, now, told))
                tallying.insert(assets.COLUMNS, rows)
                bulk.insert(Identifier, ("kind", "key", "value", "asset_id"), codes)
                indexing.index_rows(texts)
                ledger.record_rows(Created, entries, actor=actor)
    return {"seconds": time.perf_counter() - began, "cpu_s": time.process_time()}


def table(path, *, by_copy=False):
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
                if by_copy:
                    with cursor.copy("COPY bench_nine FROM STDIN") as copy:
                        for row in chunk:
                            copy.write_row(row)
                else:
                    marks = ", ".join(["%s"] * len(columns))
                    cursor.executemany(f"INSERT INTO bench_nine VALUES ({marks})", chunk)
    return {"seconds": time.perf_counter() - began, "cpu_s": time.process_time()}


def copy(path):
    """Insert the file as it is into one table by COPY."""
    return table(path, by_copy=True)


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
        "cpu_s": time.process_time(),
        "counts": running.outcome(counts),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def prepare():
    """Make somebody with a token, and things to hand out; print what the watcher needs."""
    set_up()
    from wherehold.accounts import commands as accounts
    from wherehold.kernel.actor import system
    from wherehold.register.commands import parties
    from wherehold.register.commands.assets import create_assets
    from wherehold.register.commands.drafts import AssetDraft

    actor = system("bench")
    accounts.lay_roles(actor=actor)
    user = accounts.create_user(actor=actor, email="w@example.org", role="administrator")
    _, token = accounts.create_token(actor=actor, user_id=user.pk)
    [holder] = parties.create(actor=actor, parties=[parties.NewParty(name="Holder")])
    drafts = [AssetDraft(name=f"Lent {n}", tag=f"LENT-{n}") for n in range(THINGS)]
    return {"token": token, "holder": holder, "assets": create_assets(actor=actor, drafts=drafts)}


PARTS = {
    "bare": bare,
    "table": table,
    "copy": copy,
    "import": whole_import,
    "prepare": prepare,
}


def apart(part, path, url, *, watched=False):
    """Run one part in a process of its own, on an empty database."""
    with tempfile.TemporaryDirectory(prefix="wherehold-bench-") as folder:
        surroundings = os.environ | {"WHEREHOLD_DATA_DIR": folder}
        name = f"bench_{part}_{os.getpid()}"
        if url:
            _psql(url, f'CREATE DATABASE "{name}"')
            own = urlsplit(url)._replace(path=f"/{name}").geturl()
            surroundings["WHEREHOLD_DATABASE_URL"] = own
        try:
            return _run(part, path, surroundings, watched=watched)
        finally:
            if url:
                _psql(url, f'DROP DATABASE "{name}" WITH (FORCE)')


def _run(part, path, surroundings, *, watched):
    if not watched:
        return _result(_start(part, path, surroundings))
    lent = _result(_start("prepare", path, surroundings))
    serve = [sys.executable, "-m", "wherehold", "serve", "--port", str(PORT), "--no-worker"]
    server = subprocess.Popen(
        serve, env=surroundings | {"PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for_server()
        child = _start(part, path, surroundings)
        waits = _check_outs(child, lent)
        return _result(child) | {"waits_s": waits}
    finally:
        server.terminate()
        server.wait()


def _start(part, path, surroundings):
    command = [sys.executable, str(ROOT / "bench/importing.py"), "--part", part]
    return subprocess.Popen(
        [*command, "--file", str(path)], env=surroundings, stdout=subprocess.PIPE, text=True
    )


def _result(child):
    out, _ = child.communicate()
    return json.loads(out.strip().splitlines()[-1])


def _wait_for_server():
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/healthz", timeout=1).read()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _check_outs(child, lent):
    """Hand a thing out and take it back, again and again; return how long each hand-over took."""
    waits = []
    for number in range(10**6):
        if child.poll() is not None:
            return waits
        asset = lent["assets"][number % THINGS]
        given = {"asset_ids": [asset], "holder_id": lent["holder"]}
        began = time.perf_counter()
        _post("check-out", given, lent["token"])
        waits.append(time.perf_counter() - began)
        _post("check-in", {"asset_ids": [asset]}, lent["token"])
        time.sleep(0.2)
    return waits


def _post(act, given, token):
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/api/v1/custody/{act}",
        data=json.dumps(given).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        assert answer.status == 201, answer.status


def _psql(url, statement):
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--database", default="", help="of a PostgreSQL server; SQLite without it")
    options.add_argument("--part", choices=PARTS)
    options.add_argument("--file", type=Path)
    given = options.parse_args()
    if given.part:
        part = PARTS[given.part]
        print(json.dumps(part() if given.part == "prepare" else part(given.file)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.csv"
        write_file(path, given.rows)
        parts = ("table", *(["copy"] if given.database else []), "bare", "import")
        found = {part: apart(part, path, given.database) for part in parts}
        watched = apart("import", path, given.database, watched=True)
    seconds = {part: round(one["seconds"], 2) for part, one in found.items()}
    cpu = {part: round(one["cpu_s"], 2) for part, one in found.items()}
    waits = sorted(watched["waits_s"])
    told = {
        "rows": given.rows,
        "database": "postgresql" if given.database else "sqlite",
        "seconds": seconds,
        "cpu_s": cpu,
        "ratios": {
            part: round(seconds["import"] / one, 2)
            for part, one in seconds.items()
            if part != "import"
        },
        "peak_mb": round(found["import"]["peak_mb"]),
        "counts": found["import"]["counts"],
        "check_outs": len(waits),
        "check_out_p95_s": round(waits[int(len(waits) * 0.95)], 3) if waits else None,
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
