"""Acts on periods: stage, post, close.

Charges are staged in chunks that nobody counts; one short transaction then makes the period
posted. Whatever breaks in between leaves it unposted as a whole, and the next run begins anew.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance.engine import VERSION
from wherehold.finance.events import PeriodClosed, Posted
from wherehold.finance.models import Book, Charge, Line, Period, Policy
from wherehold.finance.refusals import WrongPeriod
from wherehold.finance.worth import SCHEME, BookTerms, entered, policy_for, worth_on
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

CHUNK = 2_000
_LINE = (
    *("cost_minor", "residual_minor", "in_service_on", "own"),
    *("opening_minor", "opening_through", "opening_months"),
)


@transaction.atomic
def begin_period(*, actor: Actor, book_id: int, begins: date) -> int:
    """Begin to stage a month of a book, anew if it was begun before; return the period's id.

    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod, when it is posted, or does
        not follow the last one that is.
    Records: nothing: nothing is posted.
    """
    access.must_keep(actor)
    book = access.book(actor, book_id)
    last = _posted(book).order_by("-begins").first()
    if begins.day != 1:
        raise WrongPeriod({"period": begins, "why": _("a period begins with a month")})
    if last and begins <= last.begins:
        raise WrongPeriod({"period": f"{begins:%Y-%m}", "why": _("it is posted already")})
    if last and begins != last.ends + timedelta(days=1):
        why = _("post the months before it first")
        raise WrongPeriod({"period": f"{begins:%Y-%m}", "why": why})
    Period.objects.filter(book=book, state=Period.State.STAGED).delete()
    ends = (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    period = Period.objects.create(book=book, begins=begins, ends=ends, engine=VERSION)
    return period.pk


@transaction.atomic
def stage(*, actor: Actor, period_id: int, after: int = 0) -> int | None:
    """Reckon the charges of some lines, those behind an id; return where to go on, if anywhere.

    A charge is what is to be accumulated by the end of the period less what was posted before. So
    what came late for months that are posted is made up for in this one.
    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod; BadTerms.
    Records: nothing: nothing is posted.
    """
    access.must_keep(actor)
    period = _staged(period_id)
    book = period.book
    terms = BookTerms(
        currency=book.currency, fiscal_start=book.fiscal_start, rounding=book.rounding
    )
    found = Policy.objects.filter(book=book).values("category_path", *SCHEME)
    policies = [(one.pop("category_path"), one) for one in found]
    lines = _lines(book, after)
    rows = []
    for line in lines:
        scheme = policy_for(line["asset__category_path"], policies)
        if scheme is None:
            continue
        worth = worth_on(entered(line), {**scheme, **line["own"]}, terms, period.ends)
        if charge := worth.accumulated - line["opening_minor"] - line["posted"]:
            kind = line["asset__category__full_name"] or ""
            rows.append((period.pk, line["pk"], charge, worth.accumulated, kind))
    columns = ("period", "line", "charge_minor", "accumulated_minor", "kind")
    bulk.insert(Charge, columns, rows)
    return lines[-1]["pk"] if len(lines) == CHUNK else None


@transaction.atomic
def post(*, actor: Actor, period_id: int) -> Period:
    """Make a staged period posted, all at once, and freeze its journal.

    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod.
    Records: finance.posted, one entry with count, total and digest.
    """
    access.must_keep(actor)
    period = _staged(period_id)
    book = period.book
    charges = Charge.objects.filter(period=period)
    whole = charges.aggregate(lines=Count("pk"), charge=Coalesce(Sum("charge_minor"), 0))
    by_kind = charges.values("kind").annotate(charge=Sum("charge_minor"), lines=Count("pk"))
    period.state = Period.State.POSTED
    period.lines, period.charge_minor = whole["lines"], whole["charge"]
    period.digest = _digest(period)
    period.journal = [
        [one["kind"], one["charge"], one["lines"]] for one in by_kind.order_by("kind")
    ]
    period.accounts = {
        "expense": book.expense_account,
        "accumulated": book.accumulated_account,
    }
    period.posted_at = clock.now()
    period.save()
    posted = Posted(
        subject_id=book.pk,
        period=f"{period.begins:%Y-%m}",
        lines=period.lines,
        charge_minor=period.charge_minor,
        currency=book.currency,
        engine=period.engine,
        digest=period.digest,
    )
    ledger.record([posted], actor=actor, happened_at=period.posted_at)
    return period


@transaction.atomic
def close(*, actor: Actor, period_id: int) -> None:
    """Close a posted period for good. Those before it must be closed.

    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod.
    Records: finance.closed.
    """
    access.must_keep(actor)
    period = Period.objects.select_for_update(no_key=True).filter(pk=period_id).first()
    if period is None:
        raise NotFound({"what": "period", "key": period_id})
    name = f"{period.begins:%Y-%m}"
    if period.state != Period.State.POSTED:
        raise WrongPeriod({"period": name, "why": _("only what is posted can be closed, once")})
    before = Period.objects.filter(book=period.book_id, begins__lt=period.begins)
    if before.exclude(state=Period.State.CLOSED).exists():
        raise WrongPeriod({"period": name, "why": _("close the months before it first")})
    now = clock.now()
    Period.objects.filter(pk=period.pk).update(state=Period.State.CLOSED, closed_at=now)
    closed = PeriodClosed(subject_id=period.book_id, period=name)
    ledger.record([closed], actor=actor, happened_at=now)


def _posted(book: Book) -> QuerySet[Period]:
    return Period.objects.filter(book=book).exclude(state=Period.State.STAGED)


def _staged(period_id: int) -> Period:
    """Return a period that is being staged, locked. Raises: NotFound, WrongPeriod."""
    found = Period.objects.select_related("book").filter(pk=period_id)
    period = found.select_for_update(of=("self",), no_key=True).first()
    if period is None:
        raise NotFound({"what": "period", "key": period_id})
    if period.state != Period.State.STAGED:
        why = _("it is posted already")
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": why})
    return period


def _lines(book: Book, after: int) -> list[dict[str, Any]]:
    """Return lines with what was posted of each so far."""
    mine = Charge.objects.filter(line=OuterRef("pk")).exclude(period__state=Period.State.STAGED)
    total = mine.order_by().values("line").annotate(total=Sum("charge_minor")).values("total")
    lines = Line.objects.filter(book=book, pk__gt=after).order_by("pk")
    shown = lines.annotate(posted=Coalesce(Subquery(total), 0))
    names = ("asset__category_path", "asset__category__full_name")
    return list(shown.values("pk", "posted", *_LINE, *names)[:CHUNK])


def _digest(period: Period) -> str:
    """Return the hash over the charges of a period, by the ids of assets."""
    digest = hashlib.sha256()
    charges = Charge.objects.filter(period=period).order_by("line__asset")
    for row in charges.values_list(F("line__asset"), "charge_minor").iterator(chunk_size=CHUNK):
        digest.update(f"{row[0]}:{row[1]}\n".encode())
    return digest.hexdigest()
