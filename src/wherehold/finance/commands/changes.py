"""Acts on what is held of things in books: what happens in the middle of a life, and its end.

Everything has an effect forward only. What is dated in a month that is posted is made up for in
the open one, and says by how much; in a closed month nothing can be dated.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.db.models import Max, Sum

from wherehold.finance import access, months
from wherehold.finance.brought import Brought, keep
from wherehold.finance.engine import changes as engine
from wherehold.finance.engine.changes import Effect, Held
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.schedule import charged_leaving
from wherehold.finance.happened import kept
from wherehold.finance.holding import packed
from wherehold.finance.models import Book, Change, Charge, Line, Period, Policy
from wherehold.finance.refusals import WHY, BadLine, NoPolicy, WrongPeriod, reason
from wherehold.finance.selling import unsold_on
from wherehold.finance.worth import (
    SCHEME,
    BookTerms,
    Entered,
    Phase,
    Scheme,
    at_once,
    by_units,
    entered,
    held_on,
    policy_for,
    terms_in,
    terms_of,
    units_leaving,
    worth_on,
)
from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

Kind = Change.Kind
# What an act makes of what is held.
Act = Callable[[Held], Effect]
# Of what is held for sale: measured anew, sold, or kept after all.
WHILE_SELLING = (Kind.IMPAIR, Kind.REVERSE, Kind.RELEASE, Kind.DISPOSE, Kind.TRANSFER)
WAYS = ("sale", "scrap", "donation", "theft")
GONE = ("retired", "disposed")
_COLUMNS = ("cost_minor", "residual_minor", "in_service_on", "own", "cost_centre", "asset_id")
_OPENING = ("opening_minor", "opening_through", "opening_months")


@dataclass(frozen=True, kw_only=True)
class ChangeDraft:
    """What happened to a thing. What a kind does not ask for is left out.

    `amount_minor` is what an improvement adds, the new value, or the cost of the part that goes;
    `months` is how long it still lasts, or `units` how many; `own` are its own terms from then on.
    `part` names the part of the thing to which it happened, where it is divided.
    Units: minor units of the book.
    """

    asset_id: int
    kind: str
    on: date
    amount_minor: int = 0
    residual_minor: int | None = None
    months: int | None = None
    units: int | None = None
    way: str = ""
    proceeds_minor: int = 0
    costs_minor: int = 0
    cost_centre: str = ""
    note: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    part: str = ""


@transaction.atomic
def change(*, actor: Actor, book_id: int, changes: Sequence[ChangeDraft]) -> list[Change]:
    """Say what happened to things in a book: life, value, cost centre, improvement, a part.

    Of a divided thing it is said of each part; one may be let go while the thing is in use.
    Raises: NotFound, also for what is in no line of the book and for a thing named twice;
        NotAllowed (finance.keep; finance.dispose for a part); NoPolicy; BadLine, WrongPeriod,
        each with every offender.
    Records: finance.changed, one for each; finance.cost_recorded, for what a part brought and cost.
    """
    book = access.book(actor, book_id)
    permission = access.KEEP
    if any(one.kind in (Kind.PART, Kind.DISPOSE) for one in changes):
        permission = access.DISPOSE
    ids = list(dict.fromkeys(one.asset_id for one in changes))
    assets = access.held_for_update(actor, ids, permission)
    if len({(one.asset_id, one.part) for one in changes}) != len(changes):
        raise NotFound({"what": "asset", "key": "twice"})
    known = Known(book, ids)
    rows = [known.row(one, assets[one.asset_id], actor) for one in changes]
    made = kept(actor, book, rows)
    if parts := [one for one in changes if one.kind in (Kind.PART, Kind.DISPOSE)]:
        # The oldest book of a thing tells what its part brought: once.
        those = bulk.among([one.asset_id for one in parts])
        older = set(
            Line.objects.filter(asset__in=those, book__lt=book).values_list("asset", flat=True)
        )
        keep(actor, [_brought(one, book) for one in parts if one.asset_id not in older])
    return made


def _brought(draft: ChangeDraft, book: Book) -> Brought:
    return Brought(
        asset_id=draft.asset_id,
        on=draft.on,
        proceeds=draft.proceeds_minor,
        costs=draft.costs_minor,
        currency=book.currency,
        note=draft.note,
    )


class Known:
    """What a book says of some things, read once for all of them."""

    def __init__(self, book: Book, asset_ids: Sequence[int]) -> None:
        self.book, self.now = book, clock.now()
        self.terms = access.terms(book)
        found = Policy.objects.filter(book=book).values("category_path", *SCHEME)
        self.policies = [(one.pop("category_path"), one) for one in found]
        lines = Line.objects.filter(book=book, asset__in=bulk.among(asset_ids))
        found = lines.order_by("pk").select_for_update(no_key=True)
        self.lines = {(line.asset_id, line.part): line for line in found}
        self.phases, self.counts = access.phases(lines), access.counts(lines)
        posted = Period.objects.filter(book=book).exclude(state=Period.State.STAGED)
        ends = dict(posted.values_list("state").annotate(last=Max("ends")))
        self.closed = ends.get(Period.State.CLOSED)
        self.posted = max(ends.values(), default=None)
        charges = Charge.objects.filter(line__in=lines.values("pk")).exclude(
            period__state=Period.State.STAGED
        )
        self.charged = dict(charges.values_list("line").annotate(all=Sum("charge_minor")))

    def parts(self, asset_id: int) -> list[Line]:
        """Return the lines of a thing: one, or one a part; without those that left, if others stay.

        Raises: NotFound.
        """
        found = [line for (key, _part), line in self.lines.items() if key == asset_id]
        if not found:
            raise NotFound({"what": "line", "key": f"{asset_id} {self.book.code}"})
        return [line for line in found if not self.gone(line)] or found[:1]

    def gone(self, line: Line) -> bool:
        """Say whether a line has left the book."""
        phases = self.phases.get(line.pk, ())
        return bool(phases) and phases[-1].held.over

    def said(self, line: Line) -> Entered:
        """Return what a line says."""
        columns = {name: getattr(line, name) for name in (*_COLUMNS, *_OPENING)}
        phases, counts = self.phases.get(line.pk, ()), self.counts.get(line.asset_id, ())
        return entered(columns, phases, counts)

    def scheme(self, line: Line, asset: Mapping[str, Any]) -> Scheme:
        """Return by what a line is depreciated. Raises: NoPolicy."""
        scheme = policy_for(asset["category_path"], self.policies)
        if scheme is None:
            raise NoPolicy({"book": self.book.code, "tag": asset["tag"]})
        return {**scheme, **line.own}

    def row(
        self, draft: ChangeDraft, asset: Mapping[str, Any], actor: Actor, act: Act | None = None
    ) -> Change:
        """Return the row of a change: by its kind, or by an act that says what it makes of it.

        Raises: NotFound, NoPolicy, BadLine, WrongPeriod.
        """
        line = self.lines.get((draft.asset_id, draft.part))
        if line is None:
            key = " ".join(filter(None, (asset["tag"], self.book.code, draft.part)))
            raise NotFound({"what": "line", "key": key})
        own = self.scheme(line, asset)
        if self.closed and draft.on <= self.closed:
            raise WrongPeriod({"period": f"{draft.on:%Y-%m}", "why": WHY["month_closed"]})
        try:
            whole = draft.kind == Kind.DISPOSE and not draft.part
            refuse_if(whole and asset["stage"] not in GONE, "stage_not_retired")
            return self._made(draft, line, own, actor, act)
        except Wrong as wrong:
            why = {"tag": asset["tag"], "why": reason(wrong), "name": wrong.code}
            raise BadLine(why) from wrong

    def _made(
        self, draft: ChangeDraft, line: Line, own: Scheme, actor: Actor, act: Act | None
    ) -> Change:
        said = self.said(line)
        begins = draft.on if draft.kind == Kind.DISPOSE else months.first_day(draft.on)
        _check(draft, said, own, begins, known=act is not None)
        last = said.phases[-1] if said.phases else None
        if last and last.begins == begins:  # What began with this month comes first.
            held, charged = last.held, last.charged
        else:
            held, charged = held_on(said, own, self.terms, begins - timedelta(days=1))
        if draft.kind == Kind.DISPOSE:
            leaving = _leaving(said, own, self.terms, draft.on)
            held = _charged_to(held, leaving - charged)
            charged = leaving
        effect = act(held) if act else _effect(draft, held, said, own, self.terms)
        change = Change(
            line=line,
            kind=draft.kind,
            on=draft.on,
            begins=begins,
            booked_on=self.booked(begins),
            way=draft.way,
            note=draft.note.strip()[:200],
            cost_minor=effect.held.gross - held.gross,
            accumulated_minor=effect.held.accumulated - held.accumulated,
            result_minor=effect.result,
            surplus_minor=effect.surplus,
            gain_minor=effect.gain,
            proceeds_minor=draft.proceeds_minor - draft.costs_minor,
            charged_minor=charged,
            held=packed(effect.held),
            own={**_own_of(said), **{k: v for k, v in draft.own.items() if k in SCHEME}},
            cost_centre=draft.cost_centre or line.cost_centre,
            recorded_at=self.now,
            by_id=actor.party_id,
        )
        change.late_minor = self.late(line, said, own, change, effect.held)
        return change

    def booked(self, begins: date) -> date:
        """Return when what happened comes into the accounts: never in a month that is posted."""
        return max(begins, self.posted + timedelta(days=1)) if self.posted else begins

    def late(self, line: Line, said: Entered, own: Scheme, change: Change, held: Held) -> int:
        """Return by how much a change moves what was posted already."""
        unposted = self.posted is None or change.begins > self.posted
        if unposted or self.posted is None or change.kind == Kind.TRANSFER:
            return 0
        phase = Phase(begins=change.begins, held=held, charged=change.charged_minor, own=change.own)
        after = worth_on(replace(said, phases=(*said.phases, phase)), own, self.terms, self.posted)
        posted: int = self.charged.get(line.pk, 0)
        return after.charged - posted


def _effect(draft: ChangeDraft, held: Held, said: Entered, own: Scheme, terms: BookTerms) -> Effect:
    """Return what a change makes of what is held before it. Raises: Wrong."""
    if draft.kind != Kind.RELEASE:
        return ACTS[draft.kind](held, draft)
    unsold = unsold_on(said, own, terms, months.before(draft.on))
    return engine.release(held, unsold, draft.amount_minor or None)


def _own_of(said: Entered) -> Scheme:
    """Return the terms of its own that a thing has: those of the last change, else the line's."""
    return said.phases[-1].own if said.phases else said.own


def _check(draft: ChangeDraft, said: Entered, own: Scheme, begins: date, *, known: bool) -> None:
    refuse_if(not known and draft.kind not in (*ACTS, Kind.RELEASE), "unknown_name", draft.kind)
    refuse_if(bool(said.phases) and said.phases[-1].held.over, "gone_already")
    refuse_if(said.in_service_on is None or draft.on < said.in_service_on, "before_in_service")
    through = said.opening_through
    refuse_if(through is not None and begins <= through, "before_in_service")
    refuse_if(bool(said.phases) and begins < said.phases[-1].begins, "before_last_change")
    refuse_if(min(draft.proceeds_minor, draft.costs_minor) < 0, "amount_negative")
    if draft.kind in (Kind.PART, Kind.DISPOSE):
        refuse_if(draft.way not in WAYS, "way_unknown", draft.way)
    whole = draft.kind in (Kind.DISPOSE, Kind.TRANSFER)
    refuse_if(own["method"] == "macrs" and not whole, "not_for_macrs")
    if said.phases and said.phases[-1].held.selling:
        refuse_if(draft.kind not in WHILE_SELLING, "selling")
    elif said.phases and said.phases[-1].held.resting:
        goes_on = draft.kind in (Kind.RESUME, Kind.DISPOSE, Kind.TRANSFER, Kind.SUSPEND)
        refuse_if(not goes_on, "not_suspended_first")


def _leaving(said: Entered, own: Scheme, terms: BookTerms, day: date) -> int:
    """Return all that was charged here of a thing that leaves on a day."""
    if by_units(said, {**own, **_own_of(said)}):
        return units_leaving(said, own, terms, day)
    if not said.phases:
        charged = charged_leaving(terms_of(said, own, terms), day)
        assert said.in_service_on is not None
        years = [months.fiscal_start(one, terms.fiscal_start) for one in (said.in_service_on, day)]
        # What came and went in one tax year is not charged at all, nor at once.
        return charged + (at_once(said, own) if years[0] != years[1] else 0)
    phase = said.phases[-1]
    if phase.held.resting:
        return phase.charged
    return phase.charged + charged_leaving(terms_in(said, phase, own, terms), day)


def _charged_to(held: Held, more: int) -> Held:
    return replace(held, accumulated=held.accumulated + more)


def _left(draft: ChangeDraft) -> Fraction | None:
    said = draft.months if draft.units is None else draft.units
    return None if said is None else Fraction(said)


def _moved(held: Held, draft: ChangeDraft) -> Effect:
    refuse_if(not draft.cost_centre.strip(), "missing", "cost_centre")
    return Effect(held=held)


ACTS: dict[str, Callable[[Held, ChangeDraft], Effect]] = {
    Kind.ESTIMATE: lambda h, d: engine.estimate(h, _left(d), d.residual_minor),
    Kind.IMPROVE: lambda h, d: engine.improve(h, d.amount_minor, _left(d), d.residual_minor),
    Kind.IMPAIR: lambda h, d: engine.impair(h, d.amount_minor),
    Kind.REVERSE: lambda h, d: engine.reverse(h, d.amount_minor),
    Kind.REVALUE: lambda h, d: engine.revalue(h, d.amount_minor, d.way or engine.ELIMINATE),
    Kind.SUSPEND: lambda h, d: engine.rest(h),
    Kind.RESUME: lambda h, d: engine.resume(h),
    Kind.TRANSFER: _moved,
    Kind.HOLD: lambda h, d: engine.hold(h, d.amount_minor),
    Kind.PART: lambda h, d: engine.part(h, d.amount_minor, d.proceeds_minor, d.costs_minor),
    Kind.DISPOSE: lambda h, d: engine.dispose(h, d.proceeds_minor, d.costs_minor),
}
