"""Deciding what is to be made of differences, before anything is changed."""

from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.stocktake import access, rules
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.events import Decided
from wherehold.stocktake.models import Line, Stocktake
from wherehold.stocktake.refusals import BadCount, NotReviewed

NOTE_MAX = 300


@transaction.atomic
def decide(
    *,
    actor: Actor,
    stocktake_id: int,
    outcome: str,
    line_ids: Sequence[int] = (),
    state: str = "",
    note: str = "",
) -> int:
    """Say what is to be made of some lines, or of all in a state that are undecided.

    Returns how many. It takes effect when the count is signed; until then it may be decided
    otherwise, and without an outcome it is undecided again. Whoever counts says so of what they
    saw themselves: that it is to be moved here, or only noted. A fixed number of statements.

    Raises: NotFound (lines), NotAllowed (stocktake.run; stocktake.count for one's own);
        BadCount (an outcome that does not fit); NotReviewed once the count is closed.
    Records: stocktake.decided.
    """
    stocktake = _open(actor, stocktake_id)
    runs = access.may(actor, access.RUN, stocktake)
    if outcome not in {"", *rules.OUTCOMES} or len(note) > NOTE_MAX or "\0" in note:
        raise BadCount({"field": "outcome", "why": ", ".join(rules.OUTCOMES)})
    lines = Line.objects.filter(stocktake=stocktake)
    if line_ids:
        lines = lines.filter(pk__in=set(line_ids))
    else:
        lines = lines.filter(state=state, outcome="")
        if state == rules.FOUND:
            lines = lines.filter(twice=True)
    if not runs:
        lines = lines.filter(seen_by=actor.party_id, state=rules.ELSEWHERE)
    columns = ("pk", "asset_id", "state", "asset__held", "asset__tag", "seen_place_id")
    rows = list(lines.filter(access.lines_seen(actor)).values_list(*columns))
    if gone := sorted(set(line_ids) - {row[0] for row in rows}):
        raise NotFound(*({"what": "line", "key": key} for key in gone))
    _fits(rows, outcome)
    chosen = Line.objects.filter(pk__in=[row[0] for row in rows])
    chosen.update(outcome=outcome, outcome_by=actor.party_id if outcome else None, note=note)
    keeping.touch(stocktake)
    ids = ",".join(str(row[1]) for row in sorted(rows, key=lambda row: row[1]))
    decided = Decided(
        subject_id=stocktake.pk,
        outcome=outcome,
        lines=len(rows),
        digest=sha256(ids.encode()).hexdigest(),
    )
    ledger.record([decided], actor=actor, happened_at=clock.now())
    return len(rows)


def _open(actor: Actor, stocktake_id: int) -> Stocktake:
    stocktake = access.for_update(actor, stocktake_id, access.COUNT)
    if stocktake.state not in (Stocktake.State.COUNTING, Stocktake.State.REVIEW):
        told = {"name": stocktake.name, "state": stocktake.get_state_display()}
        raise NotReviewed({**told, "remedy": _("Open a new count.")})
    return stocktake


def _fits(rows: Sequence[tuple[int, int, str, str, str, int | None]], outcome: str) -> None:
    """Refuse an outcome that makes no sense for a line, naming every one.

    Raises: BadCount.
    """
    if not outcome:
        return
    faults = []
    for _pk, _asset, state, held, tag, seen_place_id in rows:
        fits = outcome in rules.FITTING.get(state, ())
        if outcome == rules.RETURN and not held or outcome == rules.MOVE and not seen_place_id:
            fits = False
        if not fits:
            why = _("{outcome} does not fit what is {state}.")
            told = why.format(outcome=rules.OUTCOMES[outcome], state=state)
            faults.append({"field": tag, "why": told})
    if faults:
        raise BadCount(*faults)
