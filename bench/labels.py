"""What 1,000 labels cost against a bare run of the same sheet; memory while 10,000 are made.

A bare run makes the codes by zxing-cpp and has Typst draw what is placed already: no database, no
rights, no record, no layout. Typst alone, with the codes there, stands beside it.
"""

import json
import statistics
import time

import psutil

from bench import harness
from bench.reads import fill

ROUNDS = 5
MIB = 2**20


def sheet_times(actor, ids):
    """Return seconds for the whole act, for a bare run of as many others, for Typst alone."""
    from wherehold.labels import access, asking, sheet
    from wherehold.labels.asking import Wanted
    from wherehold.labels.commands import print_labels
    from wherehold.labels.design import Design

    design = Design()
    press = access.press(design)
    times = []
    for number in range(ROUNDS):
        # Others each time and for each of the two, as Typst remembers what it has drawn.
        some, others = (ids[at : at + 1_000] for at in (number * 2_000, number * 2_000 + 1_000))
        made = print_labels(actor=actor, asset_ids=others, design=design)
        placed = list(sheet.pages(press, made))
        began = time.process_time()
        redraw(placed)
        coded = time.process_time()
        sheet.compiled(press, placed, "pdf", 600)
        drawn = time.process_time()
        asking.produce(actor, Wanted(design=design, asset_ids=some))
        times.append((time.process_time() - drawn, drawn - began, drawn - coded))
    return [statistics.median(each) for each in zip(*times, strict=True)]


def redraw(placed):
    """Make the codes of placed labels again, as a script that knows no product would."""
    import zxingcpp

    for page in placed:
        for label in page:
            code = zxingcpp.create_barcode(
                label["code"]["alt"], zxingcpp.BarcodeFormat.QRCode, ec_level="M"
            )
            label["code"]["svg"] = str(code.to_svg(scale=1, add_quiet_zones=False))


def in_background(actor, form):
    """Make labels of all assets as the background does; return seconds, and MiB at each part."""
    from wherehold.kernel import jobs
    from wherehold.labels import tasks
    from wherehold.labels.commands import begin_print
    from wherehold.labels.design import Design

    process, seen = psutil.Process(), []

    class Watched(jobs.Run):
        def step(self, done, total=None, **more):
            seen.append(process.memory_info().rss / MIB)

    number = begin_print(actor=actor, design=Design(), format=form, given={})
    began = time.perf_counter()
    tasks.run(Watched(0, "bench", {"print_id": number}))
    return time.perf_counter() - began, seen


def main():
    chosen = harness.options(__doc__, assets=10_000)
    with harness.installation() as token:
        from django.conf import settings

        settings.PUBLIC_URL = "https://assets.example.org"
        fill(harness.Caller(token), chosen.assets)
        from wherehold.accounts.actors import actor_for_token
        from wherehold.register.queries import listing

        actor = actor_for_token(token)
        ids = next(listing.ids_matching(actor=actor, given={}, chunk=10_000))
        whole, bare, typst = sheet_times(actor, ids)
        seconds, seen = in_background(actor, "pdf")
    settled = seen[len(seen) // 4]
    told = {
        "labels_1000_cpu_s": round(whole, 3),
        "bare_run_cpu_s": round(bare, 3),
        "typst_alone_cpu_s": round(typst, 3),
        "ratio": round(whole / bare, 2),
        "ratio_to_typst_alone": round(whole / typst, 2),
        "labels": chosen.assets,
        "seconds": round(seconds, 2),
        "mib_after_a_quarter": round(settled),
        "mib_at_most": round(max(seen)),
        "growth_after_a_quarter": round(max(seen) / settled, 2),
    }
    print(
        json.dumps(told, indent=2)
        if chosen.json
        else "\n".join(f"{k:24} {v}" for k, v in told.items())
    )


if __name__ == "__main__":
    main()
