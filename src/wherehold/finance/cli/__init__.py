"""Money on the command line: books, and a calculator that needs no database."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, cast

from wherehold.finance.cli import parts
from wherehold.finance.cli.shared import tell

TEXTS = (
    ("--method", "M", "straight-line", "such as straight-line or declining-balance"),
    ("--residual", "R", "0", "what it is worth in the end"),
    ("--convention", "K", "full-month", "such as full-month, half-year, daily"),
    ("--currency", "C", "EUR", "three letters"),
    ("--rounding", "K", "cumulative", "cumulative, last-row, truncate or whole"),
    ("--rate", "X", "", "a year, as a fraction"),
    ("--factor", "F", "", "rate = factor / life"),
    ("--life", "N", "", "in units"),
    ("--total-units", "N", "", "that it will make in its life"),
)
FILES = (
    ("--units", "the units of each period: JSON, or one a line"),
    ("--table", "percentages of each period"),
    ("--amounts", "amounts of each period"),
)


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the calculator to the command line."""
    calc = subparsers.add_parser("calc", help="depreciation, without a database").add_subparsers(
        metavar="WHAT", required=True
    )
    _add_schedule(calc.add_parser("schedule", help="what is charged in each period"))
    _add_macrs(calc.add_parser("macrs", help="US tax depreciation by tax years"))
    economic = calc.add_parser("economic-life", help="how long to keep a thing")
    economic.add_argument("file", type=Path, metavar="FILE", help="JSON")
    economic.add_argument("--json", action="store_true")
    economic.set_defaults(run=calc_economic_life)
    _add_books(subparsers)


def _add_books(subparsers: "argparse._SubParsersAction[Any]") -> None:
    _add_posting(subparsers)
    value = subparsers.add_parser("value", help="what the things of a book are worth on a day")
    value.add_argument("--book", required=True, metavar="CODE")
    value.add_argument("--as-at", default="", metavar="DATE", help="today, unless it is said")
    value.add_argument("--totals", action="store_true", help="by class only: quick for a million")
    value.add_argument("--json", action="store_true")
    value.set_defaults(run=list_values)
    taken = subparsers.add_parser("take-in", help="take things with a price into a book")
    taken.add_argument("--book", required=True, metavar="CODE")
    taken.set_defaults(run=take_in)
    parts.add_commands(subparsers)


def _add_posting(subparsers: "argparse._SubParsersAction[Any]") -> None:
    posted = subparsers.add_parser("depreciate", help="post the months of a book")
    posted.add_argument("--book", required=True, metavar="CODE")
    posted.add_argument("--through", required=True, metavar="DATE")
    posted.add_argument("--dry-run", action="store_true", help="post nothing, say what would be")
    posted.add_argument("--json", action="store_true")
    posted.set_defaults(run=depreciate)
    journal = subparsers.add_parser("journal", help="write a posted month for accounting")
    journal.add_argument("--book", required=True, metavar="CODE")
    journal.add_argument("--period", required=True, metavar="YYYY-MM")
    formats = ("beancount", "ledger", "csv", "xlsx", "json")
    journal.add_argument("--format", choices=formats, default="csv")
    journal.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    journal.set_defaults(run=write_journal)


def _add_schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cost", required=True, metavar="C")
    parser.add_argument("--start", required=True, metavar="DATE")
    parser.add_argument("--unit", choices=("month", "year"), default="year")
    for name, metavar, default, text in TEXTS:
        parser.add_argument(name, metavar=metavar, default=default, help=text)
    for name, text in FILES:
        parser.add_argument(name, metavar="FILE", type=Path, help=text)
    parser.add_argument("--fiscal-start", type=int, default=0, metavar="MM")
    parser.add_argument("--months", type=int, default=12, metavar="N", help="of the first year")
    parser.add_argument("--day-count", type=int, default=0, metavar="0-4", help="for amor...")
    parser.add_argument("--switch", action="store_true", help="to equal parts when that is more")
    parser.add_argument("--write-off-rest", action="store_true", help="in the last period")
    parser.add_argument("--formula", action="store_true", help="for macrs: not the tables")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=calc_schedule)


def _add_macrs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--class", required=True, dest="life", metavar="YEARS")
    parser.add_argument("--convention", required=True, metavar="K")
    parser.add_argument("--basis", required=True, metavar="C")
    parser.add_argument("--currency", default="USD", metavar="C")
    parser.add_argument("--quarter", type=int, default=0, metavar="Q")
    parser.add_argument("--month", type=int, default=0, metavar="M")
    parser.add_argument("--json", action="store_true")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--tables", action="store_true", help="as published; the default")
    which.add_argument("--formula", action="store_true", help="by the rule")
    which.add_argument("--ads", action="store_true", help="the alternative system")
    parser.set_defaults(run=calc_macrs)


def calc_schedule(options: argparse.Namespace) -> None:
    """Say what is charged in each period."""
    from wherehold.finance.asking import terms_of
    from wherehold.finance.calculator import rows
    from wherehold.finance.refusals import refusing

    with refusing():
        found = rows(terms_of(vars(options), _text_of), options.currency)
    tell(found, options.json)


def calc_macrs(options: argparse.Namespace) -> None:
    """Say what is charged in each tax year."""
    from wherehold.finance.calculator import Macrs, macrs_rows, minor, number
    from wherehold.finance.engine.problems import refuse_if
    from wherehold.finance.refusals import refusing

    with refusing():
        asked = Macrs(
            life=number(options.life),
            convention=options.convention,
            part=options.quarter or options.month,
            tables=not options.formula,
            ads=options.ads,
        )
        basis = minor(options.basis, options.currency)
        refuse_if(basis < 0, "cost_negative", options.basis)
        found = macrs_rows(asked, basis, options.currency)
    tell(found, options.json)


def calc_economic_life(options: argparse.Namespace) -> None:
    """Say how long to keep a thing."""
    from wherehold.finance.calculator import keep_how_long, table
    from wherehold.finance.refusals import refusing

    with refusing():
        found = keep_how_long(table(_text_of(options.file)))
    if options.json:
        print(json.dumps(found))
        return
    print(f"{found['economic_life_years']} years, {found['eac']} a year")
    tell(found["by_year"], False)


def list_values(options: argparse.Namespace) -> None:
    """Say what the things of a book are worth at the end of a day."""
    from wherehold.finance.calculator import day
    from wherehold.finance.queries.sums import by_class
    from wherehold.finance.queries.values import register
    from wherehold.finance.refusals import refusing
    from wherehold.finance.totals import by_class as told_by_class
    from wherehold.finance.totals import told
    from wherehold.kernel import clock
    from wherehold.kernel.actor import system

    actor = system("finance").via("cli")
    with refusing():
        as_at = day(options.as_at) if options.as_at else clock.today()
        if options.totals:
            sums = by_class(actor=actor, code=options.book, days=[as_at])
            return tell(told_by_class(sums), options.json)
        found = told(register(actor=actor, code=options.book, as_at=as_at), as_at)
    if options.json:
        print(json.dumps(found))
    else:
        tell([*found["rows"], {"tag": "", **found["totals"]}], False)


def depreciate(options: argparse.Namespace) -> None:
    """Post every month of a book that is over by a day, or say what that would come to."""
    from wherehold.finance.calculator import day
    from wherehold.finance.posting import post_through, trial
    from wherehold.finance.queries.books import book_id
    from wherehold.finance.refusals import refusing
    from wherehold.kernel.actor import system

    actor = system("finance").via("cli")
    key = book_id(actor=actor, code=options.book)
    act = trial if options.dry_run else post_through
    with refusing():
        months = act(actor=actor, book_id=key, through=day(options.through), tell=_tell_progress)
    tell([vars(month) for month in months], options.json)


def write_journal(options: argparse.Namespace) -> None:
    """Write the journal of a posted month into a file."""
    from wherehold.finance.journal import as_file
    from wherehold.finance.queries.periods import journal
    from wherehold.kernel.actor import system

    actor = system("finance").via("cli")
    found = journal(actor=actor, code=options.book, period=options.period)
    options.output.write_bytes(as_file(found, options.format))
    print(options.output)


def take_in(options: argparse.Namespace) -> None:
    """Take all things with a price into a book."""
    from wherehold.finance import commands
    from wherehold.finance.queries.books import book_id
    from wherehold.kernel.actor import system

    actor = system("finance").via("cli")
    key = book_id(actor=actor, code=options.book)
    total, after = 0, cast(int | None, 0)
    while after is not None:
        taken = commands.take_in(actor=actor, book_id=key, after=after)
        total, after = total + taken.lines, taken.after
    print(total)


def _tell_progress(month: str, chunks: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{month} {chunks}", end="", file=sys.stderr, flush=True)


def _text_of(path: Path) -> str:
    from wherehold.finance.engine.problems import Wrong

    try:
        return path.read_text()
    except UnicodeDecodeError:
        raise Wrong("not_a_list", path.name) from None
