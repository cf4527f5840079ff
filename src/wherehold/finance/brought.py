"""What came of letting things go, kept as what they cost and brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wherehold.finance.events import CostRecorded
from wherehold.finance.models import Cost
from wherehold.kernel import clock, ledger, money, organisation
from wherehold.kernel.actor import Actor

TEXTS = {"invoice": 100, "funding": 100, "cost_centre": 60, "note": 200}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What letting one thing go, or a part of one, brought and cost.

    Without a rate what is in another currency than the organisation's has no value in that.
    Units: minor units.
    """

    asset_id: int
    on: date
    proceeds: int
    costs: int
    currency: str
    rate: str = ""
    note: str = ""

    def rows(self, home: str) -> list[Cost]:
        """Return a row for what it brought and one for what that cost, where it is anything."""
        told = ((Cost.Kind.PROCEEDS, self.proceeds), (Cost.Kind.DISPOSAL, self.costs))
        rate = self.rate if self.currency != home else ""
        return [
            Cost(
                asset_id=self.asset_id,
                kind=kind,
                on=self.on,
                amount_minor=amount,
                currency=self.currency,
                rate=rate,
                value_minor=_valued(amount, self.currency, rate, home),
                note=self.note.strip()[:200],
            )
            for kind, amount in told
            if amount
        ]


def keep(actor: Actor, told: Sequence[Brought]) -> None:
    """Keep what things brought, and record it, once for all books: one entry for each amount."""
    home, now = organisation.current().currency, clock.now()
    rows = [row for one in told for row in one.rows(home)]
    for row in rows:
        row.recorded_at, row.by_id = now, actor.party_id
    made = Cost.objects.bulk_create(rows)
    ledger.record([recorded(row) for row in made], actor=actor, happened_at=now)


def recorded(row: Cost) -> CostRecorded:
    """Return what the ledger is told of a cost."""
    same = ("amount_minor", "tax_minor", "currency", "rate", "supplier_id", *TEXTS)
    return CostRecorded(
        subject_id=row.asset_id,
        cost_id=row.pk,
        what=row.kind,
        on=row.on.isoformat(),
        **{name: getattr(row, name) for name in same},
    )


def _valued(amount: int, currency: str, rate: str, home: str) -> int | None:
    if currency == home:
        return amount
    return money.converted(amount, currency, rate, home) if rate else None
