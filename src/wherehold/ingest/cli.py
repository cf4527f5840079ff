"""Readings on the command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

MQTT_REST_S = 1.0


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add readings to the command line."""
    what = subparsers.add_parser("readings", help="what devices reported").add_subparsers(
        metavar="ACTION", required=True
    )
    brought = what.add_parser("import", help="bring readings in from a file, each once")
    brought.add_argument(
        "file", type=Path, metavar="FILE", help="JSON, NDJSON (.jsonl), CSV, GPX or NMEA"
    )
    brought.add_argument("--device", default="", metavar="KEY", help="where the file names none")
    brought.add_argument("--json", action="store_true")
    brought.set_defaults(run=import_readings)
    counted = what.add_parser("ledger", help="what came of readings, by source")
    counted.add_argument("--json", action="store_true")
    counted.set_defaults(run=show_ledger)

    _add_keeping(what)
    mqtt = subparsers.add_parser("mqtt", help="take readings from an MQTT broker, apart from serve")
    mqtt.set_defaults(run=run_mqtt)


def _add_keeping(what: "argparse._SubParsersAction[Any]") -> None:
    kept = what.add_parser("keep", help="for how many days readings are kept; shows it without")
    kept.add_argument("kind", nargs="?", metavar="KIND", help="of device: gps, ble, phone, …")
    kept.add_argument("days", nargs="?", metavar="DAYS", help="a number, or `all` for no limit")
    kept.set_defaults(run=keep)


def run_mqtt(options: argparse.Namespace) -> int:
    """Take readings from the broker of WHEREHOLD_MQTT_URL until told to stop."""
    import signal

    from django.conf import settings

    from wherehold.ingest.mqtt import Consumer
    from wherehold.kernel.worker import Threads

    if not settings.MQTT_URL:
        print("wherehold: WHEREHOLD_MQTT_URL names no broker.", file=sys.stderr)
        return 1
    consumer, threads = Consumer(settings.MQTT_URL), Threads()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threads.stop())
    threads.begin("mqtt", consumer.step, MQTT_REST_S)
    threads.wait()
    consumer.close()
    return 0


def import_readings(options: argparse.Namespace) -> int:
    """Bring readings in and tell what came of them. Exit code 1 when none was taken."""
    from wherehold.ingest import files

    told = files.import_file(options.file, device=options.device)
    if options.json:
        print(json.dumps(told))
    else:
        print(
            f"{told['accepted']} readings: {told['stored']} stored, {told['duplicate']} there "
            f"already, {told['rejected']} rejected."
        )
        for one in told["errors"][:20]:
            print(f"{one['index']}: {one['code']}: {one['message']}", file=sys.stderr)
    return 0 if told["stored"] or told["duplicate"] or not told["accepted"] else 1


def show_ledger(options: argparse.Namespace) -> None:
    """Tell what came of readings, by source."""
    from dataclasses import asdict

    from wherehold.kernel.actor import system
    from wherehold.tracking.queries import intake

    lines = intake.counts(actor=system("ingest").via("cli"))
    if options.json:
        print(json.dumps({"items": [asdict(line) for line in lines]}, default=str))
        return
    for one in lines:
        print(
            f"{one.source}  {one.accepted} = {one.stored} stored + {one.duplicate} duplicate "
            f"+ {one.rejected} rejected"
        )


def keep(options: argparse.Namespace) -> int:
    """Say for how many days readings of a kind of device are kept, and show it for all."""
    from wherehold.kernel.actor import system
    from wherehold.tracking import commands
    from wherehold.tracking.queries import intake

    actor, said = system("ingest").via("cli"), options.days or ""
    if options.kind:
        if said != "all" and not (said.isascii() and said.isdigit()):
            print("wherehold: Say a number of days, or `all`.", file=sys.stderr)
            return 2
        days = None if said == "all" else int(said)
        commands.keep_readings(actor=actor, days={options.kind: days})
    for kind, number in intake.retention(actor=actor).items():
        print(f"{kind}  {'without limit' if number is None else f'{number} days'}")
    return 0
