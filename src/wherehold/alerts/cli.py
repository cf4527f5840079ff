"""Alerts and rules on the command line."""

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wherehold.kernel.actor import Actor

STATES = ("open", "mine", "snoozed", "resolved", "all")


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add alerts to the command line."""
    alerts = subparsers.add_parser("alerts", help="what must be seen to").add_subparsers(
        metavar="ACTION", required=True
    )
    listed = alerts.add_parser("list", help="list alerts")
    listed.add_argument("--state", choices=STATES, default="open")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_alerts)
    resolved = alerts.add_parser("resolve", help="say how alerts were dealt with")
    resolved.add_argument("ids", metavar="ID", type=int, nargs="+")
    resolved.add_argument("--reason", required=True)
    resolved.set_defaults(run=resolve)
    rules = alerts.add_parser("rules", help="list the rules")
    rules.add_argument("--json", action="store_true")
    rules.set_defaults(run=list_rules)
    looked = alerts.add_parser("look", help="look for everything now")
    looked.set_defaults(run=look_now)


def list_alerts(options: argparse.Namespace) -> None:
    """List alerts, one a line or one JSON document a line."""
    from wherehold.alerts import queries

    lines, _after = queries.page(actor=_host(), state=options.state, limit=queries.LIMIT_MAX)
    for one in lines:
        if options.json:
            print(json.dumps(vars(one), default=str))
        else:
            print(one.id, one.severity, f"{one.since:%Y-%m-%d %H:%M}", one.title, sep="\t")


def resolve(options: argparse.Namespace) -> None:
    """Resolve alerts."""
    from wherehold.alerts import commands

    commands.resolve(actor=_host(), alert_ids=options.ids, reason=options.reason)


def list_rules(options: argparse.Namespace) -> None:
    """List the rules, one a line or one JSON document a line."""
    from wherehold.alerts import queries

    for one in queries.rules(actor=_host()):
        if options.json:
            print(json.dumps(vars(one), default=str))
        else:
            print(one.name, one.finder, one.severity, "on" if one.on else "off", sep="\t")


def look_now(options: argparse.Namespace) -> None:
    """Look for everything, and say how many alerts were opened."""
    from wherehold.alerts import looking

    print(looking.look(actor=_host()))


def _host() -> "Actor":
    from wherehold.kernel.actor import system

    return system("cli").via("cli")
