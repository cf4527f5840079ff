"""Measure finding: list, filtered list, search, deep page, tallies; at 10,000 and at 1,000,000.

    WHEREHOLD_DATA_DIR=/tmp/bench python -m bench.finding [--sizes 10000 1000000]

With WHEREHOLD_DATABASE_URL it measures PostgreSQL. The database must be one that may be emptied.
Times are the server's, a question at a time: list or search with its rows' names, ready to be
shown; and whole pages, with everything that a request passes but the socket.
"""

import argparse
import os
import random
import secrets
import statistics
import time
from datetime import timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")
os.environ.setdefault("WHEREHOLD_SECRET_KEY", secrets.token_hex(40))

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from bench import pages
from wherehold.importers.events import Finished, Started
from wherehold.kernel import bulk, clock, ledger, paths
from wherehold.kernel.actor import EVERYTHING, Actor, Grant, system
from wherehold.project.sqlite import base as sqlite
from wherehold.register import fieldvalues, indexing, tallying
from wherehold.register.events import Created
from wherehold.register.models import Asset, Category, Identifier, Model, Party, Place
from wherehold.register.queries import listing, tallies

ROUNDS = 60
CHUNK = 10_000
# The first of so many chunks are imports of their own, all others are one.
IMPORTS = 5
COLOURS = ("red", "blue", "green", "black", "white")
MAKES = ("ThinkPad T14", "MacBook Pro", "Latitude 7450", "U2723QE", "TE 30 hammer", "Ladder 4 m")
COLUMNS = (
    *("id", "tag", "serial", "name", "model_id", "category_id", "category_path", "stage"),
    *("condition", "place_id", "place_path", "held", "holder_id", "due_on", "price_minor"),
    *("currency", "rate", "value_minor", "seen_at", "seen_how", "confirmed_at", "confirmed_how"),
    *("order_no", "notes", "fields", "version", "created_at", "updated_at", "purchased_on"),
    *("seen_place_id", "seen_path"),
)


def tree(model, name, parent=None, **columns):
    full = f"{parent.full_name} · {name}" if parent else name
    node = model.objects.create(name=name, parent=parent, full_name=full, path="", **columns)
    node.path = (parent.path if parent else "") + paths.step(node.pk)
    node.save(update_fields=["path"])
    return node


def empty():
    if connection.vendor == "sqlite":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(str(connection.settings_dict["NAME"]) + suffix).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)


def load(size):
    """Fill the register: 20 sites of 50 rooms, the last site small; the rest as chance has it."""
    chance = random.Random(1)
    with transaction.atomic():
        kinds = [tree(Category, f"Kind {n}") for n in range(12)]
        sites = [tree(Place, f"Site {n}", kind="site") for n in range(20)]
        rooms = [tree(Place, f"Room {n}", site, kind="room") for site in sites for n in range(50)]
        people = [
            Party.objects.create(name=f"Person {n}", kind="person", place=sites[n % 20]).pk
            for n in range(300)
        ]
        models = [(Model.objects.create(name=make), make) for make in MAKES]
    # One person sees a site with a hundredth of all, another one with a thousandth.
    weights = [0.01, 0.001] + [(1 - 0.011) / 18] * 18
    for start in range(1, size + 1, CHUNK):
        number = min(CHUNK, size + 1 - start)
        picked = chance.choices(range(20), weights, k=number)
        fill(start, picked, chance, (kinds, rooms, people, models))
        imported(range(start, start + number), min(start // CHUNK + 1, IMPORTS))
    with transaction.atomic():
        end(IMPORTS)
    return sites


def imported(keys, number):
    """Write the entries of a chunk of an import."""
    actor = system("import").via(f"import:{number}")
    now, bare = clock.now(), {"values": {}, "identifiers": [], "keywords": []}
    rows = [(key, now, bare) for key in keys]
    with transaction.atomic():
        if (keys[0] - 1) // CHUNK < IMPORTS:
            begun = Started(subject_id=number, sha256="", rows=len(rows))
            ledger.record([begun], actor=actor, happened_at=clock.now())
        ledger.record_rows(Created, rows, actor=actor)
        if number < IMPORTS:
            end(number)


def end(number):
    actor = system("import").via(f"import:{number}")
    done = Finished(subject_id=number, counts={})
    ledger.record([done], actor=actor, happened_at=clock.now())


def fill(start, picked, chance, known):
    kinds, rooms, people, models = known
    now, rows, codes, texts, own = clock.now(), [], [], [], {}
    entered = now - timedelta(days=1)
    for offset, site in enumerate(picked):
        key = start + offset
        model, make = models[key % len(models)]
        place, kind = rooms[site * 50 + key % 50], kinds[chance.randrange(12)]
        held = chance.random() < 0.15
        tag, serial = f"AST-{key:07}", f"SN{key * 40_503_531 % 16**9:09X}"
        stage = chance.choices(("in_service", "in_stock", "missing", "retired"), (60, 37, 1, 2))[0]
        price = chance.randrange(1000, 500_000)
        # Two values that many share, one that a hundred share.
        own[key] = {"colour": chance.choice(COLOURS), "loan": key % 3 == 0, "po": f"{key // 100}"}
        # One of a thousand was seen in the room beside.
        beside = rooms[site * 50 + (key + 1) % 50] if chance.random() < 0.001 else place
        rows.append(
            (
                *(key, tag, serial, f"{make} {key % 977}", model.pk, kind.pk, kind.path, stage),
                *("good", place.pk, place.path, "party" if held else ""),
                *(chance.choice(people) if held else None, now.date() if held else None, price),
                *("EUR", "1", price, now, "scan", None, ""),
                *("", "", own[key], 1, entered, now, now.date()),
                *(beside.pk, beside.path),
            )
        )
        codes += [("tag", tag.lower(), tag, key), ("serial", serial.lower(), serial, key)]
        texts.append((key, indexing.text_of(tag, serial, rows[-1][3], make)))
    with transaction.atomic():
        bulk.insert(Asset, COLUMNS, rows)
        bulk.insert(Identifier, ("kind", "key", "value", "asset_id"), codes)
        indexing.index_rows(texts)
        fieldvalues.add(own)


def questions(size):
    deep = f"AST-{size * 9 // 10:07}"
    chance = random.Random(2)

    def exact():
        return {"search": [f"AST-{chance.randrange(size):07}"]}

    def substring():
        return {"search": [f"{chance.randrange(16**4):04x}"]}

    cursor = listing.sorts.write(listing.sorts.Order("tag"), listing.sorts.Cursor(deep, 1))
    return {
        "list": (lambda: {}, "tag", ""),
        "list, deep": (lambda: {}, "tag", cursor),
        "list by name": (lambda: {}, "name", ""),
        "list by value": (lambda: {}, "value", ""),
        "stage missing": (lambda: {"stage": ["missing"]}, "tag", ""),
        "stage in stock, kind": (
            lambda: {"stage": ["in_stock"], "category": [f"Kind {chance.randrange(12)}"]},
            "tag",
            "",
        ),
        "seen elsewhere": (lambda: {"seen": ["elsewhere"]}, "tag", ""),
        "seen never": (lambda: {"seen": ["never"]}, "tag", ""),
        "seen where recorded": (lambda: {"seen": ["agrees"]}, "tag", ""),
        "own field, many": (lambda: {"field.colour": ["red"]}, "tag", ""),
        "own field, few": (lambda: {"field.po": [str(chance.randrange(size // 100))]}, "tag", ""),
        "own field, by name": (lambda: {"field.colour": ["blue"]}, "name", ""),
        "own fields, kind": (
            lambda: {
                "field.colour": ["red"],
                "field.loan": ["yes"],
                "category": [f"Kind {chance.randrange(12)}"],
            },
            "tag",
            "",
        ),
        "import of 10,000": (lambda: {"import": ["2"]}, "tag", ""),
        "import of all": (lambda: {"import": [str(IMPORTS)]}, "tag", ""),
        "one room": (lambda: {"place": [str(chance.randrange(200, 1000))]}, "tag", ""),
        "held, unconfirmed": (
            lambda: {"custody": ["held"], "unconfirmed": ["90"]},
            "tag",
            "",
        ),
        "search exact": (exact, "tag", ""),
        "search substring": (substring, "tag", ""),
        "search common": (lambda: {"search": ["thinkpad"]}, "tag", ""),
        "search two words": (lambda: {"search": [f"thinkpad {chance.randrange(900)}"]}, "tag", ""),
        "search two letters": (lambda: {"search": ["as"]}, "tag", ""),
    }


def measured(work):
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)]


def people(sites):
    sees = frozenset({"asset.see", "custody.holder"})
    return {
        "all": Actor("party:1", grants=(Grant(EVERYTHING),)),
        "1 %": Actor("party:2", grants=(Grant(sees, place=sites[0].path),)),
        "0.1 %": Actor("party:3", grants=(Grant(sees, place=sites[1].path),)),
    }


def loaded(size):
    """Return the sites of a register made anew."""
    began = time.perf_counter()
    empty()
    sites = load(size)
    took = time.perf_counter() - began
    tallying.compact()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "PRAGMA optimize")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
    print(f"{connection.vendor} {size:,}: loaded in {took:.0f} s", flush=True)
    return sites


def run(size, results, *, keep=False):
    sites = list(Place.objects.filter(kind="site").order_by("pk")) if keep else loaded(size)
    for who, actor in people(sites).items():
        for name, (given, sort, cursor) in questions(size).items():

            def work(actor=actor, given=given, sort=sort, cursor=cursor):
                return listing.page(actor=actor, given=given(), sort=sort, cursor=cursor)

            results.setdefault((who, name), {})[size] = measured(work)
            if not cursor:
                results.setdefault((who, f"count {name}"), {})[size] = measured(
                    lambda actor=actor, given=given: listing.count(actor=actor, given=given())
                )
        results.setdefault((who, "figures"), {})[size] = measured(
            lambda actor=actor: tallies.totals(actor=actor)
        )
    for who, name, figures in pages.measure(sites, measured):
        results.setdefault((who, name), {})[size] = figures


def main():
    # As in the threads of the server that answer.
    sqlite.map_pages()
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", action="store_true", help="measure what was loaded before")
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    chosen = options.parse_args()
    results = {}
    for size in chosen.sizes:
        run(size, results, keep=chosen.keep)
    print(f"{'who':6} {'question':28} " + " ".join(f"{s:>18,}" for s in chosen.sizes) + "  ratio")
    for (who, name), by_size in results.items():
        cells = " ".join(f"{by_size[s][0]:7.1f} /{by_size[s][1]:7.1f} ms" for s in chosen.sizes)
        ratio = by_size[chosen.sizes[-1]][1] / by_size[chosen.sizes[0]][1]
        print(f"{who:6} {name:28} {cells}  {ratio:5.2f}")


if __name__ == "__main__":
    main()
