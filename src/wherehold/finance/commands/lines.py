"""Acts on the lines of things in books."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from wherehold.finance import access
from wherehold.finance.checking import check_line
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.events import TakenIn, Valued
from wherehold.finance.models import Book, Line, Period, Policy
from wherehold.finance.refusals import BadLine, NoPolicy, NoRate, reason
from wherehold.finance.worth import ELECTIONS, SCHEME, Scheme, entered, policy_for
from wherehold.kernel import bulk, clock, ledger, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kernel.fields import canonical

TAKEN_MAX = 5_000
_COLUMNS = (
    *("cost_minor", "residual_minor", "in_service_on", "own"),
    *("opening_minor", "opening_through", "opening_months"),
)


@dataclass(frozen=True, kw_only=True)
class LineDraft:
    """What is to be said of a thing in a book. Without a cost its price is taken.

    `part` names a part of it with a life of its own, whose cost is to be said.
    Units: minor units of the book's currency.
    """

    asset_id: int
    cost_minor: int | None = None
    residual_minor: int | None = None
    in_service_on: date | None = None
    own: Mapping[str, Any] = field(default_factory=dict)
    opening_minor: int = 0
    opening_through: date | None = None
    opening_months: int | None = None
    part: str = ""


@transaction.atomic
def value(*, actor: Actor, book_id: int, lines: Sequence[LineDraft]) -> None:
    """Say what things cost in a book and since when they serve, in place of what it said.

    What was charged elsewhere before is told as it was: how much, through which day, and how
    many months were left. Nothing is inferred.
    Raises: NotFound, also for a thing named twice; NotAllowed (finance.keep); NoPolicy, NoRate and
        BadLine, each with every offender.
    Records: finance.valued, one for each.
    """
    book = access.book(actor, book_id)
    ids = list(dict.fromkeys(one.asset_id for one in lines))
    assets = access.priced_for_update(actor, ids)
    if len({(one.asset_id, one.part) for one in lines}) != len(lines):
        raise NotFound({"what": "asset", "key": "twice"})
    known = _Known(book)
    rows = [known.row(one, assets[one.asset_id]) for one in lines]
    bulk.put(
        [
            Line(
                book=book,
                asset_id=key,
                part=part,
                booked_on=known.booked(columns["in_service_on"], assets[key]["purchased_on"]),
                **columns,
            )
            for key, part, columns in rows
        ],
        key=["book_id", "asset_id", "part"],
        columns=_COLUMNS,
    )
    said = [_valued(book, key, part, columns) for key, part, columns in rows]
    ledger.record(said, actor=actor, happened_at=clock.now())


@dataclass(frozen=True)
class Taken:
    """How many things came into a book, and behind which id the next call goes on, if any."""

    lines: int
    after: int | None


@transaction.atomic
def take_in(*, actor: Actor, book_id: int, after: int = 0, limit: int = TAKEN_MAX) -> Taken:
    """Take things with a price into a book that are not in it yet, those behind an id.

    They serve since they were bought; without that day they wait. What costs less than the
    book's threshold, has no price in its currency or no policy stays out. A call looks at so many
    at most, so that others need not wait.
    Raises: NotFound; NotAllowed (finance.keep everywhere).
    Records: finance.taken_in, unless there was nothing.
    """
    access.must_keep(actor)
    book = access.book(actor, book_id)
    known = _Known(book)
    looked = access.to_take_in(actor, book, after, limit)
    following = looked[-1][0] if len(looked) == limit else None
    rows: list[tuple[Any, ...]] = []
    for key, cost, bought, path in looked:
        if known.policy(path) is not None:
            booked = known.booked(bought, bought)
            rows.append((book.pk, key, cost, None, bought, {}, 0, None, None, booked))
    if not rows:
        return Taken(0, following)
    bulk.insert(Line, ("book", "asset", *_COLUMNS, "booked_on"), rows)
    digest = hashlib.sha256(canonical([[row[1], row[2]] for row in rows])).hexdigest()
    taken = TakenIn(
        subject_id=book.pk, lines=len(rows), cost_minor=sum(row[2] for row in rows), digest=digest
    )
    ledger.record([taken], actor=actor, happened_at=clock.now())
    return Taken(len(rows), following)


class _Known:
    """What a book says, read once for many lines."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.terms = access.terms(book)
        self.home = organisation.current().currency
        found = Policy.objects.filter(book=book).values("category_path", *SCHEME)
        self.policies = [(one.pop("category_path"), one) for one in found]
        posted = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
        last = posted.aggregate(last=Max("ends"))["last"]
        self.opens = last + timedelta(days=1) if last else None
        self.today = clock.today()

    def booked(self, begins: date | None, bought: date | None) -> date:
        """Return when a cost comes into the accounts: never in a month that is posted."""
        due = min((day for day in (begins, bought) if day), default=self.today)
        return max(due, self.opens) if self.opens else due

    def policy(self, path: str) -> Scheme | None:
        """Return how a thing with this category is depreciated."""
        return policy_for(path, self.policies)

    def cost(self, price: int | None, currency: str, worth: int | None) -> int | None:
        """Return what it cost in the book's currency, if that is known."""
        if currency == self.book.currency:
            return price
        return worth if self.home == self.book.currency else None

    def row(self, draft: LineDraft, asset: Mapping[str, Any]) -> tuple[int, str, dict[str, Any]]:
        """Return the columns of a line. Raises: NoPolicy, NoRate, BadLine."""
        scheme = self.policy(asset["category_path"])
        if scheme is None:
            raise NoPolicy({"book": self.book.code, "tag": asset["tag"]})
        cost = draft.cost_minor
        if cost is None and not draft.part:
            cost = self.cost(asset["price_minor"], asset["currency"], asset["value_minor"])
        if cost is None:
            raise NoRate({"tag": asset["tag"], "currency": self.book.currency})
        columns = {name: getattr(draft, name) for name in _COLUMNS} | {"cost_minor": cost}
        kept = (*SCHEME, *ELECTIONS)
        columns["own"] = {name: one for name, one in draft.own.items() if name in kept}
        try:
            _check_days(draft, asset)
            check_line(entered(columns), scheme, self.terms)
        except Wrong as wrong:
            why = {"tag": asset["tag"], "why": reason(wrong), "name": wrong.code}
            raise BadLine(why) from wrong
        return draft.asset_id, draft.part.strip()[:80], columns


def _check_days(draft: LineDraft, asset: Mapping[str, Any]) -> None:
    bought, begins = asset["purchased_on"], draft.in_service_on
    refuse_if(bool(bought and begins and begins < bought), "start_before_purchase", begins)


def _valued(book: Book, asset_id: int, part: str, columns: Mapping[str, Any]) -> Valued:
    days = {
        name: columns[name].isoformat() if columns[name] else ""
        for name in ("in_service_on", "opening_through")
    }
    return Valued(
        subject_id=asset_id,
        book_id=book.pk,
        book=book.code,
        currency=book.currency,
        part=part,
        **(dict(columns) | days),
    )
