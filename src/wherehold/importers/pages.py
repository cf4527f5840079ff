"""What the pages of an import show, worked out from the file and what was found in it."""

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wherehold.desk import words
from wherehold.importers import running, shown, storage
from wherehold.importers.fields import FIELDS, OWN
from wherehold.importers.formats import open_table
from wherehold.importers.mapping import title
from wherehold.importers.models import Import, RowFault
from wherehold.importers.queries import imports
from wherehold.importers.queries.imports import FaultGroup
from wherehold.importers.recording import shows_trial
from wherehold.importers.sources import SOURCES
from wherehold.importers.survey import Survey, sample
from wherehold.importers.values import dates
from wherehold.importers.values.bad import SHOWN_CHARACTERS_MAX
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.register.models import FieldDefinition, Party
from wherehold.register.queries import parties

STEPS = (
    gettext_lazy("File"),
    gettext_lazy("Columns"),
    gettext_lazy("Trial run"),
    gettext_lazy("Import"),
)
PEOPLE_MAX = 5_000
MUST = frozenset({"name", "tag", "serial"})


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the file as the table of columns shows it."""

    index: int
    heading: str
    field: str
    samples: list[str]
    tone: str
    icon: str
    reads: str


@dataclass(frozen=True, kw_only=True)
class Mend:
    """One kind of fault, with what can be done about it by one click."""

    group: FaultGroup
    lines: str
    use: str
    use_label: str
    may_clear: bool
    may_create: bool
    may_type: bool
    choices: list[tuple[str, Any]]


def columns(run: Import) -> dict[str, Any]:
    """Return the table of columns: what stands in them, what they become, how that is read."""
    rows = _samples(run)
    faults = _faults_by_column(run)
    found = Survey.from_json(run.survey)
    table = [
        Column(
            index=index,
            heading=title(run.headings, index),
            field=key,
            samples=[cells[index] for _line, cells in rows],
            **_reads(run, index, faults, found),
        )
        for index, key in enumerate(run.columns)
    ]
    return {
        "columns": table,
        "sample_lines": [line for line, _cells in rows],
        "used": sum(bool(key) for key in run.columns),
        "program": SOURCES[run.program].name if run.program else "",
        "choices": choices(),
        "day_first": dates.DAY_FIRST in _orders(run, found).values(),
        "unsure": found.unsure,
        "orders": _orders(run, found),
    }


def choices() -> list[tuple[str, Any]]:
    """Return what a column can become, for a list to choose from."""
    own = FieldDefinition.objects.filter(target="asset", archived_at=None).order_by("position")
    fields = [(key, field.label) for key, field in FIELDS.items()]
    return [
        ("", _("Leave out")),
        *fields,
        *((OWN + k, n) for k, n in own.values_list("key", "label")),
    ]


def mends(actor: Actor, run: Import) -> list[Mend]:
    """Return what is wrong, by kind, with the remedies of each."""
    groups = imports.fault_groups(actor=actor, run=run)
    people: list[str] = []
    if any(_is_person(run, group) for group in groups):
        seen = Party.objects.filter(parties.reach(actor=actor), kind="person", archived_at=None)
        people = list(seen.values_list("name", flat=True)[:PEOPLE_MAX])
    return [_mend(run, group, people) for group in groups]


def state(actor: Actor, run: Import) -> dict[str, Any]:
    """Return how far an import is, for the panel that is asked for again and again."""
    told = shown.summary(run)
    progress = shown.progress(run)
    good = told["created"] + told["updated"] + told["unchanged"]
    step = {"ready": 2, "checking": 3, "checked": 3}.get(run.state, 4)
    return {
        "run": run,
        "told": told,
        "good": good,
        "made": _made(shown.counts_of(run)),
        "done": progress["done"],
        "total": progress["total"],
        "step": step,
        "steps": [str(one) for one in STEPS],
        "under_way": run.state in Import.UNDER_WAY,
        "kept": run.options.get("kept", []),
        "seconds_left": _seconds_left(run, progress["done"], progress["total"]),
        "may_undo": run.state in {"done", "stopped", "failed"} and told["started_at"],
    }


def _seconds_left(run: Import, done: int, total: int) -> int | None:
    """Return about how long a running import still takes, from how long it took so far."""
    if run.state != Import.State.RUNNING or run.started_at is None or not done:
        return None
    seconds = (clock.now() - run.started_at).total_seconds()
    return max(1, round(seconds / done * (total - done)))


def _made(counts: dict[str, Any]) -> list[tuple[Any, int]]:
    names = {
        "new_people": _("People added"),
        "new_places": _("Places added"),
        "new_models": _("Models added"),
        "new_manufacturers": _("Makers added"),
        "new_categories": _("Categories added"),
        "new_suppliers": _("Suppliers added"),
    }
    return [(label, counts[key]) for key, label in names.items() if counts.get(key)]


def _samples(run: Import) -> list[tuple[int, list[str]]]:
    """Return a few rows to show; none if the file is not kept any more."""
    if not storage.path_of(run.stored).exists():
        return []
    rows = sample(open_table(storage.path_of(run.stored)), 200)
    chosen = rows[:2]
    first = RowFault.objects.filter(run=run, trial=shows_trial(run)).order_by("line").first()
    if first is not None and first.line not in {line for line, _cells in chosen}:
        found = running.rows_of(run, first.line, 1)
        chosen += list(zip(found.lines, found.texts, strict=True))
    elif len(rows) > 2:
        chosen.append(rows[-1])
    return chosen


def _faults_by_column(run: Import) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    rows = RowFault.objects.filter(run=run, trial=shows_trial(run)).values_list("column", "code")
    for column, code in rows.iterator(chunk_size=5_000):
        found.setdefault(column, Counter())[code] += 1
    return found


def _reads(
    run: Import, index: int, faults: dict[int, Counter[str]], found: Survey
) -> dict[str, str]:
    """Return tone, icon and words for how a column reads."""
    key = run.columns[index]
    if not key:
        return {"tone": "", "icon": "minus", "reads": _("Left out")}
    if wrong := faults.get(index):
        return {"tone": "warn", "icon": "triangle-alert", "reads": _wrong(wrong)}
    if index in found.unsure and str(index) not in run.options.get("orders", {}):
        order = found.orders.get(index)
        asked = _("Day first?") if order == dates.DAY_FIRST else _("Month first?")
        return {"tone": "warn", "icon": "triangle-alert", "reads": asked}
    if key == "price":
        currency = run.options.get("currency") or found.currency
        read = _("Read as {currency}").format(currency=currency) if currency else _("Match")
        return {"tone": "ok", "icon": "check", "reads": read}
    return {"tone": "ok", "icon": "check", "reads": _("Match")}


def _wrong(wrong: Counter[str]) -> str:
    code, count = wrong.most_common(1)[0]
    if code in {"unknown_reference", "unknown_word"}:
        return ngettext("{count} unknown", "{count} unknown", count).format(count=count)
    if code in {"not_a_date", "no_such_day"}:
        return ngettext("{count} not a date", "{count} not dates", count).format(count=count)
    if code.startswith("duplicate"):
        return ngettext("{count} twice", "{count} twice", count).format(count=count)
    total = sum(wrong.values())
    return ngettext("{count} to mend", "{count} to mend", total).format(count=total)


def _orders(run: Import, found: Survey) -> dict[int, str]:
    return {**found.orders, **{int(i): o for i, o in run.options.get("orders", {}).items()}}


def _mend(run: Import, group: FaultGroup, people: list[str]) -> Mend:
    whole = len(group.value) < SHOWN_CHARACTERS_MAX and group.column >= 0
    key = run.columns[group.column] if group.column >= 0 else ""
    use = group.suggestion
    if not use and _is_person(run, group):
        use = next(iter(get_close_matches(group.value, people, 1, 0.6)), "")
    mendable = whole and group.code != "duplicate_identifier"
    lines = f"{group.first_line:,}"
    if group.lines > 1:
        lines = f"{lines} +{group.lines - 1:,}"
    return Mend(
        group=group,
        lines=lines,
        use=use if mendable else "",
        use_label=_("Use {text}").format(text=use) if use and mendable else "",
        may_clear=bool(mendable and group.value and key not in MUST),
        may_create=group.code == "unknown_reference" and not run.options.get("create", True),
        may_type=bool(mendable),
        choices=_meant(key) if group.code == "unknown_word" else [],
    )


def _meant(field: str) -> list[tuple[str, Any]]:
    """Return what a word of a column can stand for."""
    if field == "condition":
        return list(words.CONDITIONS.items())
    return list(words.stage_names().items()) if field == "stage" else []


def _is_person(run: Import, group: FaultGroup) -> bool:
    """Say whether a group of faults is about somebody whom nobody knows."""
    field = run.columns[group.column] if group.column >= 0 else ""
    return group.code == "unknown_reference" and field.startswith("holder")
