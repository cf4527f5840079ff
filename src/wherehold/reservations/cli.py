"""Reservations on the command line."""

import argparse
import json
from datetime import date
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of reservations to the command line."""
    group = subparsers.add_parser("reservations", help="reservations").add_subparsers(
        metavar="ACTION", required=True
    )
    due = group.add_parser("due", help="list what is to be handed out and taken back on a day")
    due.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="today if left out")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=list_due)


def list_due(options: argparse.Namespace) -> None:
    """List what a desk has to do."""
    from dataclasses import asdict

    from wherehold.kernel.actor import system
    from wherehold.reservations.queries import listed

    found = listed.day_list(actor=system("reservations").via("cli"), on=options.on)
    groups = asdict(found)
    if options.json:
        print(json.dumps(groups, default=str))
        return
    for name, lines in groups.items():
        for line in lines:
            period = f"{line['begins_at']:%Y-%m-%d %H:%M} {line['ends_at']:%Y-%m-%d %H:%M}"
            print(f"{name}  {line['id']}  {period}  {line['party']}  {line['what']}")
