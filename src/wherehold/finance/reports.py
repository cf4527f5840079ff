"""Reports as tables: what is asked for, and what they say. How they are written is elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.finance import access, months
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.queries import changes, cover, listing, outlook, rolls, sums
from wherehold.finance.words import SOURCES, STATES, WAYS
from wherehold.kernel import clock, money, organisation
from wherehold.kernel.actor import Actor

FORECAST_YEARS = 10
YEARS_ASIDE = 5


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report is asked for: a book, and days. Days that are not said are this month's."""

    code: str
    begins: date | None = None
    ends: date | None = None
    by: str = "class"

    @property
    def as_at(self) -> date:
        """Return the day at whose end values count: today, unless it is said."""
        return self.ends or clock.today()

    @property
    def since(self) -> date:
        """Return the first day: that of the month of the last, unless it is said."""
        return self.begins or months.first_day(self.as_at)


class Rows(Protocol):
    """Rows whose number is known before they are made."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __iter__(self) -> Iterator[Sequence[Any]]:
        """Give each."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """A table. Amounts are decimals; `foot` stands below the columns, where there is one."""

    name: str
    title: str
    said: str
    head: Sequence[str]
    rows: Rows
    foot: Sequence[Any] = ()
    checks: Sequence[tuple[str, str]] = field(default_factory=tuple)
    wide: bool = False


def report(actor: Actor, name: str, asked: Asked) -> Report:
    """Return a report by its name.

    Raises: Wrong, for a name that there is not and for days in the wrong order; NotFound;
        NotAllowed.
    """
    refuse_if(name not in REPORTS, "unknown_report", name)
    refuse_if(asked.since > asked.as_at, "days_in_order", asked.since)
    return REPORTS[name].make(actor, asked)


def _register(actor: Actor, asked: Asked) -> Report:
    return _lines(actor, asked, _("Asset register with values"), "register", "")


def _spent(actor: Actor, asked: Asked) -> Report:
    title = _("Fully depreciated, still in use")
    return _lines(actor, asked, title, "fully-depreciated", "fully_depreciated")


def _waiting(actor: Actor, asked: Asked) -> Report:
    return _lines(actor, asked, _("Not yet in service"), "not-in-service", "not_in_service")


def _selling(actor: Actor, asked: Asked) -> Report:
    return _lines(actor, asked, _("Held for sale"), "held-for-sale", "held_for_sale")


def _lines(actor: Actor, asked: Asked, title: str, name: str, state: str) -> Report:
    """Return the things of a book in some state on a day, or all of them."""
    book = access.book(actor, asked.code)
    amount, states = _amounts(book.currency), {key: str(one[0]) for key, one in STATES.items()}
    found = listing.listing(actor=actor, code=asked.code, as_at=asked.as_at, state=state)

    def row(one: listing.Listed) -> list[Any]:
        figures = map(amount, (one.worth.cost, one.worth.accumulated, one.worth.net))
        return [one.tag, one.name, one.kind, one.in_service_on, states[one.worth.state], *figures]

    whole = (found.whole.cost, found.whole.accumulated, found.whole.net)
    return Report(
        name=name,
        title=title,
        said=_("{book}, as at {day}").format(book=book.name, day=asked.as_at.isoformat()),
        head=[
            *(_("Tag"), _("Name"), _("Kind"), _("In service"), _("State"), _("Cost")),
            *(_("Depreciated"), _("Book value")),
        ],
        rows=listing.Rows(found, row),
        foot=[_("All"), "", "", None, "", *map(amount, whole)],
    )


def _roll(actor: Actor, asked: Asked) -> Report:
    book = access.book(actor, asked.code)
    found = rolls.roll_forward(actor=actor, code=asked.code, begins=asked.since, ends=asked.as_at)
    amount = _amounts(book.currency)
    journal = _("not all posted") if found.difference is None else str(amount(found.difference))
    difference = found.whole.cost.difference or found.whole.accumulated.difference
    return Report(
        name="roll-forward",
        title=_("Roll-forward by class"),
        said=_("{book}, {begins} to {ends}").format(
            book=book.name, begins=asked.since.isoformat(), ends=asked.as_at.isoformat()
        ),
        head=[_("Class"), *(f"{side}, {name}" for side, name in _roll_heads()), _("Book value")],
        rows=[[kind_words(one.kind), *_roll_cells(one, amount)] for one in found.rolls],
        foot=[_("All classes"), *_roll_cells(found.whole, amount)],
        checks=[
            (_("Opening and all that happened, less closing"), str(amount(difference))),
            (_("Difference to the journal"), journal),
        ],
        wide=True,
    )


SIDE = ("opening", "added", "improved", "revalued", "transferred", "disposed", "closing")


def _roll_heads() -> list[tuple[str, str]]:
    shared = (_("revalued"), _("transferred"), _("disposed"), _("closing"))
    cost = (_("opening"), _("added"), _("improved"), *shared)
    charged = (_("opening"), _("charged"), _("impaired"), *shared)
    return [
        *((_("Cost"), name) for name in cost),
        *((_("Depreciated"), name) for name in charged),
    ]


def _roll_cells(one: rolls.Roll, amount: Callable[[int], Decimal]) -> list[Decimal]:
    figures = [getattr(side, name) for side in (one.cost, one.accumulated) for name in SIDE]
    return [amount(figure) for figure in (*figures, one.net)]


def kind_words(kind: str) -> str:
    """Return what a class of a roll-forward is called."""
    return _("Not yet in service") if kind == rolls.WAITING else kind or _("Without a kind")


def _ahead(actor: Actor, asked: Asked) -> tuple[outlook.Outlook, str]:
    """Return ten years from the month of the first day, and what a heading says of them."""
    book = access.book(actor, asked.code)
    begins = months.first_day(asked.since)
    until = months.before(date(begins.year + FORECAST_YEARS, begins.month, 1))
    found = outlook.outlook(actor=actor, book_id=book.pk, begins=begins, until=until, by=asked.by)
    said = _("{book}, {years} years from {begins}")
    words = {"book": book.name, "years": FORECAST_YEARS, "begins": begins.isoformat()}
    return found, said.format(**words)


def _forecast(actor: Actor, asked: Asked) -> Report:
    """Return ten years by group, a column a year."""
    found, said = _ahead(actor, asked)
    amount = _amounts(access.book(actor, asked.code).currency)
    years = range(FORECAST_YEARS)

    def cells(sums: Sequence[int]) -> list[Decimal]:
        by_year = [sum(sums[12 * year : 12 * year + 12]) for year in years]
        return [amount(one) for one in (*by_year, sum(sums))]

    return Report(
        name="forecast",
        title=_("Depreciation forecast"),
        said=said,
        head=[
            _("Cost centre") if asked.by == "cost-centre" else _("Class"),
            *(_("to {day}").format(day=found.ends[12 * year + 11].isoformat()) for year in years),
            _("All"),
        ],
        rows=[[name or _("Without"), *cells(sums)] for name, sums in found.groups.items()],
        foot=[_("All"), *cells(found.totals)],
        wide=True,
    )


def _forecast_months(actor: Actor, asked: Asked) -> Report:
    """Return ten years by month and group, a row each."""
    found, said = _ahead(actor, asked)
    amount = _amounts(access.book(actor, asked.code).currency)
    group = _("Cost centre") if asked.by == "cost-centre" else _("Class")
    rows = [
        [end, name or _("Without"), amount(sums[at])]
        for at, end in enumerate(found.ends)
        for name, sums in found.groups.items()
        if sums[at]
    ]
    return Report(
        name="forecast-months",
        title=_("Depreciation forecast by month"),
        said=said,
        head=[_("Month"), group, _("Charge")],
        rows=rows,
        foot=[_("All"), "", amount(sum(found.totals))],
    )


def _gains(actor: Actor, asked: Asked) -> Report:
    """Return what was let go from one day to another, with gain or loss."""
    book = access.book(actor, asked.code)
    amount, rows, whole = _amounts(book.currency), [], [0] * 5
    found = changes.gone(actor=actor, book_id=book.pk, begins=asked.since, ends=asked.as_at)
    for one in found:
        net = one.cost - one.accumulated
        figures = (one.cost, one.accumulated, net, one.proceeds, one.gain)
        whole = [a + b for a, b in zip(whole, figures, strict=True)]
        rows.append([one.tag, one.name, one.on, str(WAYS[one.way]), *map(amount, figures)])
    return Report(
        name="gains",
        title=_("Gain and loss on disposals"),
        said=_("{book}, {begins} to {ends}").format(
            book=book.name, begins=asked.since.isoformat(), ends=asked.as_at.isoformat()
        ),
        head=[
            *(_("Tag"), _("Name"), _("Day"), _("How"), _("Cost"), _("Depreciated")),
            *(_("Book value"), _("Proceeds"), _("Gain")),
        ],
        rows=rows,
        foot=[_("All"), "", None, "", *map(amount, whole)],
    )


def _tax_year(actor: Actor, asked: Asked) -> Report:
    """Return the fiscal year of a day: what each thing was charged in it."""
    book = access.book(actor, asked.code)
    begins = months.fiscal_start(asked.as_at, book.fiscal_start)
    ends = months.before(date(begins.year + 1, begins.month, 1))
    amount = _amounts(book.currency)
    found = listing.listing(actor=actor, code=asked.code, as_at=ends, since=months.before(begins))

    def row(one: listing.Listed) -> list[Any]:
        figures = map(amount, (one.worth.cost, one.charge, one.worth.net))
        return [one.tag, one.name, one.in_service_on, one.method, *figures]

    whole = (found.whole.cost, found.charge, found.whole.net)
    said = _("{book}, {begins} to {ends}").format(
        book=book.name, begins=begins.isoformat(), ends=ends.isoformat()
    )
    return Report(
        name="tax-year",
        title=_("Tax year"),
        said=said,
        head=[
            *(_("Tag"), _("Name"), _("In service"), _("Method"), _("Cost")),
            *(_("Charged"), _("Book value")),
        ],
        rows=listing.Rows(found, row),
        foot=[_("All"), "", None, "", *map(amount, whole)],
    )


def _cover(actor: Actor, asked: Asked) -> Report:
    """Return what things are insured for beside what new ones would cost, the worst first."""
    book, home = access.book(actor, asked.code), organisation.current().currency
    found = cover.covers(actor=actor, code=asked.code, as_at=asked.as_at)
    amount = _amounts(home)

    def told(minor: int | None) -> Decimal | None:
        return None if minor is None else amount(minor)

    def row(one: cover.Cover) -> list[Any]:
        anew = (told(one.replacement), str(SOURCES[one.source]), told(one.gap))
        return [one.tag, one.name, one.kind, told(one.insured), one.said, *anew]

    whole = (amount(found.insured), "", amount(found.replacement), "", amount(found.gap))
    return Report(
        name="insured",
        title=_("Insured and replacement value"),
        said=_("{book}, as at {day}, in {currency}").format(
            book=book.name, day=asked.as_at.isoformat(), currency=home
        ),
        head=[
            *(_("Tag"), _("Name"), _("Kind"), _("Insured for"), _("Insurance")),
            *(_("A new one costs"), _("Where that comes from"), _("Over or under")),
        ],
        rows=listing.Rows(found, row),
        foot=[_("All"), "", "", *whole],
        wide=True,
    )


def _values(actor: Actor, asked: Asked) -> Report:
    """Return book values by class, a column a year: five back, the day, five ahead.

    What begins to serve later is not there yet.
    """
    book, day = access.book(actor, asked.code), asked.as_at
    years = [months.in_year(day, day.year + step) for step in range(-YEARS_ASIDE, YEARS_ASIDE + 1)]
    found = sums.by_class(actor=actor, code=asked.code, days=years)
    amount = _amounts(book.currency)
    return Report(
        name="values",
        title=_("Book value over time by class"),
        said=_("{book}, five years before {day} and after").format(
            book=book.name, day=day.isoformat()
        ),
        head=[_("Class"), *(_("to {day}").format(day=one.isoformat()) for one in years)],
        rows=[
            [kind_words(name), *(amount(one.net - one.later) for one in each)]
            for name, each in found.classes.items()
        ],
        foot=[_("All"), *(amount(one.net - one.later) for one in found.whole)],
        wide=True,
    )


def _amounts(currency: str) -> Callable[[int], Decimal]:
    places = money.exponent(currency)
    return lambda minor: Decimal(minor).scaleb(-places)


@dataclass(frozen=True)
class Kind:
    """A report that there is: what it is called, and what makes it."""

    title: Any
    make: Callable[[Actor, Asked], Report]
    spans: bool = False
    grouped: bool = False


REPORTS: dict[str, Kind] = {
    "register": Kind(gettext_lazy("Asset register with values"), _register),
    "values": Kind(gettext_lazy("Book value over time by class"), _values),
    "roll-forward": Kind(gettext_lazy("Roll-forward by class"), _roll, spans=True),
    "forecast": Kind(gettext_lazy("Depreciation forecast"), _forecast, grouped=True),
    "forecast-months": Kind(
        gettext_lazy("Depreciation forecast by month"), _forecast_months, grouped=True
    ),
    "gains": Kind(gettext_lazy("Gain and loss on disposals"), _gains, spans=True),
    "fully-depreciated": Kind(gettext_lazy("Fully depreciated, still in use"), _spent),
    "held-for-sale": Kind(gettext_lazy("Held for sale"), _selling),
    "not-in-service": Kind(gettext_lazy("Not yet in service"), _waiting),
    "insured": Kind(gettext_lazy("Insured and replacement value"), _cover),
    "tax-year": Kind(gettext_lazy("Tax year"), _tax_year),
}
