"""The act that lets things go out of all books at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from wherehold.finance import access
from wherehold.finance.brought import Brought, keep
from wherehold.finance.commands.changes import GONE, ChangeDraft, Known
from wherehold.finance.engine.changes import split
from wherehold.finance.happened import kept
from wherehold.finance.models import Book, Change, Line
from wherehold.finance.refusals import WHY, BadLine, NoRate
from wherehold.finance.worth import worth_on
from wherehold.kernel import bulk, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class DisposalDraft:
    """The end of a thing. What it brought, less what that cost, is told in one currency.

    `by_book` says it in the currencies of other books, by their codes. `rate` is what one unit of
    its currency was worth in the organisation's. Units: minor units.
    """

    asset_id: int
    on: date
    way: str
    proceeds_minor: int = 0
    costs_minor: int = 0
    currency: str = ""
    rate: str = ""
    by_book: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    note: str = ""


@transaction.atomic
def dispose(*, actor: Actor, disposals: Sequence[DisposalDraft]) -> list[Change]:
    """Let things go out of all books at once: sold, scrapped, given away, stolen.

    Each book charges up to that day by its convention; what the thing brought less its book value
    there is the gain. The thing itself was retired before, by another act.
    What it brought and what that cost is kept among its costs, once.
    Raises: NotFound, also for what is in no book; NotAllowed (finance.dispose); NoPolicy; NoRate,
        for what was brought in another currency than a book's; BadLine, WrongPeriod.
    Records: finance.changed, one for each thing and book; finance.cost_recorded, for amounts.
    """
    ids = [one.asset_id for one in disposals]
    assets = access.held_for_update(actor, ids, access.DISPOSE)
    if len(assets) != len(disposals):
        raise NotFound({"what": "asset", "key": "twice"})
    if wrong := [one["tag"] for one in assets.values() if one["stage"] not in GONE]:
        why = WHY["stage_not_retired"]
        raise BadLine(*({"tag": one, "why": why, "name": "stage_not_retired"} for one in wrong))
    lines = Line.objects.filter(asset__in=bulk.among(ids)).order_by("pk")
    books = {one.pk: one for one in Book.objects.filter(pk__in=lines.values("book"))}
    made: list[Change] = []
    found: set[int] = set()
    for book in books.values():
        known = Known(book, ids)
        there = {asset_id for asset_id, _part in known.lines}
        drafts = [
            part
            for one in disposals
            if one.asset_id in there
            for part in _parts(_in_book(one, book), known, assets[one.asset_id])
        ]
        found |= there
        rows = [known.row(one, assets[one.asset_id], actor) for one in drafts]
        made += kept(actor, book, rows)
    if missing := [key for key in ids if key not in found]:
        raise NotFound(*({"what": "line", "key": key} for key in missing))
    home = organisation.current().currency
    keep(actor, [_brought(one, _books_of(one, lines, books), home) for one in disposals])
    return made


def _books_of(draft: DisposalDraft, lines: Iterable[Line], books: Mapping[int, Book]) -> list[Book]:
    return [books[line.book_id] for line in lines if line.asset_id == draft.asset_id]


def _brought(draft: DisposalDraft, books: Sequence[Book], home: str) -> Brought:
    """Return what a thing brought, in the organisation's currency where a book has it so."""
    book = min(books, key=lambda one: (one.currency != home, one.pk))
    amounts, currency = (draft.proceeds_minor, draft.costs_minor), draft.currency
    if book.code in draft.by_book:
        amounts, currency = draft.by_book[book.code], book.currency
    return Brought(
        asset_id=draft.asset_id,
        on=draft.on,
        proceeds=amounts[0],
        costs=amounts[1],
        currency=currency or book.currency,
        rate=draft.rate,
        note=draft.note,
    )


def _parts(draft: ChangeDraft, known: Known, asset: Mapping[str, Any]) -> list[ChangeDraft]:
    """Return the disposal of each part; what all brought is shared out by what they are worth."""
    lines = known.parts(draft.asset_id)
    if len(lines) == 1:
        return [replace(draft, part=lines[0].part)]
    worths = [
        worth_on(known.said(one), known.scheme(one, asset), known.terms, draft.on) for one in lines
    ]
    weights = [one.net for one in worths]
    if not any(weights):
        weights = [one.cost for one in worths]
    shares = zip(
        lines,
        split(draft.proceeds_minor, weights),
        split(draft.costs_minor, weights),
        strict=True,
    )
    return [
        replace(draft, part=line.part, proceeds_minor=proceeds, costs_minor=costs)
        for line, proceeds, costs in shares
    ]


def _in_book(draft: DisposalDraft, book: Book) -> ChangeDraft:
    """Return a disposal as one book has it. Raises: NoRate."""
    proceeds, costs = draft.proceeds_minor, draft.costs_minor
    if book.code in draft.by_book:
        proceeds, costs = draft.by_book[book.code]
    elif (proceeds or costs) and draft.currency not in ("", book.currency):
        raise NoRate({"tag": draft.asset_id, "currency": book.currency})
    return ChangeDraft(
        asset_id=draft.asset_id,
        kind=Change.Kind.DISPOSE,
        on=draft.on,
        way=draft.way,
        proceeds_minor=proceeds,
        costs_minor=costs,
        note=draft.note,
    )
