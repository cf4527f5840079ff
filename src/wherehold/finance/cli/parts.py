"""Parts of things, and things for another company, on the command line."""

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from wherehold.finance.cli.shared import tell

if TYPE_CHECKING:
    from wherehold.finance.commands import PartDraft, ReplacementDraft

WAYS = ("sale", "scrap", "donation", "theft")


def add_commands(subparsers: "argparse._SubParsersAction[Any]") -> None:
    """Add the acts on parts, and the one that hands things to another company."""
    divided = subparsers.add_parser("divide", help="divide a thing in a book into parts")
    _add_common(divided)
    divided.add_argument("--asset", required=True, metavar="TAG")
    divided.add_argument("--of", default="", metavar="PART", help="divide this part further")
    text = "its share of the cost and how long it still lasts; repeatable"
    form = "NAME=COST/MONTHS[/RESIDUAL]"
    divided.add_argument("--part", action="append", required=True, metavar=form, help=text)
    divided.set_defaults(run=divide)
    _add_replace(subparsers)
    handed = subparsers.add_parser("hand-to-company", help="hand things to another company")
    _add_common(handed)
    handed.add_argument("--to", required=True, metavar="CODE", help="the other company's book")
    handed.add_argument("--asset", action="append", required=True, metavar="TAG", help="repeatable")
    text = "what one unit of the first currency is worth in the other"
    handed.add_argument("--rate", default="", metavar="X", help=text)
    handed.set_defaults(run=hand_over)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--book", required=True, metavar="CODE")
    parser.add_argument("--on", required=True, metavar="DATE")
    parser.add_argument("--note", default="", metavar="TEXT")
    parser.add_argument("--json", action="store_true")


def _add_replace(subparsers: "argparse._SubParsersAction[Any]") -> None:
    replaced = subparsers.add_parser("replace-part", help="let a part go, take a new one in")
    _add_common(replaced)
    replaced.add_argument("--asset", required=True, metavar="TAG")
    replaced.add_argument("--part", required=True, metavar="NAME", help="the part that goes")
    replaced.add_argument("--way", choices=WAYS, default="scrap", help="how it goes")
    replaced.add_argument("--proceeds", default="0", metavar="P", help="what it brought")
    replaced.add_argument("--costs", default="0", metavar="C", help="what that cost")
    text = "its cost and how long it lasts"
    form = "NAME=COST/MONTHS[/RESIDUAL]"
    replaced.add_argument("--new", required=True, metavar=form, help=text)
    replaced.set_defaults(run=replace)


def divide(options: argparse.Namespace) -> None:
    """Divide a thing, or a part of it, into parts with lives of their own."""
    from wherehold.finance import commands
    from wherehold.finance.refusals import refusing

    with refusing():
        asked = _Asked(options, [options.asset])
        draft = commands.DivisionDraft(
            asset_id=asked.ids[0],
            on=asked.on,
            part=options.of,
            parts=[_part(text, asked.currency) for text in options.part],
            note=options.note,
        )
        made = commands.divide_things(actor=asked.actor, book_id=asked.book_id, divisions=[draft])
    tell(asked.told(made), options.json)


def replace(options: argparse.Namespace) -> None:
    """Let a part of a thing go, with its gain or loss, and take a new one in its place."""
    from wherehold.finance import commands
    from wherehold.finance.refusals import refusing

    with refusing():
        asked = _Asked(options, [options.asset])
        made = commands.replace_parts(
            actor=asked.actor, book_id=asked.book_id, replacements=[_replacement(asked)]
        )
    tell(asked.told(made), options.json)


def hand_over(options: argparse.Namespace) -> None:
    """End things in one company's book and begin them in another's, at the same value."""
    from wherehold.finance import commands
    from wherehold.finance.queries.books import book_id
    from wherehold.finance.refusals import refusing

    with refusing():
        asked = _Asked(options, options.asset)
        same = {"on": asked.on, "rate": options.rate, "note": options.note}
        made = commands.hand_to_company(
            actor=asked.actor,
            from_id=asked.book_id,
            to_id=book_id(actor=asked.actor, code=options.to),
            transfers=[commands.CompanyTransferDraft(asset_id=key, **same) for key in asked.ids],
        )
    tell(asked.told(made), options.json)


_AMOUNTS = ("cost", "accumulated", "gain", "late")


class _Asked:
    """Who asks, of which book, of which things, for which day. Raises: NotFound, Wrong."""

    def __init__(self, options: argparse.Namespace, tags: Sequence[str]) -> None:
        from wherehold.finance.calculator import day
        from wherehold.finance.queries import books
        from wherehold.kernel.actor import system
        from wherehold.register.queries.holding import assets_named
        from wherehold.register.queries.labelled import ids_of_tags

        self.actor, self.options = system("finance").via("cli"), options
        self.book_id = books.book_id(actor=self.actor, code=options.book)
        self._books = {one["id"]: one for one in books.books(actor=self.actor)}
        self.currency = self._books[self.book_id]["currency"]
        self.ids, self.on = ids_of_tags(actor=self.actor, tags=tags), day(options.on)
        named = assets_named(actor=self.actor, asset_ids=self.ids)
        self._tags = {one.id: one.tag for one in named}

    def told(self, made: Iterable[Any]) -> list[dict[str, Any]]:
        """Return what changed, a row for each line of a book."""
        from wherehold.kernel.money import plain

        rows = []
        for one in made:
            book = self._books[one.line.book_id]
            currency, asset = book["currency"], one.line.asset_id
            named = {"book": book["code"], "tag": self._tags[asset], "part": one.line.part}
            booked = {"kind": str(one.kind), "booked_on": one.booked_on.isoformat()}
            amounts = {key: plain(getattr(one, f"{key}_minor"), currency) for key in _AMOUNTS}
            rows.append(named | booked | amounts | {"currency": currency})
        return rows


def _replacement(asked: _Asked) -> "ReplacementDraft":
    """Return which part goes and which comes. Raises: Wrong."""
    from wherehold.finance.calculator import minor
    from wherehold.finance.commands import ReplacementDraft

    options, new = asked.options, _part(asked.options.new, asked.currency)
    return ReplacementDraft(
        asset_id=asked.ids[0],
        part=options.part,
        on=asked.on,
        way=options.way,
        note=options.note,
        proceeds_minor=minor(options.proceeds, asked.currency),
        costs_minor=minor(options.costs, asked.currency),
        name=new.name,
        cost_minor=new.cost_minor,
        months=new.months,
        residual_minor=new.residual_minor or 0,
    )


def _part(text: str, currency: str) -> "PartDraft":
    """Read a part, as in Roof=200000/180. Raises: Wrong."""
    from wherehold.finance.calculator import minor, number
    from wherehold.finance.commands import PartDraft
    from wherehold.finance.engine.problems import refuse_if

    name, _equals, rest = text.rpartition("=")
    said = rest.split("/")
    refuse_if(not name or len(said) not in (2, 3) or not all(said), "part_unread", text)
    cost, months, *residual = said
    lasts = number(months)
    refuse_if(lasts.denominator != 1 or lasts < 1, "life_not_positive", months)
    return PartDraft(
        name=name,
        cost_minor=minor(cost, currency),
        months=int(lasts),
        residual_minor=minor(residual[0], currency) if residual else None,
    )
