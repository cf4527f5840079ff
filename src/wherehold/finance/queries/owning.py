"""What a thing costs as a whole: in cash, and in the accounts. The two are never added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import groupby

from django.db.models import F, QuerySet, Sum

from wherehold.finance import access
from wherehold.finance import parts as parts_of
from wherehold.finance.access import Priced
from wherehold.finance.engine.economic import YEARS_MIN
from wherehold.finance.models import Change, Cost, Reading
from wherehold.finance.queries import values
from wherehold.kernel import clock, ledger, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

CAPITAL = (Cost.Kind.PURCHASE, Cost.Kind.ADDITION, Cost.Kind.IMPROVEMENT)
# What comes of letting go is a gain or a loss there, not a cost of running.
LEAVING = (Cost.Kind.DISPOSAL, Cost.Kind.PROCEEDS)
OTHERS_MAX = 2_000
YEARS_MAX = 60


@dataclass(frozen=True, kw_only=True)
class Cash:
    """Money that went out and came in. Units: minor units of the organisation's currency.

    `present` is all of it at the worth of the day of purchase. Depreciation is no cash.
    """

    first: int
    by_kind: Mapping[str, int]
    out: int
    back: int
    present: int
    months: int
    uses: int
    units: int

    @property
    def whole(self) -> int:
        """Return what it cost so far, less what it brought."""
        return self.out - self.back

    @property
    def per_month(self) -> int | None:
        """Return the same by month; none in its first."""
        return round(self.whole / self.months) if self.months else None

    @property
    def per_use(self) -> int | None:
        """Return the same by hand-out; none where there was none."""
        return round(self.whole / self.uses) if self.uses else None

    @property
    def per_unit(self) -> float | None:
        """Return the same by unit of its meter; none where nobody read one."""
        return self.whole / self.units if self.units else None


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """What one book charged for it, with what was spent without being added to its value.

    Units: minor units of the book, and of the organisation for `spent`.
    """

    book: str
    name: str
    currency: str
    charged: int
    losses: int
    spent: int | None
    net: int

    @property
    def whole(self) -> int | None:
        """Return all of it; none where the book has another currency than the costs."""
        return None if self.spent is None else self.charged + self.losses + self.spent


@dataclass(frozen=True, kw_only=True)
class Owned:
    """A thing as an owner sees it. `running` are the costs of its full years, by age."""

    asset_id: int
    tag: str
    name: str
    currency: str
    since: date | None
    age: int
    cash: Cash
    accounts: Sequence[Accounts]
    running: Sequence[Fraction]
    own_years: int
    others: int = 0
    rate: Fraction = field(default=Fraction(0))


def owned(*, actor: Actor, asset_id: int, rate: Fraction) -> Owned:
    """Return what a thing costs as a whole.

    Where it has less than three full years of its own, running costs are those of things of the
    same model, by the year of their age.
    Raises: NotFound.
    """
    asset = access.priced(actor).filter(pk=asset_id).first()
    if asset is None:
        raise NotFound({"what": "asset", "key": asset_id})
    paid = _paid(access.costs(actor).filter(asset=asset_id))
    since = asset.purchased_on or min((one.on for one in paid), default=None)
    today = clock.today()
    age = _years(since, today) if since else 0
    running, others = _running(paid, since, age), 0
    own = sum(1 for one in running if one)
    if age < YEARS_MIN or not own:
        running, others = _of_others(actor, asset, today)
    return Owned(
        asset_id=asset.pk,
        tag=asset.tag,
        name=asset.name,
        currency=organisation.current().currency,
        since=since,
        age=age,
        cash=_cash(asset, paid, since, today, rate),
        accounts=_accounts(actor, asset_id, paid, today),
        running=running,
        own_years=age if own and not others else 0,
        others=others,
        rate=rate,
    )


@dataclass(frozen=True)
class _Paid:
    kind: str
    on: date
    value: int
    capitalised: bool = False


def _paid(found: QuerySet[Cost]) -> list[_Paid]:
    rows = found.filter(value_minor__isnull=False).order_by("on", "pk")
    columns = rows.values_list("kind", "on", "value_minor", "capitalised")
    return [_Paid(kind, on, value or 0, capital) for kind, on, value, capital in columns]


def _cash(
    asset: Priced, paid: Sequence[_Paid], since: date | None, today: date, rate: Fraction
) -> Cash:
    rows = list(paid)
    if asset.value_minor and since and all(one.kind != Cost.Kind.PURCHASE for one in rows):
        rows = [_Paid(Cost.Kind.PURCHASE.value, since, asset.value_minor), *rows]
    sums: dict[str, int] = {}
    present = 0.0
    for one in rows:
        sums[one.kind] = sums.get(one.kind, 0) + one.value
        years = (one.on - since).days / 365.25 if since else 0.0
        sign = -1 if one.kind == Cost.Kind.PROCEEDS else 1
        present += sign * one.value / (1 + float(rate)) ** years
    handed = ledger.of_many("asset", [asset.pk], ["custody.checked_out"])
    last = Reading.objects.filter(asset=asset).order_by("-on").values_list("units", flat=True)
    months = (today.year - since.year) * 12 + today.month - since.month if since else 0
    return Cash(
        first=sums.get(Cost.Kind.PURCHASE, 0),
        by_kind=sums,
        out=sum(value for kind, value in sums.items() if kind != Cost.Kind.PROCEEDS),
        back=sums.get(Cost.Kind.PROCEEDS, 0),
        present=round(present),
        months=months,
        uses=len(handed),
        units=last.first() or 0,
    )


def _accounts(actor: Actor, asset_id: int, paid: Sequence[_Paid], today: date) -> list[Accounts]:
    home = organisation.current().currency
    spent = sum(
        one.value for one in paid if not one.capitalised and one.kind not in (*CAPITAL, *LEAVING)
    )
    lines = access.lines(actor).filter(asset=asset_id)
    moved = Change.objects.filter(line__in=lines.values("pk")).values(code=F("line__book__code"))
    lost = {
        one["code"]: -(one["gain"] or 0) - (one["result"] or 0)
        for one in moved.annotate(gain=Sum("gain_minor"), result=Sum("result_minor"))
    }
    found = []
    inside = values.of_asset(actor=actor, asset_id=asset_id)
    for _code, parts in groupby(inside, lambda one: one.book["code"]):
        several = list(parts)
        one, worth = several[0], parts_of.together(several, today)
        currency = one.book["currency"]
        found.append(
            Accounts(
                book=one.book["code"],
                name=one.book["name"],
                currency=currency,
                charged=worth.charged + sum(part.line.opening for part in several),
                losses=lost.get(one.book["code"], 0),
                spent=spent if currency == home else None,
                net=worth.net,
            )
        )
    return found


def _running(paid: Sequence[_Paid], since: date | None, age: int) -> list[Fraction]:
    """Return what each full year of a life cost to run."""
    sums = [Fraction(0)] * min(age, YEARS_MAX)
    for one in paid:
        if since is None or one.kind in (*CAPITAL, *LEAVING):
            continue
        year = _years(since, one.on)
        if 0 <= year < len(sums):
            sums[year] += one.value
    return sums


def _of_others(actor: Actor, asset: Priced, today: date) -> tuple[list[Fraction], int]:
    """Return the mean by year of age of things of the same model, and of how many. Two statements.

    Only those count for which costs are recorded: nothing recorded is not nothing spent.
    """
    if asset.model_id is None:
        return [], 0
    same = access.priced(actor).filter(model=asset.model_id, purchased_on__isnull=False)
    bought = dict(same.order_by("pk").values_list("pk", "purchased_on")[:OTHERS_MAX])
    found = access.costs(actor).filter(asset__in=same.values("pk"), value_minor__isnull=False)
    paid: dict[int, list[_Paid]] = {}
    columns = ("asset", "kind", "on", "value_minor", "capitalised")
    for key, *row in found.values_list(*columns):
        paid.setdefault(key, []).append(_Paid(*row))
    lives = []
    for key, since in bought.items():
        assert since is not None
        years = _running(paid.get(key, []), since, _years(since, today))
        if any(years):
            lives.append(years)
    longest = max(map(len, lives), default=0)
    by_age = [[life[age] for life in lives if len(life) > age] for age in range(longest)]
    return [sum(ones, Fraction(0)) / len(ones) for ones in by_age], len(lives)


def _years(since: date, day: date) -> int:
    """Return how many whole years lie between two days."""
    return day.year - since.year - ((day.month, day.day) < (since.month, since.day))
