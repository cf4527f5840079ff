"""Counts on the command line."""

import argparse
import json
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands of counts to the command line."""
    stocktake = subparsers.add_parser("stocktake", help="counts").add_subparsers(
        metavar="ACTION", required=True
    )
    listed = stocktake.add_parser("list", help="list the counts, the newest first")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_counts)
    report = stocktake.add_parser("report", help="write the evidence of a count as PDF/A")
    report.add_argument("id", type=int, metavar="ID")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    report.set_defaults(run=write_report)


def list_counts(options: argparse.Namespace) -> None:
    """List the counts."""
    from dataclasses import asdict

    from wherehold.kernel.actor import system
    from wherehold.stocktake.queries import counts

    lines, _after = counts.page(actor=system("stocktake").via("cli"), limit=counts.LIMIT_MAX)
    if options.json:
        print(json.dumps({"items": [asdict(line) for line in lines]}, default=str))
        return
    for line in lines:
        print(f"{line.id}  {line.state}  {line.seen or 0}/{line.expected or 0}  {line.name}")


def write_report(options: argparse.Namespace) -> None:
    """Write the evidence of a count into a file."""
    from wherehold.kernel import organisation
    from wherehold.kernel.actor import system
    from wherehold.stocktake import document
    from wherehold.stocktake.queries.evidence import evidence

    found = evidence(actor=system("stocktake").via("cli"), stocktake_id=options.id)
    options.output.write_bytes(document.draw(found, owner=organisation.current().name))
    print(options.output)
