"""Labels on the command line."""

import argparse
import sys
from pathlib import Path
from typing import Any


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add labels to the command line."""
    labels = subparsers.add_parser(
        "labels", help="make labels as a file, or send them to a printer"
    )
    labels.add_argument("--stock", default="L7160", help="what they are printed on")
    labels.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE")
    labels.add_argument("--tag", action="append", default=[], help="one thing; repeatable")
    labels.add_argument("--commands", action="store_true", help="the words to hang on the wall")
    labels.add_argument("--code", default="qr", help="qr, datamatrix, code128, gs1_…, none")
    labels.add_argument("--field", action="append", default=[], help="a line of words; repeatable")
    labels.add_argument("--printer", default="", help="a printer profile")
    labels.add_argument("--start-at", type=int, default=1, help="the first free label of a sheet")
    labels.add_argument("--format", choices=("pdf", "zpl", "png", "svg"), help="or by the file")
    labels.add_argument("--send-to", default="", metavar="PRINTER", help="of WHEREHOLD_PRINTERS")
    labels.add_argument("-o", "--output", type=Path, metavar="FILE")
    labels.add_argument("--list", action="store_true", help="list stocks and printers")
    labels.set_defaults(run=make_labels)


def make_labels(options: argparse.Namespace) -> int:
    """Make labels and say how many there are. Exit code 2 when nobody is to get them."""
    from wherehold.labels import console

    if options.list:
        print("\n".join(console.known()))
        return 0
    if options.output is None and not options.send_to:
        print("wherehold: name a file with -o, or a printer with --send-to", file=sys.stderr)
        return 2
    number = console.make(options, progress=_bar if sys.stderr.isatty() else console.nothing)
    print(f"{number} labels made.", file=sys.stderr)
    return 0


def _bar(done: int) -> None:
    print(f"\r{done:,} labels", end="", file=sys.stderr, flush=True)
