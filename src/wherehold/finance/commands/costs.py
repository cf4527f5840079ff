"""Acts on what things cost: say what was paid or came in, take back what was said by mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.finance import access
from wherehold.finance.brought import TEXTS, recorded
from wherehold.finance.commands.changes import ChangeDraft, change
from wherehold.finance.events import CostRevoked
from wherehold.finance.models import Book, Change, Cost, Line
from wherehold.finance.refusals import BadCost, NoRate
from wherehold.kernel import bulk, clock, ledger, money, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.commands.changes import change_assets
from wherehold.register.queries import parties

EARLIEST = date(1900, 1, 1)
CAPITAL = (Cost.Kind.ADDITION, Cost.Kind.IMPROVEMENT)


@dataclass(frozen=True, kw_only=True)
class CostDraft:
    """What was paid for a thing, or came in for it.

    `rate` is what one unit of `currency` was worth in the organisation's on that day, as text.
    With `capitalise` an addition or improvement is added to its value in the books it is in, and
    `months` says how long it lasts since.
    Units: minor units of `currency`, the organisation's if left out.
    """

    asset_id: int
    kind: str
    on: date
    amount_minor: int
    tax_minor: int = 0
    currency: str = ""
    rate: str = ""
    supplier_id: int | None = None
    invoice: str = ""
    funding: str = ""
    cost_centre: str = ""
    note: str = ""
    capitalise: bool = False
    months: int | None = None


@dataclass(frozen=True)
class RefusedCost:
    """A draft that was not recorded: which one, and why."""

    index: int
    field: str
    why: str


@transaction.atomic
def record_costs(*, actor: Actor, costs: Sequence[CostDraft]) -> list[int]:
    """Say what was paid for things, or came in for them, all or none; return the ids.

    The first purchase of a thing without a price is its price.
    Raises: NotFound, assets and suppliers; NotAllowed (finance.keep; asset.edit where a price is
        set); BadCost and NoRate, each with every offender; what `change` refuses, for what is
        added to books.
    Records: finance.cost_recorded, one for each; what `change_assets` and `change` record.
    """
    assets = access.costed_for_update(actor, [one.asset_id for one in costs])
    known = _Known(actor, costs)
    for index, one in enumerate(costs):
        known.look(index, one, assets[one.asset_id]["tag"])
    known.refuse()
    return _written(actor, known, costs, assets)


@transaction.atomic
def record_good_costs(
    *, actor: Actor, costs: Sequence[CostDraft]
) -> tuple[list[int], list[RefusedCost]]:
    """Record what can be recorded, and return the ids, and what was refused and why.

    What may not be seen reads as what is not there. Nothing is added to books.
    Raises: NotFound, suppliers.
    Records: as `record_costs`.
    """
    assets = access.costed_where_allowed(actor, [one.asset_id for one in costs])
    known, good = _Known(actor, costs), []
    for index, one in enumerate(costs):
        if one.asset_id not in assets:
            known.refused.append(RefusedCost(index, "asset", _("no such thing")))
        elif known.look(index, one, assets[one.asset_id]["tag"]):
            good.append(one)
    return _written(actor, known, good, assets), known.refused


@transaction.atomic
def revoke_costs(*, actor: Actor, cost_ids: Sequence[int]) -> None:
    """Take back costs that were recorded by mistake: they stay to be read, and count no more.

    Raises: NotFound; NotAllowed (finance.keep); BadCost, for what was taken back before and what
        was added to the value in books.
    Records: finance.cost_revoked, one for each.
    """
    found = Cost.objects.filter(pk__in=bulk.among(cost_ids)).order_by("pk")
    rows = list(found.select_for_update(no_key=True))
    if missing := set(cost_ids) - {row.pk for row in rows}:
        raise NotFound(*({"what": "cost", "key": key} for key in sorted(missing)))
    assets = access.costed_for_update(actor, [row.asset_id for row in rows])
    wrong = []
    for row in rows:
        if row.revoked_at or row.capitalised:
            why = _("it was taken back before") if row.revoked_at else _("it is in the books")
            wrong.append({"tag": assets[row.asset_id]["tag"], "field": row.kind, "why": why})
    if wrong:
        raise BadCost(*wrong)
    now = clock.now()
    Cost.objects.filter(pk__in=bulk.among(cost_ids)).update(revoked_at=now)
    said = [
        CostRevoked(
            subject_id=row.asset_id,
            cost_id=row.pk,
            what=row.kind,
            on=row.on.isoformat(),
            amount_minor=row.amount_minor,
            currency=row.currency,
        )
        for row in rows
    ]
    ledger.record(said, actor=actor, happened_at=now)


class _Known:
    """What drafts refer to, read once for all of them, and what was found wrong."""

    def __init__(self, actor: Actor, costs: Sequence[CostDraft]) -> None:
        self.home, self.today = organisation.current().currency, clock.today()
        self.refused: list[RefusedCost] = []
        self.unrated: list[dict[str, Any]] = []
        self.wrong: list[dict[str, Any]] = []
        wanted = {one.supplier_id for one in costs if one.supplier_id is not None}
        named = parties.names(actor=actor, ids=wanted) if wanted else {}
        if missing := wanted - named.keys():
            raise NotFound(*({"what": "party", "key": key} for key in sorted(missing)))

    def look(self, index: int, draft: CostDraft, tag: str) -> bool:
        """Say whether a draft can be; note what is wrong with it."""
        field, why = self._fault(draft)
        if not field:
            return True
        self.refused.append(RefusedCost(index, field, why))
        if field == "rate" and not draft.rate:
            self.unrated.append({"tag": tag, "currency": self.home})
        else:
            self.wrong.append({"tag": tag, "field": field, "why": why, "index": index})
        return False

    def refuse(self) -> None:
        """Refuse what was noted. Raises: BadCost, NoRate."""
        if self.wrong:
            raise BadCost(*self.wrong)
        if self.unrated:
            raise NoRate(*self.unrated)

    def value(self, draft: CostDraft) -> int:
        """Return the amount in the organisation's currency."""
        currency = draft.currency or self.home
        if currency == self.home:
            return draft.amount_minor
        return money.converted(draft.amount_minor, currency, draft.rate, self.home)

    def _fault(self, draft: CostDraft) -> tuple[str, str]:
        if draft.kind not in Cost.Kind.values:
            return "kind", _("one of {kinds}").format(kinds=", ".join(Cost.Kind.values))
        if not EARLIEST <= draft.on <= self.today:
            return "on", _("from 1900 to today")
        if not 0 < draft.amount_minor < money.MINOR_MAX:
            return "amount", _("above nothing")
        if not 0 <= draft.tax_minor < money.MINOR_MAX:
            return "tax", _("not below nothing")
        for name, length in TEXTS.items():
            if len(getattr(draft, name)) > length:
                return name, _("{length} characters at most").format(length=length)
        return self._fault_of_currency(draft)

    def _fault_of_currency(self, draft: CostDraft) -> tuple[str, str]:
        currency = draft.currency or self.home
        if not money.is_currency(currency):
            return "currency", _("a code such as EUR")
        if currency == self.home:
            return ("rate", _("it is in the organisation's own currency")) if draft.rate else OK
        if not draft.rate:
            return "rate", _("the rate of that day is needed")
        try:
            number = Decimal(draft.rate)
            fits = number.is_finite() and Decimal("1e-9") <= number <= Decimal("1e9")
        except InvalidOperation:
            fits = False
        return OK if fits and len(draft.rate) <= 24 else ("rate", _("a number such as 0.92"))


OK = ("", "")


def _written(
    actor: Actor, known: _Known, costs: Sequence[CostDraft], assets: Mapping[int, Mapping[str, Any]]
) -> list[int]:
    if not costs:
        return []
    capital = _capital(known, costs)
    now = clock.now()
    given = ("asset_id", "kind", "on", "amount_minor", "tax_minor", "rate", "supplier_id", *TEXTS)
    rows = Cost.objects.bulk_create(
        [
            Cost(
                **{name: getattr(one, name) for name in given},
                currency=one.currency or known.home,
                value_minor=known.value(one),
                recorded_at=now,
                by_id=actor.party_id,
                capitalised=any(one is draft for _book, draft, _amount, _part in capital),
            )
            for one in costs
        ]
    )
    ledger.record([recorded(row) for row in rows], actor=actor, happened_at=now)
    _set_prices(actor, rows, assets)
    _add_to_books(actor, capital)
    return [row.pk for row in rows]


def _set_prices(
    actor: Actor, rows: Sequence[Cost], assets: Mapping[int, Mapping[str, Any]]
) -> None:
    """Give things without a price that of their first purchase."""
    wanted: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.kind != Cost.Kind.PURCHASE or row.asset_id in wanted:
            continue
        asset = assets[row.asset_id]
        if asset["price_minor"] is None:
            changes: dict[str, Any] = {"price_minor": row.amount_minor, "currency": row.currency}
            changes |= {"rate": row.rate} if row.rate else {}
            if asset["purchased_on"] is None:
                changes["purchased_on"] = row.on
            if asset["supplier_id"] is None and row.supplier_id is not None:
                changes["supplier_id"] = row.supplier_id
            wanted[row.asset_id] = changes
    if wanted:
        change_assets(actor=actor, changes=wanted)


Capital = list[tuple[Book, CostDraft, int, str]]


def _capital(known: _Known, costs: Sequence[CostDraft]) -> Capital:
    """Return what is to be added to the value of things in each of their books. Raises: NoRate."""
    wanted = [one for one in costs if one.capitalise and one.kind in CAPITAL]
    if not wanted:
        return []
    lines = Line.objects.filter(asset__in=bulk.among({one.asset_id for one in wanted}))
    books: dict[int, dict[Book, str]] = {}
    # Of a divided thing what is left undivided, else its first part.
    for line in lines.select_related("book").order_by("book", "part"):
        books.setdefault(line.asset_id, {}).setdefault(line.book, line.part)
    found: Capital = []
    for one in wanted:
        for book, part in books.get(one.asset_id, {}).items():
            if (one.currency or known.home) == book.currency:
                found.append((book, one, one.amount_minor, part))
            elif book.currency == known.home:
                found.append((book, one, known.value(one), part))
            else:
                raise NoRate({"tag": one.asset_id, "currency": book.currency})
    return found


def _add_to_books(actor: Actor, capital: Capital) -> None:
    by_book: dict[int, list[ChangeDraft]] = {}
    for book, one, amount, part in capital:
        draft = ChangeDraft(
            asset_id=one.asset_id,
            kind=Change.Kind.IMPROVE,
            on=one.on,
            amount_minor=amount,
            months=one.months,
            note=one.note or one.invoice,
            part=part,
        )
        by_book.setdefault(book.pk, []).append(draft)
    for book_id, drafts in by_book.items():
        change(actor=actor, book_id=book_id, changes=drafts)
