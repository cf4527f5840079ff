"""The file of what is held about a person, on the command line of the host."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add `user export-data` beside the other commands about accounts."""
    actions = subparsers.choices["user"].get_default("actions")
    made = actions.add_parser("export-data", help="write what is held about somebody, as a ZIP")
    made.add_argument("--email", required=True, metavar="E", help="of the person")
    made.add_argument("file", type=Path, metavar="FILE")
    made.set_defaults(run=export_data)


def export_data(options: argparse.Namespace) -> None:
    """Write what is held about a person to a file; the ledger keeps that it was taken out."""
    from dataclasses import replace

    from wherehold.dossier import commands, writing
    from wherehold.kernel.actor import system

    actor = system("dossier").via("cli")
    about = commands.take_out(actor=actor, email=options.email)
    writing.write(options.file.absolute(), replace(about, whole=True))
    print(f"{options.file}: what is held about {about.name}.", file=sys.stderr)
