"""Acts on parts of things that have lives of their own: divide a thing, replace a part."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction

from wherehold.finance import access, months
from wherehold.finance.commands.changes import ChangeDraft, Known, change
from wherehold.finance.commands.lines import LineDraft, value
from wherehold.finance.engine.changes import Effect, Held, divide, spread
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.happened import kept
from wherehold.finance.holding import packed
from wherehold.finance.models import Change, Line
from wherehold.finance.refusals import WHY, BadLine, reason
from wherehold.finance.worth import SCHEME, Phase, worth_on
from wherehold.kernel import bulk, clock
from wherehold.kernel.actor import Actor

PART_MAX = 80


@dataclass(frozen=True, kw_only=True)
class PartDraft:
    """A part: what it is called, its share of the cost, how long it still lasts.

    Without a residual value it has its share of that; `own` are its own terms.
    Units: minor units of the book; `months` of the life that is left.
    """

    name: str
    cost_minor: int
    months: int
    residual_minor: int | None = None
    own: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class DivisionDraft:
    """A thing, or what is left undivided of it, into parts. `part` divides one part further."""

    asset_id: int
    on: date
    parts: Sequence[PartDraft]
    part: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplacementDraft:
    """A part that goes and one that comes in its place, with its own cost and whole life.

    Units: minor units of the book; `months` of a whole life.
    """

    asset_id: int
    part: str
    on: date
    way: str
    name: str
    cost_minor: int
    months: int
    residual_minor: int = 0
    proceeds_minor: int = 0
    costs_minor: int = 0
    note: str = ""


@transaction.atomic
def divide_things(
    *, actor: Actor, book_id: int, divisions: Sequence[DivisionDraft]
) -> list[Change]:
    """Divide things in a book into parts with lives of their own, from a month on.

    Cost, what is accumulated and the residual value are shared out by what the parts cost, so that
    they make up the whole to the minor unit. What was charged stays where it was charged.
    Raises: NotFound; NotAllowed (finance.keep); NoPolicy; BadLine, WrongPeriod, each with every
        offender.
    Records: finance.changed, one for what is left of each thing and one for each part.
    """
    book = access.book(actor, book_id)
    ids = list(dict.fromkeys(one.asset_id for one in divisions))
    assets = access.held_for_update(actor, ids, access.KEEP)
    known = Known(book, ids)
    rows: list[Change] = []
    bad: list[dict[str, Any]] = []
    for one in divisions:
        asset = assets[one.asset_id]
        try:
            rows += _divided(known, one, asset, actor)
        except Wrong as wrong:
            bad.append({"tag": asset["tag"], "why": reason(wrong), "name": wrong.code})
    if bad:
        raise BadLine(*bad)
    Line.objects.bulk_create(row.line for row in rows if row.line.pk is None)
    return kept(actor, book, rows)


@transaction.atomic
def replace_parts(
    *, actor: Actor, book_id: int, replacements: Sequence[ReplacementDraft]
) -> list[Change]:
    """Let parts of things go, with gain or loss, and take new ones in their place into the book.

    The thing itself stays in use. The new part is depreciated as its policy says, over its life.
    Raises: NotFound; NotAllowed (finance.dispose, finance.keep); NoPolicy; BadLine, WrongPeriod.
    Records: finance.changed for each part that goes, finance.valued for each that comes;
        finance.cost_recorded for what the old ones brought and cost.
    """
    gone = [_going(one) for one in replacements]
    made = change(actor=actor, book_id=book_id, changes=gone)
    _must_be_new(book_id, replacements)
    value(actor=actor, book_id=book_id, lines=[_coming(one) for one in replacements])
    return made


def _must_be_new(book_id: int, replacements: Sequence[ReplacementDraft]) -> None:
    """Refuse new parts without a name of their own. Raises: BadLine, with every offender."""
    ids = bulk.among([one.asset_id for one in replacements])
    lines = Line.objects.filter(book=book_id, asset__in=ids)
    found = list(lines.values_list("asset", "part", "asset__tag"))
    tags = {asset: tag for asset, _part, tag in found}
    names = [(one.asset_id, one.name.strip()[:PART_MAX]) for one in replacements]
    times = Counter([*names, *((asset, part) for asset, part, _tag in found)])
    why = {"why": WHY["part_named"], "name": "part_named"}
    bad = [
        {"tag": f"{tags[asset]} · {name}".rstrip(" ·"), **why}
        for asset, name in names
        if not name or times[asset, name] > 1
    ]
    if bad:
        raise BadLine(*bad)


def _divided(
    known: Known, draft: DivisionDraft, asset: Mapping[str, Any], actor: Actor
) -> list[Change]:
    """Return what is left of a thing, and a change for each part. Raises: Wrong, and as `row`."""
    names = [one.name.strip()[:PART_MAX] for one in draft.parts]
    taken = {part for key, part in known.lines if key == draft.asset_id}
    refuse_if(not all(names) or len({*names, *taken}) < len(names) + len(taken), "part_named")
    parts: list[Held] = []

    def act(held: Held) -> Effect:
        rest, *others = divide(held, [one.cost_minor for one in draft.parts])
        parts.extend(others)
        return Effect(held=rest, surplus=rest.surplus - held.surplus)

    left = known.row(
        ChangeDraft(
            asset_id=draft.asset_id,
            kind=Change.Kind.DIVIDE,
            on=draft.on,
            note=draft.note,
            part=draft.part,
        ),
        asset,
        actor,
        act,
    )
    rows = [left]
    for one, name, held in zip(draft.parts, names, parts, strict=True):
        held = spread(held, Fraction(one.months), one.residual_minor)
        own = {**left.own, **{key: said for key, said in one.own.items() if key in SCHEME}}
        line = Line(book=known.book, asset_id=draft.asset_id, part=name, own=own)
        rows.append(entering(known, line, left, held, asset))
    return rows


def entering(
    known: Known, line: Line, source: Change, held: Held, asset: Mapping[str, Any]
) -> Change:
    """Return the change by which a line begins with what comes from another.

    It costs nothing before: what comes is all in the change, with its link. The line is to be kept
    before the change is.
    Raises: Wrong; NoPolicy.
    """
    begins = months.first_day(source.on)
    line.cost_minor, line.in_service_on = 0, begins
    line.booked_on, line.cost_centre = known.booked(begins), source.line.cost_centre
    change = Change(
        line=line,
        kind=source.kind,
        on=source.on,
        begins=begins,
        booked_on=line.booked_on,
        note=source.note,
        cost_minor=held.gross,
        accumulated_minor=held.accumulated,
        surplus_minor=held.surplus,
        charged_minor=0,
        held=packed(held),
        own=line.own,
        cost_centre=line.cost_centre,
        other=source.line,
        recorded_at=clock.now(),
        by_id=source.by_id,
    )
    said, own = known.said(line), known.scheme(line, asset)
    phased = replace(said, phases=(Phase(begins=begins, held=held, charged=0, own=line.own),))
    worth_on(phased, own, known.terms, begins + timedelta(days=31))
    change.late_minor = known.late(line, said, own, change, held)
    return change


def _going(draft: ReplacementDraft) -> ChangeDraft:
    return ChangeDraft(
        asset_id=draft.asset_id,
        kind=Change.Kind.DISPOSE,
        on=draft.on,
        way=draft.way,
        proceeds_minor=draft.proceeds_minor,
        costs_minor=draft.costs_minor,
        note=draft.note,
        part=draft.part,
    )


def _coming(draft: ReplacementDraft) -> LineDraft:
    return LineDraft(
        asset_id=draft.asset_id,
        part=draft.name,
        cost_minor=draft.cost_minor,
        residual_minor=draft.residual_minor,
        in_service_on=draft.on,
        own={"life": draft.months, "step_months": 1},
    )
