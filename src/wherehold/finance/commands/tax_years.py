"""Acts on US tax years: lock the pool of one, say what tax law grants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wherehold.finance import access
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.events import AllowanceSet, TaxYearLocked
from wherehold.finance.models import Allowance, TaxYear
from wherehold.finance.queries import tax_years
from wherehold.finance.refusals import BadBook, bad_terms
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor

ORGANISATION = 1


@transaction.atomic
def lock_tax_year(*, actor: Actor, code: str, begins: date) -> str:
    """Settle the convention of a tax year that is over; return it.

    Every thing of a tax class that was put to use in the year goes by it from then on. What it
    moves in months that are posted is made up for in the open one.
    Raises: NotAllowed (finance.keep everywhere); NotFound; BadTerms, for a year that is not over,
        is empty, is locked, or has one before it that is not.
    Records: finance.tax_year_locked.
    """
    access.must_keep(actor)
    book = access.book_for_update(actor, code)
    known = {one.begins: one for one in tax_years.years(actor=actor, code=code)}
    year = known.get(begins)
    if year is None:
        raise bad_terms(Wrong("year_empty", begins))
    if year.locked:
        raise bad_terms(Wrong("year_locked", begins))
    if year.ends >= clock.today():
        raise bad_terms(Wrong("year_not_over", begins))
    if any(not one.locked for day, one in known.items() if day < begins):
        raise bad_terms(Wrong("year_before", begins))
    now = clock.now()
    TaxYear.objects.create(
        book=book,
        begins=begins,
        convention=year.pool.convention,
        basis_minor=year.pool.basis,
        last_quarter_minor=year.pool.quarters[3],
        locked_at=now,
        locked_by_id=actor.party_id,
    )
    locked = TaxYearLocked(
        subject_id=book.pk,
        begins=begins.isoformat(),
        convention=year.pool.convention,
        basis_minor=year.pool.basis,
        last_quarter_minor=year.pool.quarters[3],
    )
    ledger.record([locked], actor=actor, happened_at=now)
    return year.pool.convention


@dataclass(frozen=True, kw_only=True)
class AllowanceDraft:
    """What tax law grants for what is put to use between two days. Units: cents, per mille."""

    kind: str
    begins: date
    ends: date | None = None
    permille: int = 0
    limit_minor: int = 0
    above_minor: int = 0
    source: str = ""


@transaction.atomic
def set_allowances(*, actor: Actor, allowances: Sequence[AllowanceDraft]) -> None:
    """Say what tax law grants from some days on, in place of what was said of those days.

    Raises: NotAllowed (finance.keep everywhere); BadBook.
    Records: finance.allowance_set, one for each.
    """
    access.must_keep(actor)
    wrong = [{"field": field, "why": why} for one in allowances for field, why in _faults(one)]
    if wrong:
        raise BadBook(*wrong)
    fields = ("ends", "permille", "limit_minor", "above_minor", "source")
    rows = [Allowance(**vars(one)) for one in allowances]
    bulk.put(rows, key=["kind", "begins"], columns=fields)
    said = [
        AllowanceSet(
            subject_id=ORGANISATION,
            what=one.kind,
            begins=one.begins.isoformat(),
            ends=one.ends.isoformat() if one.ends else "",
            permille=one.permille,
            limit_minor=one.limit_minor,
            above_minor=one.above_minor,
            source=one.source,
        )
        for one in allowances
    ]
    ledger.record(said, actor=actor, happened_at=clock.now())


def _faults(one: AllowanceDraft) -> list[tuple[str, str]]:
    faults = []
    if one.kind not in Allowance.Kind.values:
        faults.append(("kind", ", ".join(Allowance.Kind.values)))
    if one.ends and one.ends < one.begins:
        faults.append(("ends", f"{one.begins} …"))
    if not 0 <= one.permille <= 1000:
        faults.append(("permille", "0 … 1000"))
    if min(one.limit_minor, one.above_minor) < 0:
        faults.append(("limit_minor", "0 …"))
    if not 0 < len(one.source.strip()) <= 200:
        faults.append(("source", "1 … 200"))
    return faults
