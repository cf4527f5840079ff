"""Hand-overs on the command line."""

import argparse
import json
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of hand-overs to the command line."""
    handover = subparsers.add_parser("handover", help="hand-overs").add_subparsers(
        metavar="ACTION", required=True
    )
    listed = handover.add_parser("list", help="list the hand-overs, the newest first")
    listed.add_argument("--state", choices=("waits", "disputed", "out", "done"), default="")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_handovers)
    pdf = handover.add_parser("pdf", help="write the document of a hand-over as PDF/A")
    pdf.add_argument("id", type=int, metavar="ID")
    pdf.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    pdf.set_defaults(run=write_document)


def list_handovers(options: argparse.Namespace) -> None:
    """List the hand-overs."""
    from dataclasses import asdict

    from wherehold.handover.queries import handovers
    from wherehold.kernel.actor import system

    lines, _after = handovers.page(
        actor=system("handover").via("cli"), bucket=options.state, limit=handovers.LIMIT_MAX
    )
    if options.json:
        print(json.dumps({"items": [asdict(line) for line in lines]}, default=str))
        return
    for line in lines:
        print(f"{line.number}  {line.state}  {line.things}  {line.receiver}")


def write_document(options: argparse.Namespace) -> None:
    """Write the document of a hand-over into a file."""
    from wherehold.handover import document
    from wherehold.handover.queries.evidence import evidence
    from wherehold.kernel import organisation
    from wherehold.kernel.actor import system

    found = evidence(actor=system("handover").via("cli"), handover_id=options.id)
    options.output.write_bytes(document.draw(found, owner=organisation.current().name))
    print(options.output)
