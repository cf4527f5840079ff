"""The figures of the overview as they are shown: each with its list, its trend and a remark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wherehold.desk.words import stage_names
from wherehold.insights.attention import UNCONFIRMED_DAYS
from wherehold.insights.queries import Attention, Trends
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import sites, tallies
from wherehold.register.queries.sites import Site
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

# What can be entered from here: icon, name, form, and the right that it needs.
NEW = (
    ("box", gettext_lazy("Asset"), "desk:new-asset", "asset.create"),
    ("user-plus", gettext_lazy("Person or team"), "custody:new-person", "party.edit"),
    ("map-pin-plus", gettext_lazy("Place"), "accounts:places", "place.edit"),
    ("layers", gettext_lazy("Model"), "accounts:models", "catalogue.edit"),
    ("folder-plus", gettext_lazy("Kind of things"), "accounts:categories", "catalogue.edit"),
)
# Of these the form is a dialog of their list.
IN_A_LIST = frozenset({"accounts:places", "accounts:models", "accounts:categories"})


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


def key_figures(
    now: Totals, trends: Trends | None, looked: Sequence[Attention], place_id: str
) -> list[Figure]:
    """Return the key figures; `looked` is what needs a look, of which some count here too."""
    shown = [
        _assets(now, trends, place_id),
        _confirmed(now, trends, looked, place_id),
        _held(now, trends, looked, place_id),
    ]
    if now.value_minor is not None:
        shown.append(_worth(now, trends, place_id))
    return [*shown, _incomplete(now, place_id)]


def detail(one: Attention) -> str:
    """Return what stands beside a kind of trouble: its first thing, where one is named."""
    if one.first is None:
        return str(one.row.detail)
    late = (clock.today() - one.first["due_on"]).days if one.first["due_on"] else 0
    days = ngettext("{n} day", "{n} days", late).format(n=late)
    holders = (one.first.get(name) for name in ("holder", "held_place", "held_asset"))
    places = {name: _last(one.first.get(name)) for name in ("place", "seen_place")}
    holder = next(filter(None, holders), "–")
    told = {"name": one.first["name"], "days": days, "holder": holder, **places}
    return str(one.row.named).format(**told)


def _last(place: str | None) -> str:
    """Return what a place is called by itself, without what it lies in."""
    return (place or "–").rpartition(" · ")[2]


@dataclass(frozen=True)
class Part:
    """One line of a card of bars: a name, how many, their share, and the list of them."""

    label: str
    count: int
    percent: int
    url: str
    bar: SafeString
    colour: Any = 1


def new_things(actor: Actor) -> list[tuple[str, Any, str]]:
    """Return what the actor may enter: icon, name and address of each form."""
    return [
        (icon, label, reverse(page) + ("?new=1" if page in IN_A_LIST else ""))
        for icon, label, page, permission in NEW
        if actor.may_somewhere(permission)
    ]


def whereabouts(actor: Actor, place: Site | None, places: Sequence[Site]) -> list[Part]:
    """Return how many things lie in each of the places, the fullest first. Two statements."""
    inner = sites.below(actor=actor, place=place) if place else places
    counts = tallies.by_place(
        actor=actor, places=[one.path for one in inner], place_path=place.path if place else ""
    )
    whole = sum(counts.values()) or 1
    full = sorted(inner, key=lambda one: -counts[one.path])
    lines = [_part(one.name, counts[one.path], whole, _list("", place=str(one.id))) for one in full]
    if counts[""] and place:
        lines.append(_part(_("Not further in"), counts[""], whole, ""))
    elif counts[""]:
        lines.append(_part(_("Without a place"), counts[""], whole, _list("", without="place"), 0))
    return [line for line in lines if line.count]


def _part(label: str, count: int, whole: int, url: str, colour: Any = 1) -> Part:  # noqa: ANN401
    share = charts.Share(label, count, colour)
    bar = charts.share_bar([share], title=label, total=whole)
    percent = 100 if count == whole else min(99, round(100 * count / whole))
    return Part(label, count, percent, url, bar, colour)


def stages(now: Totals, place_id: str) -> list[Part]:
    """Return how many things are in each stage, with the list of each."""
    order, names = list(STAGE_COLOURS), stage_names()
    return [
        _part(
            names.get(stage, stage),
            now.stages[stage],
            now.assets,
            _list(place_id, stage=stage),
            STAGE_COLOURS[stage],
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


def _found(looked: Sequence[Attention], **given: str) -> int:
    """Return how many things the kind of trouble with this filter has; kinds with none are out."""
    return next((one.amount.assets for one in looked if one.row.given == given), 0)


def _confirmed(
    now: Totals, trends: Trends | None, looked: Sequence[Attention], place_id: str
) -> Figure:
    given = {"unconfirmed": str(UNCONFIRMED_DAYS)}
    silent = _found(looked, **given)
    share = 100 * (now.assets - silent) / now.assets if now.assets else 0
    url = _list(place_id, **given)
    remark = Remark(_("{count} not confirmed").format(count=f"{silent:,}"), url)
    label = _("Confirmed in the last 90 days")
    return Figure(label, f"{share:.1f}", "%", "", [remark], _spark(trends, "confirmed", 3))


def _held(now: Totals, trends: Trends | None, looked: Sequence[Attention], place_id: str) -> Figure:
    late, due = _found(looked, custody="overdue"), _found(looked, custody="due_today")
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
    best = _list(place_id, sort="value")
    return Figure(label, value, unit, best, [remark], _spark(trends, "value"))


def _rounded(minor: int) -> tuple[str, str]:
    """Return an amount in few digits with the word for what it counts."""
    whole = minor / 100
    if whole >= 1_000_000:
        return f"{whole / 1_000_000:,.2f}", _("m")
    if whole >= 10_000:
        return f"{whole / 1_000:,.1f}", _("k")
    return f"{whole:,.0f}", ""


def _incomplete(now: Totals, place_id: str) -> Figure:
    missing = [
        (_("{count} without a place"), now.unplaced, "place"),
        (_("{count} nobody accountable"), now.unanswered, "accountable"),
    ]
    text, worst, name = max(missing, key=lambda one: one[1])
    url = _list(place_id, without=name)
    remarks = [Remark(text.format(count=f"{worst:,}"), url)]
    whole = 100 * (now.assets - worst) / now.assets if now.assets else 100
    value = f"{min(whole, 99.9):.1f}" if 99 < whole < 100 else f"{whole:.0f}"
    label = _("Records complete")
    spark = charts.sparkline(())
    return Figure(label, value, "%", "", remarks if worst else [], spark)
