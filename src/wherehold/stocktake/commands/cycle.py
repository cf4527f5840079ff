"""Saying how often what comes round, and opening a count of what is due."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.stocktake import access
from wherehold.stocktake.commands.opening import Terms, open_stocktake
from wherehold.stocktake.events import CycleSet
from wherehold.stocktake.models import Cycle
from wherehold.stocktake.queries import cycle
from wherehold.stocktake.refusals import BadCount, NothingExpected

DAYS_MAX = 3_650
MINOR_MAX = 2**53


@dataclass(frozen=True, kw_only=True)
class CycleTerms:
    """How often what comes round.

    Class A begins at `a_minor`, class B at `b_minor`; what a count of the last `wrong_days` found
    missing or elsewhere is one class higher. Units: minor units of the organisation's currency.
    """

    a_minor: int
    b_minor: int
    a_days: int
    b_days: int
    c_days: int
    wrong_days: int


@transaction.atomic
def set_cycle(*, actor: Actor, terms: CycleTerms) -> None:
    """Say how often what comes round, for the whole organisation.

    Raises: NotAllowed (stocktake.run everywhere); BadCount.
    Records: stocktake.cycle_set.
    """
    if not actor.may_everywhere(access.RUN):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    said = asdict(terms)
    bounds = {name: MINOR_MAX if name.endswith("_minor") else DAYS_MAX for name in said}
    least = {name: 0 if name.endswith("_minor") else 1 for name in said}
    faults = [
        {"field": name, "why": f"{least[name]} … {bounds[name]}"}
        for name, value in said.items()
        if not least[name] <= value <= bounds[name]
    ]
    if terms.b_minor > terms.a_minor:
        faults.append({"field": "b_minor", "why": _("Class A begins above class B.")})
    if faults:
        raise BadCount(*faults)
    Cycle.objects.update_or_create(pk=1, defaults=said)
    ledger.record([CycleSet(subject_id=1, **said)], actor=actor, happened_at=clock.now())


@transaction.atomic
def open_due(*, actor: Actor, name: str = "", most: int | None = None) -> int:
    """Open a count of what is due this week where the actor runs counts; return its id.

    No more than a week's share, or `most`, what waits longest first, class by class.

    Raises: NotAllowed (stocktake.run); NothingExpected; BadCount.
    Records: stocktake.opened.
    """
    share = cycle.plan(actor=actor).this_week
    ids = cycle.due_ids(actor=actor, most=share if most is None else most)
    if not ids:
        raise NothingExpected({"field": "given"})
    year, week, _day = clock.today().isocalendar()
    called = name.strip() or _("Cycle count, week {week} of {year}").format(week=week, year=year)
    return open_stocktake(actor=actor, terms=Terms(name=called, asset_ids=ids))
