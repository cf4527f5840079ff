"""Acts on periods: stage, post, close.

Charges are staged in chunks that nobody counts; one short transaction then makes the period
posted. Whatever breaks in between leaves it unposted as a whole, and the next run begins anew.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wherehold.finance import access, batches, charging, months
from wherehold.finance.engine import VERSION
from wherehold.finance.events import PeriodClosed, PeriodReopened, Posted, ReopeningAsked
from wherehold.finance.journal import ACCOUNTS, MOVED
from wherehold.finance.models import Book, Change, Charge, Line, Period, Policy
from wherehold.finance.refusals import SecondPerson, WrongPeriod
from wherehold.finance.worth import SCHEME
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound

CHUNK = 2_000


@transaction.atomic
def begin_period(*, actor: Actor, book_id: int, begins: date, number: int = 1) -> int:
    """Begin to stage a month of a book, anew if it was begun before; return the period's id.

    With a `number` that many months are staged beside one another, which takes hardly longer.
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
    ends = islice(months.ends(begins, date(begins.year + number // 12 + 1, 12, 31)), number)
    fresh = {"book": book, "engine": VERSION, "digest": charging.NOTHING}
    made = [
        Period.objects.create(begins=months.first_day(end), ends=end, **fresh).pk for end in ends
    ]
    return made[0]


@transaction.atomic
def stage(*, actor: Actor, period_id: int, after: int = 0) -> int | None:
    """Reckon the charges of some things, those behind an id; return where to go on, if anywhere.

    Months that were begun together are reckoned together, and what they come to is added up.
    A charge is what is to be accumulated by the end of the period less what was posted before. So
    what came late for months that are posted is made up for in this one.
    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod; BadTerms.
    Records: nothing: nothing is posted.
    """
    access.must_keep(actor)
    book = _staged(period_id).book
    found = Policy.objects.filter(book=book).values("category_path", *SCHEME)
    schemes = batches.Schemes([(one.pop("category_path"), one) for one in found])
    until = _until(book, after)
    those = Line.objects.filter(book=book, asset__gt=after, asset__lte=until or bulk.ID_MAX)
    lines = _lines(those)
    happened, used = access.phases(those), access.counts(those)
    staged = list(Period.objects.filter(book=book, state=Period.State.STAGED).order_by("begins"))
    ends = [period.ends for period in staged]
    charged = batches.charged(lines, schemes, access.terms(book), happened, used, ends)
    _add(staged, list(charging.by_month(lines, schemes, charged)))
    if until is None:
        now = {"staged_at": clock.now(), "staged_by": actor.party_id}
        Period.objects.filter(book=book, state=Period.State.STAGED).update(**now)
    return until


def _add(periods: Sequence[Period], charges: Sequence[charging.Charges]) -> None:
    """Insert what periods charge, and add it to what each comes to. Two statements."""
    columns = ("period", "line", "charge_minor", "accumulated_minor", "kind")
    rows: list[tuple[Any, ...]] = []
    sums: list[tuple[Any, ...]] = []
    for period, one in zip(periods, charges, strict=True):
        rows += one.rows(period.pk)
        lines, charge = period.lines + len(one.lines), period.charge_minor + int(one.charges.sum())
        sums.append(
            (period.pk, lines, charge, one.hashed(period.digest), one.added(period.journal))
        )
    bulk.insert(Charge, columns, rows)
    bulk.update(Period, ("id", "lines", "charge_minor", "digest", "journal"), sums)


@transaction.atomic
def post(*, actor: Actor, period_id: int) -> Period:
    """Make a staged period posted, all at once, and freeze its journal.

    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod.
    Records: finance.posted, one entry with count, total and digest.
    """
    access.must_keep(actor)
    period = _staged(period_id)
    if period.staged_at is None or not period.digest:
        why = _("it is not reckoned to its end")
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": why})
    book = period.book
    staged = Period.objects.filter(book=book, state=Period.State.STAGED)
    if staged.filter(begins__lt=period.begins).exists():
        why = _("post the months before it first")
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": why})
    period.state = Period.State.POSTED
    period.accounts = {
        **ACCOUNTS,
        **book.accounts,
        "expense": book.expense_account,
        "accumulated": book.accumulated_account,
    }
    period.moves = _moves(period)
    period.posted_at, period.posted_by_id = clock.now(), actor.party_id
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
    """Close a posted period: nothing more may be dated in it. Those before it must be closed.

    Raises: NotAllowed (finance.keep everywhere); NotFound; WrongPeriod.
    Records: finance.closed.
    """
    access.must_keep(actor)
    period = _locked(period_id)
    name = f"{period.begins:%Y-%m}"
    if period.state != Period.State.POSTED:
        raise WrongPeriod({"period": name, "why": _("only what is posted can be closed, once")})
    before = Period.objects.filter(book=period.book_id, begins__lt=period.begins)
    if before.exclude(state=Period.State.CLOSED).exists():
        raise WrongPeriod({"period": name, "why": _("close the months before it first")})
    now = clock.now()
    period.state, period.closed_at, period.closed_by_id = Period.State.CLOSED, now, actor.party_id
    period.save(update_fields=["state", "closed_at", "closed_by"])
    closed = PeriodClosed(subject_id=period.book_id, period=name)
    ledger.record([closed], actor=actor, happened_at=now)


@transaction.atomic
def ask_reopening(*, actor: Actor, period_id: int, reason: str) -> None:
    """Ask to have the last closed period of a book opened again. Somebody else then does it.

    Raises: NotAllowed (finance.keep everywhere, and a person); NotFound; WrongPeriod.
    Records: finance.reopening_asked.
    """
    access.must_keep(actor)
    period = _last_closed(actor, period_id)
    name = f"{period.begins:%Y-%m}"
    if not reason.strip():
        raise WrongPeriod({"period": name, "why": _("say why it is to be opened again")})
    period.reopen_by_id, period.reopen_why = actor.party_id, reason.strip()[:200]
    period.save(update_fields=["reopen_by", "reopen_why"])
    asked = ReopeningAsked(subject_id=period.book_id, period=name, reason=period.reopen_why)
    ledger.record([asked], actor=actor, happened_at=clock.now())


@transaction.atomic
def reopen(*, actor: Actor, period_id: int) -> None:
    """Open a closed period again, as another person asked. What it has charged stays as it is.

    From then on something may be dated in it; its charges are made up for in the open month.
    Raises: NotAllowed (finance.keep everywhere, and a person); NotFound; WrongPeriod, also when
        nobody asked; SecondPerson.
    Records: finance.reopened.
    """
    access.must_keep(actor)
    period = _last_closed(actor, period_id)
    name = f"{period.begins:%Y-%m}"
    if period.reopen_by_id is None:
        raise WrongPeriod({"period": name, "why": _("nobody asked to have it opened again")})
    if period.reopen_by_id == actor.party_id:
        raise SecondPerson({"period": name})
    reopened = PeriodReopened(subject_id=period.book_id, period=name, reason=period.reopen_why)
    period.state, period.closed_at, period.closed_by_id = Period.State.POSTED, None, None
    period.reopen_by_id, period.reopen_why = None, ""
    period.save()
    ledger.record([reopened], actor=actor, happened_at=clock.now())


def _locked(period_id: int) -> Period:
    """Return a period, locked. Raises: NotFound."""
    found = Period.objects.select_related("book").filter(pk=period_id)
    period = found.select_for_update(of=("self",), no_key=True).first()
    if period is None:
        raise NotFound({"what": "period", "key": period_id})
    return period


def _last_closed(actor: Actor, period_id: int) -> Period:
    """Return the last closed period of its book, locked. Raises: as `reopen`."""
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.KEEP})
    period = _locked(period_id)
    closed = Period.objects.filter(book=period.book_id, state=Period.State.CLOSED)
    if period.state != Period.State.CLOSED:
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": _("it is not closed")})
    if closed.filter(begins__gt=period.begins).exists():
        why = _("open the months after it first")
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": why})
    return period


def _moves(period: Period) -> list[Any]:
    """Return what else came into the accounts in a month: kind, way, things, what it moved."""
    inside = Change.objects.filter(
        line__book=period.book_id, booked_on__gte=period.begins, booked_on__lte=period.ends
    )
    found = inside.values("kind", "way").annotate(
        lines=Count("pk"), **{name: Sum(f"{name}_minor") for name in MOVED}
    )
    rows: list[dict[str, Any]] = list(found.order_by("kind", "way"))  # type: ignore[arg-type]
    return [
        [one["kind"], one["way"], one["lines"], {name: one[name] for name in MOVED}]
        for one in rows
        if any(one[name] for name in MOVED)
    ]


def _posted(book: Book) -> QuerySet[Period]:
    return Period.objects.filter(book=book).exclude(state=Period.State.STAGED)


def _staged(period_id: int) -> Period:
    """Return a period that is being staged, locked. Raises: NotFound, WrongPeriod."""
    period = _locked(period_id)
    if period.state != Period.State.STAGED:
        why = _("it is posted already")
        raise WrongPeriod({"period": f"{period.begins:%Y-%m}", "why": why})
    return period


def _until(book: Book, after: int) -> int | None:
    """Return the last id of the things that are reckoned together; none where they are the last."""
    behind = Line.objects.filter(book=book, asset__gt=after).order_by("asset", "part")
    last = list(behind.values_list("asset", flat=True)[CHUNK - 1 : CHUNK])
    return charging.end_of_block(last[0]) if last else None


def _lines(those: QuerySet[Line]) -> list[dict[str, Any]]:
    """Return lines with what was posted of each so far, in the order of their things."""
    mine = Charge.objects.filter(line=OuterRef("pk")).exclude(period__state=Period.State.STAGED)
    total = mine.order_by().values("line").annotate(total=Sum("charge_minor")).values("total")
    shown = those.annotate(posted=Coalesce(Subquery(total), 0)).order_by("asset", "part")
    named = ("posted", "asset__category__full_name")
    return list(access.rows(shown, *named, *batches.COLUMNS))
