"""Questions about imports: one's own, and everybody's for those who manage settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q

from wherehold.importers.models import Import, RowFault, Template
from wherehold.importers.recording import Fault, heading, shows_trial
from wherehold.importers.values.bad import message_of
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

LIMIT_MAX = 500
FAULTS_MAX = 1_000


@dataclass(frozen=True, kw_only=True)
class FaultGroup:
    """Faults of one kind: the same text of the same column is wrong for the same reason."""

    column: int
    heading: str
    code: str
    value: str
    message: str
    suggestion: str
    lines: int
    first_line: int


def visible(*, actor: Actor) -> Q:
    """Return the condition on imports that the actor may see."""
    if actor.may_everywhere("settings.manage"):
        return Q()
    if actor.party_id is None or not actor.may_somewhere("import.run"):
        return Q(pk__in=())
    return Q(by=actor.party_id)


def one(*, actor: Actor, run_id: int) -> Import:
    """Return an import.

    Raises: NotFound.
    """
    found = Import.objects.filter(visible(actor=actor), pk=run_id).select_related("by").first()
    if found is None:
        raise NotFound({"what": "import", "key": run_id})
    return found


def one_for_update(*, actor: Actor, run_id: int) -> Import:
    """Return an import, locked to the end of the transaction.

    Raises: NotFound.
    """
    found = Import.objects.filter(visible(actor=actor), pk=run_id).select_for_update().first()
    if found is None:
        raise NotFound({"what": "import", "key": run_id})
    return found


def page(*, actor: Actor, before: int | None = None, limit: int = 50) -> list[Import]:
    """Return imports, the newest first; pages go on with `before`."""
    found = Import.objects.filter(visible(actor=actor)).select_related("by")
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-pk")[: min(limit, LIMIT_MAX)])


def faults(
    *, actor: Actor, run: Import, after_line: int = 0, limit: int = FAULTS_MAX
) -> list[Fault]:
    """Return what is wrong with rows, in the order of the file."""
    assert actor.name
    found = RowFault.objects.filter(run=run, trial=shows_trial(run), line__gt=after_line)
    rows = found.order_by("line", "column", "pk").values_list(
        "line", "column", "code", "value", "facts", "suggestion"
    )
    return [Fault(*row) for row in rows[:limit]]


def every_fault(*, actor: Actor, run: Import) -> Iterator[Fault]:
    """Give all that is wrong with rows, in the order of the file, without holding it all."""
    assert actor.name
    found = RowFault.objects.filter(run=run, trial=shows_trial(run))
    rows = found.order_by("line", "column", "pk").values_list(
        "line", "column", "code", "value", "facts", "suggestion"
    )
    for row in rows.iterator(chunk_size=2_000):
        yield Fault(*row)


def fault_groups(*, actor: Actor, run: Import, limit: int = 50) -> list[FaultGroup]:
    """Return the kinds of faults with how many lines have each, the commonest first."""
    assert actor.name
    found = RowFault.objects.filter(run=run, trial=shows_trial(run))
    groups = found.values("column", "code", "value", "suggestion").annotate(
        lines=Count("pk"), first=Min("line"), example=Min("pk")
    )
    top = list(groups.order_by("-lines", "first")[:limit])
    facts = dict(
        RowFault.objects.filter(pk__in=[group["example"] for group in top]).values_list(
            "pk", "facts"
        )
    )
    return [_group(run, group, facts[group["example"]]) for group in top]


def templates(*, actor: Actor) -> list[Template]:
    """Return the saved mappings, by name. They are shared by all who import."""
    if not actor.may_somewhere("import.run"):
        return []
    return list(Template.objects.order_by("name"))


def _group(run: Import, group: Mapping[str, Any], facts: dict[str, Any]) -> FaultGroup:
    return FaultGroup(
        column=group["column"],
        heading=heading(run, group["column"]),
        code=group["code"],
        value=group["value"],
        message=message_of(group["code"], facts, group["suggestion"]),
        suggestion=group["suggestion"],
        lines=group["lines"],
        first_line=group["first"],
    )
