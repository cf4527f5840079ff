"""Commands that make an installation and keep it in order."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of the installation to the command line."""
    init = subparsers.add_parser("init", help="make the database, its secrets, an administrator")
    init.add_argument("--admin-email", required=True, metavar="E")
    init.add_argument("--admin-password-file", required=True, type=Path, metavar="F")
    init.add_argument("--admin-name", default="", metavar="N", help="default: from the e-mail")
    init.add_argument("--name", default="Wherehold", metavar="N", help="of the organisation")
    init.add_argument("--timezone", default="UTC", metavar="Z", help="such as Europe/Berlin")
    init.add_argument("--currency", default="EUR", metavar="C", help="three letters")
    init.add_argument("--demo", action="store_true", help="load the demonstration organisation")
    init.set_defaults(run=run_init)

    migrate = subparsers.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(run=run_migrate)

    demo = subparsers.add_parser("demo", help="load the demonstration into an empty installation")
    demo.set_defaults(run=run_demo)

    settings = subparsers.add_parser("settings", help="list every setting and what holds now")
    settings.add_argument("--json", action="store_true")
    settings.set_defaults(run=run_settings)


def run_init(options: argparse.Namespace) -> None:
    """Make an installation with its first administrator."""
    from wherehold.kernel import worker
    from wherehold.project import founding

    password = options.admin_password_file.read_text().rstrip("\r\n")
    founder = founding.Founder(
        email=options.admin_email, password=password, name=options.admin_name
    )
    founding.prepare()
    founding.found(
        founder,
        name=options.name,
        time_zone=options.timezone,
        currency=options.currency,
        source="cli",
    )
    if options.demo:
        founding.load_demonstration()
    worker.settle()
    print(f"{options.name} is ready. {options.admin_email} may sign in.", file=sys.stderr)


def run_migrate(options: argparse.Namespace) -> None:
    """Apply what this version changes in the database."""
    from wherehold.project import founding

    founding.prepare()


def run_demo(options: argparse.Namespace) -> None:
    """Load the demonstration organisation."""
    from wherehold.kernel import worker
    from wherehold.project import founding

    founding.prepare()
    founding.load_demonstration()
    worker.settle()


def run_settings(options: argparse.Namespace) -> None:
    """List the settings; of a secret only whether it is given."""
    from wherehold.project import env

    rows = [
        {"name": s.name, "value": "(secret)" if s.secret and value else value}
        for s in env.DECLARED.values()
        for value in [os.environ.get(s.name, "" if s.secret else s.default)]
    ]
    if options.json:
        print(json.dumps({"items": rows, "unknown": env.unknown()}))
        return
    for row in rows:
        print(f"{row['name']}={row['value']}")
    for name in env.unknown():
        print(f"{name} is no setting: misspelt?", file=sys.stderr)
