"""Alerts as pages show them: by how bad they are, storms as one, and how far the telling is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts import queries
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.queries import AlertLine, Told
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor

SEVERITIES = {
    "critical": (gettext_lazy("Critical"), "bad"),
    "high": (gettext_lazy("High"), "warn"),
    "normal": (gettext_lazy("Normal"), "acc"),
}
STORM = timedelta(minutes=10)
STORM_LEAST = 3
EVIDENCE = {
    "device": ("radio", ""),
    "devices": ("radio", ""),
    "zone": ("locate", ""),
    "thing_at": ("box", ""),
    "carrier_at": ("truck", ""),
    "holder": ("circle-user", ""),
    "place": ("map-pin", ""),
    "seen": ("eye", ""),
    "hold": ("octagon-alert", ""),
    "due": ("calendar-clock", ""),
    "percent": ("battery", " %"),
    "metres": ("ruler", " m"),
    "kmh": ("gauge", " km/h"),
    "limits": ("ruler", ""),
}
WAITS = {
    "quiet": gettext_lazy("after quiet hours"),
    "digest": gettext_lazy("in the digest"),
    "storm": gettext_lazy("together with others"),
    "later": gettext_lazy("to the next"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: an alert, or a storm of them, with its evidence and how far the telling is."""

    first: AlertLine
    those: Sequence[AlertLine]
    icon: str
    tone: str
    finder: Any
    evidence: Sequence[tuple[str, str]]
    telling: tuple[str, str, str]

    @property
    def value_minor(self) -> int | None:
        """Return what is at risk, as far as it may be known."""
        known = [one.value_minor for one in self.those if one.value_minor is not None]
        return sum(known) if known else None

    @property
    def ids(self) -> str:
        """Return the alerts that an act on the row is on."""
        return ",".join(str(one.id) for one in self.those)


@dataclass(frozen=True, kw_only=True)
class Group:
    """The rows of one severity."""

    label: Any
    tone: str
    rows: Sequence[Row]
    number: int
    value_minor: int | None


def groups(*, actor: Actor, lines: Sequence[AlertLine]) -> list[Group]:
    """Return alerts by severity, the worst first, with storms as one row. Two statements."""
    told = queries.told(actor=actor, alert_ids=[one.id for one in lines])
    found = []
    for code, (label, tone) in SEVERITIES.items():
        mine = [one for one in lines if one.severity == code]
        rows = [_row(those, tone, told) for those in _storms(mine)]
        worth = [row.value_minor for row in rows if row.value_minor is not None]
        total = sum(worth) if worth else None
        if rows:
            found.append(
                Group(label=label, tone=tone, rows=rows, number=len(mine), value_minor=total)
            )
    return found


def _storms(lines: Sequence[AlertLine]) -> list[list[AlertLine]]:
    """Put together what one rule found within minutes; of few, each stays alone."""
    runs: list[list[AlertLine]] = []
    open_runs: dict[int, list[AlertLine]] = {}
    for one in lines:
        run = open_runs.get(one.rule_id)
        if run is not None and abs(run[-1].opened_at - one.opened_at) <= STORM:
            run.append(one)
        else:
            open_runs[one.rule_id] = run = [one]
            runs.append(run)
    split: list[list[AlertLine]] = []
    for run in runs:
        split += [run] if len(run) >= STORM_LEAST else [[one] for one in run]
    return split


def _row(those: Sequence[AlertLine], tone: str, told: Mapping[int, Told]) -> Row:
    first = those[0]
    finder = FINDERS[first.finder]
    return Row(
        first=first,
        those=those,
        icon=finder.icon,
        tone=tone,
        finder=finder.label,
        evidence=_evidence(those),
        telling=_telling(told.get(first.id, Told())),
    )


def _evidence(those: Sequence[AlertLine]) -> list[tuple[str, str]]:
    """Return what speaks for it; of a storm, what all have in common."""
    first = those[0].evidence
    shared = [name for name in EVIDENCE if name in first and first[name] not in (None, "")]
    return [
        (EVIDENCE[name][0], f"{first[name]}{EVIDENCE[name][1]}")
        for name in shared
        if all(one.evidence.get(name) == first[name] for one in those)
    ]


def _telling(told: Told) -> tuple[str, str, str]:
    """Return how far the telling is: icon, tone and words."""
    if told.failed:
        return "circle-alert", "bad", _("{n} of {all} failed").format(n=told.failed, all=told.all)
    if told.again_at is not None:
        return "refresh-cw", "warn", _("Failed, again {at}").format(at=_at(told.again_at))
    if told.held and told.held_until is not None and not told.told:
        why = WAITS.get(told.held, "")
        return "moon", "", _("{at}, {why}").format(at=_at(told.held_until), why=why)
    if told.no_mail and not told.told:
        return "cloud-off", "warn", _("No mail server")
    if told.all:
        return "check-check", "", _("Told {n} of {all}").format(n=told.told, all=told.all)
    return "", "", ""


def _at(instant: Any) -> str:  # noqa: ANN401
    local = instant.astimezone(clock.zone())
    same = local.date() == clock.today()
    return date_format(local, "H:i" if same else "j M H:i")
