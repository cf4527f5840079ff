"""What finance writes to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass
from typing import Any, ClassVar

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class BookOpened(Event):
    """A book was opened."""

    kind: ClassVar[str] = "finance.book_opened"
    subject_type: ClassVar[str] = "book"
    code: str
    name: str
    currency: str
    fiscal_start: int
    rounding: str
    threshold_minor: int
    company: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicySet(Event):
    """It was said how a book depreciates a category; none stands for everything."""

    kind: ClassVar[str] = "finance.policy_set"
    subject_type: ClassVar[str] = "book"
    category_id: int | None
    terms: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Valued(Event):
    """It was said what a thing is worth in a book, and since when it serves."""

    kind: ClassVar[str] = "finance.valued"
    subject_type: ClassVar[str] = "asset"
    book_id: int
    book: str
    cost_minor: int
    currency: str
    residual_minor: int | None
    in_service_on: str
    own: dict[str, Any]
    opening_minor: int
    opening_through: str
    opening_months: int | None
    part: str = ""


@dataclass(frozen=True, kw_only=True)
class TakenIn(Event):
    """Things with a price came into a book; `digest` is over their ids and costs."""

    kind: ClassVar[str] = "finance.taken_in"
    subject_type: ClassVar[str] = "book"
    lines: int
    cost_minor: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Posted(Event):
    """A period of a book was posted; `digest` is over its charges, line by line."""

    kind: ClassVar[str] = "finance.posted"
    subject_type: ClassVar[str] = "book"
    period: str
    lines: int
    charge_minor: int
    currency: str
    engine: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class PeriodClosed(Event):
    """A period of a book was closed for good."""

    kind: ClassVar[str] = "finance.closed"
    subject_type: ClassVar[str] = "book"
    period: str


@dataclass(frozen=True, kw_only=True)
class ReopeningAsked(Event):
    """Somebody asked to have a closed period opened again."""

    kind: ClassVar[str] = "finance.reopening_asked"
    subject_type: ClassVar[str] = "book"
    period: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PeriodReopened(Event):
    """A second person opened a closed period again; what it has charged stays."""

    kind: ClassVar[str] = "finance.reopened"
    subject_type: ClassVar[str] = "book"
    period: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Changed(Event):
    """Something happened to a thing in a book: its life, its value, its cost centre, its end.

    `late_minor` says by how much it moves what was posted already; that is made up for later.
    """

    kind: ClassVar[str] = "finance.changed"
    subject_type: ClassVar[str] = "asset"
    book_id: int
    book: str
    what: str
    on: str
    booked_on: str
    way: str
    note: str
    currency: str
    cost_minor: int
    accumulated_minor: int
    result_minor: int
    surplus_minor: int
    gain_minor: int
    proceeds_minor: int
    late_minor: int
    cost_centre: str
    part: str = ""


@dataclass(frozen=True, kw_only=True)
class CostRecorded(Event):
    """Something was paid for a thing, or came in for it."""

    kind: ClassVar[str] = "finance.cost_recorded"
    subject_type: ClassVar[str] = "asset"
    cost_id: int
    what: str
    on: str
    amount_minor: int
    tax_minor: int
    currency: str
    rate: str
    supplier_id: int | None
    invoice: str
    funding: str
    cost_centre: str
    note: str


@dataclass(frozen=True, kw_only=True)
class CostRevoked(Event):
    """A cost had been recorded by mistake, and counts no more."""

    kind: ClassVar[str] = "finance.cost_revoked"
    subject_type: ClassVar[str] = "asset"
    cost_id: int
    what: str
    on: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class MeterRead(Event):
    """What the meter of a thing said, and how many units it comes to in all."""

    kind: ClassVar[str] = "finance.meter_read"
    subject_type: ClassVar[str] = "asset"
    on: str
    count: int
    units: int
    replaced: bool


@dataclass(frozen=True, kw_only=True)
class TaxYearLocked(Event):
    """The convention of a tax year was settled by what was put to use in it."""

    kind: ClassVar[str] = "finance.tax_year_locked"
    subject_type: ClassVar[str] = "book"
    begins: str
    convention: str
    basis_minor: int
    last_quarter_minor: int


@dataclass(frozen=True, kw_only=True)
class AllowanceSet(Event):
    """It was entered what tax law grants from a day on."""

    kind: ClassVar[str] = "finance.allowance_set"
    subject_type: ClassVar[str] = "organisation"
    what: str
    begins: str
    ends: str
    permille: int
    limit_minor: int
    above_minor: int
    source: str


@dataclass(frozen=True, kw_only=True)
class Estimated(Event):
    """It was said what a thing is insured for, or what a new one would cost."""

    kind: ClassVar[str] = "finance.estimated"
    subject_type: ClassVar[str] = "asset"
    what: str
    on: str
    value_minor: int
    source: str


@dataclass(frozen=True, kw_only=True)
class PriceIndexSet(Event):
    """It was entered where the prices of new things stand from a day on."""

    kind: ClassVar[str] = "finance.price_index_set"
    subject_type: ClassVar[str] = "organisation"
    on: str
    value: str
    source: str
