"""Webhooks on the command line."""

import argparse
import json
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add webhooks to the command line."""
    hooks = subparsers.add_parser("webhooks", help="what is told to programs elsewhere")
    actions = hooks.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", help="list webhooks and how they do")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_webhooks)
    again = actions.add_parser("replay", help="tell one again from a position in the ledger on")
    again.add_argument("id", metavar="ID", type=int)
    again.add_argument("pos", metavar="POSITION", type=int)
    again.set_defaults(run=replay)


def list_webhooks(options: argparse.Namespace) -> None:
    """List webhooks, one a line or one JSON document a line."""
    from wherehold.kernel.actor import system
    from wherehold.webhooks import queries

    for one in queries.webhooks(actor=system("cli").via("cli")):
        if options.json:
            print(json.dumps(vars(one), default=str))
        else:
            state = "on" if one.on else one.off_why or "off"
            print(one.id, one.name, one.url, state, f"{one.waiting} waiting", sep="\t")


def replay(options: argparse.Namespace) -> None:
    """Tell a webhook again."""
    from wherehold.kernel.actor import system
    from wherehold.webhooks import commands

    commands.replay(actor=system("cli").via("cli"), webhook_id=options.id, pos=options.pos)
