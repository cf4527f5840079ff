"""The pools of a book's tax years, and what tax law grants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from wherehold.finance import access, months
from wherehold.finance.engine import allowances, pools
from wherehold.finance.engine.allowances import EXPENSE, Grant
from wherehold.finance.engine.pools import Placed, Pool
from wherehold.finance.models import Allowance, Change, TaxYear
from wherehold.finance.queries import values
from wherehold.finance.queries.values import InBook
from wherehold.finance.worth import pooled
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed


@dataclass(frozen=True, kw_only=True)
class Flip:
    """What the other convention would charge a thing in its first year. Units: minor units."""

    asset_id: int
    tag: str
    name: str
    basis: int
    now: int
    then: int


@dataclass(frozen=True, kw_only=True)
class Year:
    """One tax year: what its pool comes to, and whether that is settled. Units: minor units.

    `flips` are the things that are depreciated by another convention than the pool's. `limit`
    is how much might be expensed; none where nobody has entered it.
    """

    begins: date
    pool: Pool
    things: int
    locked: str
    expensed: int
    limit: int | None
    flips: list[Flip]

    @property
    def ends(self) -> date:
        """Return its last day."""
        return months.before(date(self.begins.year + 1, self.begins.month, 1))


def years(*, actor: Actor, code: str) -> list[Year]:
    """Return the tax years in which things of a US tax class were put to use, the newest first.

    Raises: NotFound; NotAllowed, since totals are of all things.
    """
    if not actor.may_everywhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
    book = access.book(actor, code)
    locked = dict(TaxYear.objects.filter(book=book).values_list("begins", "convention"))
    found: dict[date, list[InBook]] = {}
    for begins, one in _placed(actor, code, book.fiscal_start):
        found.setdefault(begins, []).append(one)
    entered = _entered()
    return [
        _year(begins, those, locked.get(begins, ""), entered)
        for begins, those in sorted(found.items(), reverse=True)
    ]


def allowance_list(*, actor: Actor) -> list[Grant]:
    """Return what tax law grants, the newest first: what was entered, and what it replaces not.

    Raises: NotAllowed.
    """
    if not actor.may_somewhere(access.SEE):
        raise NotAllowed({"actor": actor.name, "permission": access.SEE})
    entered = _entered()
    days = {(one.kind, one.begins) for one in entered}
    shipped = [one for one in allowances.shipped() if (one.kind, one.begins) not in days]
    return sorted([*entered, *shipped], key=lambda one: (one.begins, one.kind), reverse=True)


def _entered() -> list[Grant]:
    return [
        Grant(
            kind=one.kind,
            begins=one.begins,
            ends=one.ends,
            permille=one.permille,
            limit=one.limit_minor,
            above=one.above_minor,
            source=one.source,
            entered=True,
        )
        for one in Allowance.objects.order_by("begins")
    ]


def _placed(actor: Actor, code: str, fiscal_start: int) -> Iterator[tuple[date, InBook]]:
    """Give the things of tax classes with their tax years, but those that left in the same one."""
    left: Mapping[int, date] = dict(
        Change.objects.filter(line__book__code=code, kind=Change.Kind.DISPOSE).values_list(
            "line__asset", "on"
        )
    )
    for one in values.lines_of(actor=actor, code=code, methods=("macrs",)):
        start = one.line.in_service_on
        if start is None or not pooled(one.scheme):
            continue
        begins = months.fiscal_start(start, fiscal_start)
        gone = left.get(one.asset_id)
        if gone is None or months.fiscal_start(gone, fiscal_start) != begins:
            yield begins, one


def _year(begins: date, those: list[InBook], locked: str, entered: list[Grant]) -> Year:
    expensed = {one.asset_id: int(one.scheme.get("expensed_minor") or 0) for one in those}
    placed = [
        Placed(one.line.cost - expensed[one.asset_id], one.line.in_service_on or begins)
        for one in those
    ]
    pool = pools.pool(placed, begins)
    grant = allowances.granted(EXPENSE, begins, entered)
    whole = sum(one.line.cost for one in those)
    year = Year(
        begins=begins,
        pool=pool,
        things=len(those),
        locked=locked,
        expensed=sum(expensed.values()),
        limit=pools.limited(grant.limit, grant.above, whole) if grant else None,
        flips=[],
    )
    flips = [] if locked else list(_flips(those, begins, year.ends, pool.convention))
    return replace(year, flips=flips)


def _flips(those: list[InBook], begins: date, ends: date, convention: str) -> Iterator[Flip]:
    for one in those:
        if one.scheme["convention"] == convention:
            continue
        other = replace(one, terms=replace(one.terms, pools={begins: convention}))
        yield Flip(
            asset_id=one.asset_id,
            tag=one.tag,
            name=one.name,
            basis=one.line.cost,
            now=one.worth(ends).charged,
            then=other.worth(ends).charged,
        )
