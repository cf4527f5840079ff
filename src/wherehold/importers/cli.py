"""Import and export on the command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

BAR_CHARACTERS = 30


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add import and export to the command line."""
    _add_import(subparsers)
    what = subparsers.add_parser("export", help="take things out as a file").add_subparsers(
        metavar="WHAT", required=True
    )
    assets = what.add_parser("assets", help="all assets, to .csv or .xlsx; - writes CSV")
    assets.add_argument("file", metavar="FILE")
    assets.add_argument("--only", action="append", default=[], metavar="NAME=VALUE")
    assets.set_defaults(run=export_assets)


def _add_import(subparsers: "argparse._SubParsersAction[Any]") -> None:
    what = subparsers.add_parser("import", help="bring things in from a file").add_subparsers(
        metavar="WHAT", required=True
    )
    assets = what.add_parser("assets", help="assets from CSV or XLSX")
    assets.add_argument("file", type=Path, metavar="FILE")
    assets.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD", help="repeatable"
    )
    assets.add_argument("--no-create", action="store_true", help="refuse unknown names")
    assets.add_argument("--dry-run", action="store_true", help="check, write nothing")
    assets.add_argument("--json", action="store_true")
    assets.set_defaults(run=import_assets)
    costs = what.add_parser("costs", help="costs from CSV or XLSX; good rows are recorded")
    costs.add_argument("file", type=Path, metavar="FILE")
    costs.add_argument("--json", action="store_true")
    costs.set_defaults(run=import_costs)
    undone = what.add_parser("undo", help="take an import back")
    undone.add_argument("id", type=int, metavar="ID")
    undone.set_defaults(run=undo_import)


def import_assets(options: argparse.Namespace) -> None:
    """Import a file, going on with it if it was killed before, and tell what came of it."""
    from wherehold.importers import console

    choices = dict(one.rpartition("=")[::2] for one in options.map)
    told = console.import_file(
        options.file,
        choices=choices,
        create=not options.no_create,
        trial=options.dry_run,
        progress=_bar if sys.stderr.isatty() else console.nothing,
    )
    print(json.dumps(told) if options.json else _sentences(told, dry_run=options.dry_run))


def import_costs(options: argparse.Namespace) -> None:
    """Record the good rows of a file of costs, and tell what is wrong with the others."""
    from wherehold.importers import costs
    from wherehold.kernel.actor import system

    outcome = costs.import_costs(system("import").via("cli"), options.file)
    if options.json:
        print(json.dumps(costs.as_json(outcome)))
        return
    print(f"{outcome.rows} rows: {outcome.recorded} recorded, {outcome.refused} refused.")
    for one in outcome.faults:
        print(f"line {one.line}, {one.column}: {one.why}")


def undo_import(options: argparse.Namespace) -> None:
    """Take an import back; what has been changed since is kept and named."""
    from wherehold.importers import console

    print(console.undo(options.id))


def export_assets(options: argparse.Namespace) -> None:
    """Write all assets, or those that meet the filters, to a file."""
    from wherehold.importers import console

    given: dict[str, list[str]] = {}
    for one in options.only:
        name, _, value = one.partition("=")
        given.setdefault(name, []).append(value)
    number = console.export_file(options.file, given)
    print(f"{number} assets written.", file=sys.stderr)


def _bar(done: int, total: int, counts: dict[str, int]) -> None:
    """Draw how far it is."""
    share = done / total if total else 1
    full = "█" * int(share * BAR_CHARACTERS)
    text = f"\r{full:·<{BAR_CHARACTERS}} {done:,} of {total:,}"
    print(text, end="\n" if done >= total else "", file=sys.stderr, flush=True)


def _sentences(told: dict[str, Any], *, dry_run: bool) -> str:
    """Return the outcome for people."""
    counted = ", ".join(f"{told[name]} {name}" for name in ("created", "updated", "rejected"))
    lines = [f"{told['rows']} rows: {counted}; {told['created_references']} new references."]
    if dry_run:
        lines.append("Nothing was written: this was a trial.")
    lines += [f"line {e['line']}, {e['column']}: {e['message']}" for e in told["errors"]]
    return "\n".join(lines)
