"""The figures of the overview as they are shown: each with its list, its trend and a remark."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wherehold.desk.words import stage_names
from wherehold.insights import queries
from wherehold.insights.commands import CONFIRMED_DAYS
from wherehold.insights.queries import Trends
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries.tallies import Totals
from wherehold.ui import charts

STAGE_COLOURS: Mapping[str, Any] = {
    "in_service": 1,
    "in_stock": 2,
    "in_repair": 4,
    "missing": "bad",
    "ordered": 3,
    "planned": 3,
    "retired": 0,
    "disposed": 0,
}


@dataclass(frozen=True)
class Remark:
    """A line below a figure, with where it leads."""

    text: str
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Figure:
    """One key figure."""

    label: str
    value: str
    unit: str
    url: str
    remarks: list[Remark]
    spark: SafeString


def key_figures(actor: Actor, place_id: str, place_path: str, days: int) -> list[Figure]:
    """Return the key figures of what the actor sees, in one place if it is given."""
    now = queries.figures(actor=actor, place_path=place_path)
    trends = queries.trends(actor=actor, place_path=place_path, days=days)
    shown = [
        _assets(now, trends, place_id),
        _confirmed(actor, now, trends, place_id),
        _held(actor, now, trends, place_id),
    ]
    if now.value_minor is not None:
        shown.append(_worth(now, trends, place_id))
    return [*shown, _incomplete(actor, now, place_id)]


def stages(actor: Actor, place_id: str, place_path: str) -> list[tuple[charts.Share, str]]:
    """Return how many things are in each stage, with the list of each."""
    now = queries.figures(actor=actor, place_path=place_path)
    order, names = list(STAGE_COLOURS), stage_names()
    return [
        (
            charts.Share(names.get(stage, stage), now.stages[stage], STAGE_COLOURS[stage]),
            _list(place_id, stage=stage),
        )
        for stage in sorted(now.stages, key=order.index)
    ]


def _list(place_id: str, **given: str) -> str:
    query = urlencode(given | ({"place": place_id} if place_id else {}))
    return reverse("desk:assets") + (f"?{query}" if query else "")


def _spark(trends: Trends | None, name: str, colour: Any = 1) -> SafeString:  # noqa: ANN401
    values = getattr(trends, name).values if trends else ()
    return charts.sparkline(values, colour=colour)


def _assets(now: Totals, trends: Trends | None, place_id: str) -> Figure:
    remarks = []
    if trends and trends.assets.change:
        change = trends.assets.change
        remarks.append(Remark(_("{change:+} in this time").format(change=change)))
    else:
        out = now.stages.get("in_service", 0)
        remarks.append(Remark(_("{count} in service").format(count=f"{out:,}")))
    spark = _spark(trends, "assets")
    return Figure(_("Assets"), f"{now.assets:,}", "", _list(place_id), remarks, spark)


def _confirmed(actor: Actor, now: Totals, trends: Trends | None, place_id: str) -> Figure:
    silent = queries.amount(actor=actor, place_id=place_id, unconfirmed=str(CONFIRMED_DAYS))
    share = 100 * (now.assets - silent.assets) / now.assets if now.assets else 0
    url = _list(place_id, unconfirmed=str(CONFIRMED_DAYS))
    remark = Remark(_("{count} not").format(count=f"{silent.assets:,}"), url)
    label = _("Confirmed in the last 90 days")
    return Figure(label, f"{share:.1f}", "%", "", [remark], _spark(trends, "confirmed", 3))


def _held(actor: Actor, now: Totals, trends: Trends | None, place_id: str) -> Figure:
    late = queries.amount(actor=actor, place_id=place_id, custody="overdue").assets
    due = queries.amount(actor=actor, place_id=place_id, custody="due_today").assets
    remarks = [
        Remark(
            _("{count} overdue").format(count=late),
            _list(place_id, custody="overdue"),
            "bad" if late else "",
        ),
        Remark(_("{count} due today").format(count=due), _list(place_id, custody="due_today")),
    ]
    url = _list(place_id, custody="held")
    return Figure(_("Checked out"), f"{now.held:,}", "", url, remarks, _spark(trends, "held"))


def _worth(now: Totals, trends: Trends | None, place_id: str) -> Figure:
    currency = organisation.current().currency
    value, unit = _rounded(now.value_minor or 0)
    url = _list(place_id, without="price")
    remark = Remark(_("{count} without a price").format(count=f"{now.unpriced:,}"), url)
    label = _("Value at cost, {currency}").format(currency=currency)
    return Figure(label, value, unit, "", [remark], _spark(trends, "value"))


def _rounded(minor: int) -> tuple[str, str]:
    """Return an amount in few digits with the word for what it counts."""
    whole = minor / 100
    if whole >= 1_000_000:
        return f"{whole / 1_000_000:,.2f}", _("m")
    if whole >= 10_000:
        return f"{whole / 1_000:,.1f}", _("k")
    return f"{whole:,.0f}", ""


def _incomplete(actor: Actor, now: Totals, place_id: str) -> Figure:
    missing = [
        (_("{count} without a place"), now.unplaced, "place"),
        (_("{count} nobody accountable"), now.unanswered, "accountable"),
    ]
    text, worst, name = max(missing, key=lambda one: one[1])
    remarks = [Remark(text.format(count=f"{worst:,}"), _list(place_id, without=name))]
    whole = 100 * (now.assets - worst) / now.assets if now.assets else 100
    label = _("Records complete")
    return Figure(label, f"{whole:.0f}", "%", "", remarks if worst else [], charts.sparkline(()))
