"""Labels from the command line: as the system itself, as many as there are, a part at a time."""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from wherehold.kernel.actor import Actor, system
from wherehold.labels import access, files, sending, storage, zpl
from wherehold.labels.commands import printing
from wherehold.labels.content import Label
from wherehold.labels.design import Design
from wherehold.labels.refusals import NothingToPrint
from wherehold.labels.sheet import Press
from wherehold.register.queries import labelled, listing

PART = 500
Progress = Callable[[int], None]


def nothing(done: int) -> None:
    """Show no progress."""


def known() -> list[str]:
    """Return what can be printed on, and by what, in lines."""
    stocks = [f"{one.code:20} {one.name}, {one.size}" for one in access.stocks()]
    printers = [f"{one.code:20} {one.name}" for one in access.profiles()]
    doors = [f"{one.name:20} {one.address}" for one in sending.doors().values()]
    return ["Stocks:", *stocks, "Printers:", *printers, "To send to:", *doors]


def make(options: argparse.Namespace, *, progress: Progress = nothing) -> int:
    """Make what the options say, and return how many labels there are.

    Raises: as the commands; NothingToPrint.
    """
    actor = system("labels").via("cli")
    fields = tuple(options.field) or Design().fields
    design = Design(
        stock=options.stock,
        code=options.code,
        fields=fields,
        printer=options.printer,
        start_at=options.start_at,
    )
    press = access.press(design)
    if options.send_to:
        return _sent(actor, press, options, progress)
    suffix = options.format or options.output.suffix.lstrip(".") or "pdf"
    return _written(actor, press, options, progress, suffix if suffix in files.FORMATS else "pdf")


def _written(
    actor: Actor, press: Press, options: argparse.Namespace, progress: Progress, form: str
) -> int:
    target: Path = options.output
    number, parts, suffixes = 0, list[Path](), set[str]()
    try:
        for part, labels in _parts(actor, press, options):
            made = files.make(part, labels, form)
            parts.append(target.with_name(f".{target.name}.{len(parts):04}.{made.suffix}"))
            parts[-1].write_bytes(made.content)
            suffixes.add(made.suffix)
            number += len(labels)
            progress(number)
        storage.join(target, parts, as_zip=suffixes != {"zpl"})
    finally:
        for one in parts:
            one.unlink(missing_ok=True)
    return number


def _sent(actor: Actor, press: Press, options: argparse.Namespace, progress: Progress) -> int:
    number = 0
    sending.door(options.send_to)
    for part, labels in _parts(actor, press, options):
        sending.send(options.send_to, zpl.write(part, labels))
        number += len(labels)
        progress(number)
    return number


def _parts(
    actor: Actor, press: Press, options: argparse.Namespace
) -> Iterator[tuple[Press, list[Label]]]:
    """Yield labels a part at a time, each with how it is made: only the first begins later."""
    size = max(1, PART // press.stock.labels) * press.stock.labels
    first, begun = size - (press.design.start_at - 1), press
    for ids in _chunks(actor, options, first, size):
        labels = printing.print_labels(actor=actor, asset_ids=ids, design=begun.design)
        yield begun, labels
        begun = replace(press, design=replace(press.design, start_at=1))
    if options.commands:
        yield begun, printing.print_commands(actor=actor, design=begun.design)
    elif begun is press:
        raise NothingToPrint({"asked": 0})


def _chunks(
    actor: Actor, options: argparse.Namespace, first: int, size: int
) -> Iterator[list[int]]:
    if options.tag:
        ids = labelled.ids_of_tags(actor=actor, tags=options.tag)
        yield from (ids[at : at + first] for at in range(0, len(ids), first))
        return
    if options.commands and not options.filter:
        return
    given: dict[str, list[str]] = {}
    for one in options.filter:
        name, _, value = one.partition("=")
        given.setdefault(name, []).append(value)
    head = next(listing.ids_matching(actor=actor, given=given, chunk=first), [])
    if head:
        yield head
        yield from listing.ids_matching(actor=actor, given=given, chunk=size, after=head[-1])
