"""Books, policies and what things are worth in them, over REST."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.finance import commands
from wherehold.finance import parts as parts_of
from wherehold.finance.queries import books, changes, periods, values
from wherehold.finance.queries.values import InBook
from wherehold.kernel import clock, money
from wherehold.register.api.answers import listed, written
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ID_MAX, Body, Id, Many, Page

router = Router(tags=["finance"])
Word = Annotated[str, Field(max_length=32)]
Minor = Annotated[int, Field(ge=0, le=10**15)]
Part = Annotated[str, Field(max_length=80)]
Value = Literal["impair", "reverse", "revalue", "hold", "release"]
What = Value | Literal["estimate", "improve", "suspend", "resume", "transfer", "part"]
Months = Annotated[int, Field(ge=0, le=4000)]


class NewBook(Body):
    """A set of accounts. The fiscal year begins in month `fiscal_start`."""

    code: Annotated[str, Field(max_length=20)]
    name: Annotated[str, Field(max_length=80)]
    currency: Annotated[str, Field(min_length=3, max_length=3)]
    fiscal_start: int = 1
    rounding: Word = "cumulative"
    threshold_minor: Minor = 0
    company: Annotated[str, Field(max_length=80)] = ""


class PolicyIn(Body):
    """How a book depreciates a category; without one, everything."""

    book_id: Id
    category_id: Id | None = None
    method: Word = "straight-line"
    convention: Word = "full-month"
    life: Annotated[int, Field(ge=0, le=4000)] = 60
    step_months: int = 1
    residual_permille: Annotated[int, Field(ge=0, le=1000)] = 0
    rate: Annotated[str, Field(max_length=24)] = ""
    factor: Annotated[str, Field(max_length=24)] = ""
    switch: bool = False
    write_off_rest: bool = False
    total_units: Annotated[int, Field(ge=0, le=10**15)] = 0


class Own(Body):
    """Terms of an asset's own, in place of its policy's; what is left out is the policy's.

    Of a US tax class: what is expensed, and the special allowance on the rest.
    """

    method: Word | None = None
    convention: Word | None = None
    life: Annotated[int, Field(ge=1, le=4000)] | None = None
    step_months: Literal[1, 12] | None = None
    residual_permille: Annotated[int, Field(ge=0, le=1000)] | None = None
    rate: Annotated[str, Field(max_length=24)] | None = None
    factor: Annotated[str, Field(max_length=24)] | None = None
    switch: bool | None = None
    write_off_rest: bool | None = None
    total_units: Annotated[int, Field(ge=0, le=10**15)] | None = None
    expensed_minor: Minor | None = None
    special_permille: Annotated[int, Field(ge=0, le=1000)] | None = None


class LineIn(Body):
    """A thing in a book. Without a cost, its price; without a residual value, the policy's.

    A part with a life of its own has a name and its cost.
    """

    book_id: Id
    part: Part = ""
    cost_minor: Minor | None = None
    residual_minor: Minor | None = None
    in_service_on: date | None = None
    opening_minor: Minor = 0
    opening_through: date | None = None
    opening_months: Months | None = None
    own: Own = Own()


class ChangeIn(Body):
    """What happened to an asset in a book; what a kind does not ask for is left out."""

    book_id: Id
    kind: What
    on: date
    amount_minor: Minor = 0
    residual_minor: Minor | None = None
    months: Annotated[int, Field(ge=1, le=4000)] | None = None
    units: Annotated[int, Field(ge=1, le=10**15)] | None = None
    way: Annotated[str, Field(max_length=16)] = ""
    proceeds_minor: Minor = 0
    costs_minor: Minor = 0
    cost_centre: Annotated[str, Field(max_length=60)] = ""
    note: Annotated[str, Field(max_length=200)] = ""
    part: Part = ""


class DisposalIn(Body):
    """The end of an asset; what it brought in one currency, or by the codes of books."""

    asset_id: Id
    on: date
    way: Literal["sale", "scrap", "donation", "theft"]
    proceeds_minor: Minor = 0
    costs_minor: Minor = 0
    currency: Annotated[str, Field(max_length=3)] = ""
    rate: Annotated[str, Field(max_length=24)] = ""
    by_book: dict[str, tuple[Minor, Minor]] = {}
    note: Annotated[str, Field(max_length=200)] = ""


class From(Body):
    """Behind which id to go on."""

    after: Annotated[int, Field(ge=0, le=ID_MAX)] = 0


class AskedBook(Body):
    """Which book, by its code; it may be left out where there is only one."""

    book: Annotated[str, Field(max_length=20)] = ""


class AskedBookOrId(AskedBook):
    """Which book, by its code or its id."""

    book_id: Id | None = None

    @property
    def key(self) -> int | str:
        """What the book is known by."""
        return self.book_id or self.book


class AskedSchedule(AskedBook):
    """Which book, and of which part; without one, of all parts together."""

    part: Part = ""


class NewPeriod(Body):
    """A month of a book, by its first day."""

    book_id: Id
    begins: date


class Reason(Body):
    """Why; nothing where another person gave a reason before."""

    reason: Annotated[str, Field(max_length=200)] = ""


@router.get("/books", response=Page)
def list_books(request: AuthedRequest) -> HttpResponse:
    """List the books."""
    return listed(books.books(actor=request.auth))


@router.post("/books", response={201: Page})
def open_book(request: AuthedRequest, body: NewBook) -> HttpResponse:
    """Open a book."""
    key = commands.open_book(actor=request.auth, **body.model_dump())
    found = books.books(actor=request.auth)
    return listed((one for one in found if one["id"] == key), status=201)


@router.get("/policies", response=Page)
def list_policies(request: AuthedRequest, asked: Query[AskedBookOrId]) -> HttpResponse:
    """List how a book depreciates."""
    return listed(books.policies(actor=request.auth, key=asked.key))


@router.post("/policies", response={201: Page})
def set_policies(request: AuthedRequest, body: Many[PolicyIn]) -> HttpResponse:
    """Say how books depreciate categories, in place of what they said of them."""
    for book_id in sorted({one.book_id for one in body}):
        drafts = [
            commands.PolicyDraft(**one.model_dump(exclude={"book_id"}))
            for one in body
            if one.book_id == book_id
        ]
        commands.set_policies(actor=request.auth, book_id=book_id, policies=drafts)
    return listed((one.model_dump() for one in body), status=201)


@router.post("/books/{int:book_id}/take-in", response={201: Page})
def take_in(request: AuthedRequest, book_id: int, body: From) -> HttpResponse:
    """Take things with a price into a book, some thousands a call; go on with `next` as `after`."""
    taken = commands.take_in(actor=request.auth, book_id=book_id, after=body.after)
    more = None if taken.after is None else str(taken.after)
    return listed([{"book_id": book_id, "taken": taken.lines}], more, status=201)


@router.get("/assets/{int:asset_id}/books", response=Page)
def list_books_of_asset(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """List what an asset is worth in each book that it is in."""
    found = values.of_asset(actor=request.auth, asset_id=asset_id)
    return listed(told(one, clock.today()) for one in found)


@router.post("/assets/{int:asset_id}/books", response={201: Page})
def value_asset(request: AuthedRequest, asset_id: int, body: LineIn) -> HttpResponse:
    """Say what an asset cost in a book, since when it serves, what was charged before."""
    said = body.model_dump(exclude={"book_id", "own"})
    own = body.own.model_dump(exclude_none=True)
    draft = commands.LineDraft(asset_id=asset_id, own=own, **said)
    commands.value(actor=request.auth, book_id=body.book_id, lines=[draft])
    found = values.of_asset(actor=request.auth, asset_id=asset_id)
    here = (one for one in found if one.book["id"] == body.book_id)
    return listed((told(one, clock.today()) for one in here), status=201)


@router.get("/assets/{int:asset_id}/schedule", response=Page)
def show_schedule(
    request: AuthedRequest, asset_id: int, asked: Query[AskedSchedule]
) -> HttpResponse:
    """Return the schedule of an asset in a book, or of a part of it, month by month."""
    parts = values.parts_in_book(
        actor=request.auth, asset_id=asset_id, code=asked.book, part=asked.part
    )
    amounts = ("charge", "accumulated", "book_value")
    return listed(
        asdict(row) | {name: plain(parts[0], getattr(row, name)) for name in amounts}
        for row in parts_of.rows_together(parts)
    )


@router.get("/assets/{int:asset_id}/changes", response=Page)
def list_changes(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """List what happened to an asset in its books, the newest first."""
    return listed(changes.of_asset(actor=request.auth, asset_id=asset_id))


@router.post("/assets/{int:asset_id}/changes", response={201: Page})
def change_asset(request: AuthedRequest, asset_id: int, body: ChangeIn) -> HttpResponse:
    """Say what happened to an asset in a book: life, value, cost centre, improvement, a part."""
    draft = commands.ChangeDraft(asset_id=asset_id, **body.model_dump(exclude={"book_id"}))
    commands.change(actor=request.auth, book_id=body.book_id, changes=[draft])
    return listed(changes.of_asset(actor=request.auth, asset_id=asset_id)[:1], status=201)


@router.post("/disposals", response={201: Page})
def dispose(request: AuthedRequest, body: Many[DisposalIn]) -> HttpResponse:
    """Let retired assets go out of all books: sold, scrapped, given away, stolen."""
    drafts = [commands.DisposalDraft(**one.model_dump()) for one in body]
    made = commands.dispose(actor=request.auth, disposals=drafts)
    amounts = ("gain_minor", "proceeds_minor", "cost_minor", "accumulated_minor")
    return listed(
        (
            {"asset_id": one.line.asset_id, "book_id": one.line.book_id}
            | {name: getattr(one, name) for name in amounts}
            for one in made
        ),
        status=201,
    )


@router.get("/periods", response=Page)
def list_periods(request: AuthedRequest, asked: Query[AskedBookOrId]) -> HttpResponse:
    """List the posted months of a book, the newest first."""
    return listed(periods.periods(actor=request.auth, key=asked.key))


@router.post("/periods", response={201: Page})
def begin_period(request: AuthedRequest, body: NewPeriod) -> HttpResponse:
    """Begin to reckon a month of a book, anew if it was begun before."""
    key = commands.begin_period(actor=request.auth, **body.model_dump())
    return listed([{"period_id": key}], status=201)


@router.get("/periods/{int:period_id}/preview", response=dict[str, Any])
def show_preview(request: AuthedRequest, period_id: int) -> HttpResponse:
    """Return what a month comes to, by kind, and what differs most from the month before."""
    found = periods.preview(actor=request.auth, period_id=period_id)
    return written(asdict(found))


@router.post("/periods/{int:period_id}/preview", response={201: Page})
def reckon_period(request: AuthedRequest, period_id: int, body: From) -> HttpResponse:
    """Reckon some thousand lines of a month that is begun; go on with `next` as `after`."""
    after = commands.stage(actor=request.auth, period_id=period_id, after=body.after)
    more = None if after is None else str(after)
    return listed([{"period_id": period_id}], more, status=201)


@router.post("/periods/{int:period_id}/post", response={201: Page})
def post_period(request: AuthedRequest, period_id: int) -> HttpResponse:
    """Post a month that is reckoned to its end, all at once."""
    posted = commands.post(actor=request.auth, period_id=period_id)
    told = {"period_id": posted.pk, "lines": posted.lines, "charge_minor": posted.charge_minor}
    return listed([told | {"digest": posted.digest}], status=201)


@router.post("/periods/{int:period_id}/close", response={201: Page})
def close_period(request: AuthedRequest, period_id: int) -> HttpResponse:
    """Close a posted month: nothing more may be dated in it."""
    commands.close(actor=request.auth, period_id=period_id)
    return listed([{"period_id": period_id}], status=201)


@router.post("/periods/{int:period_id}/reopen", response={201: Page})
def reopen_period(request: AuthedRequest, period_id: int, body: Reason) -> HttpResponse:
    """Ask to have a closed month opened again, with a reason; a second person sends none."""
    if body.reason:
        commands.ask_reopening(actor=request.auth, period_id=period_id, reason=body.reason)
    else:
        commands.reopen(actor=request.auth, period_id=period_id)
    return listed([{"period_id": period_id}], status=201)


def told(one: InBook, day: date) -> dict[str, Any]:
    """Return what a thing is worth in a book at the end of a day."""
    worth = one.worth(day)
    return {
        "asset_id": one.asset_id,
        "tag": one.tag,
        "part": one.part,
        "book": one.book["code"],
        "currency": one.book["currency"],
        "as_at": day,
        "state": worth.state,
        "method": one.scheme["method"],
        "in_service_on": one.line.in_service_on,
        "cost": plain(one, worth.cost),
        "accumulated": plain(one, worth.accumulated),
        "book_value": plain(one, worth.net),
    }


def plain(one: InBook, minor: int) -> str:
    """Return an amount of a book as a decimal text."""
    return money.plain(minor, one.book["currency"])
