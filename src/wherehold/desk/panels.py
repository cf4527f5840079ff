"""What an asset's page shows below its head: a table of panels, each a tab.

A slice below adds a panel by a line here: how many things there are in it for this asset, and
what its template is given.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from wherehold.alerts import panel as alerts
from wherehold.desk import beside, telling, words
from wherehold.desk.cards import Card
from wherehold.finance import shown as finance
from wherehold.handover.queries import handovers
from wherehold.handover.words import dressed
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import timeline as timelines
from wherehold.tracking import shown as tracking

Asked = Mapping[str, str]


@dataclass(frozen=True)
class Panel:
    """One tab. `count` may be None: nothing is shown beside its name."""

    key: str
    label: Any
    template: str
    context: Callable[[Actor, Card, Asked], dict[str, Any]]
    count: Callable[[Card], int | None] = lambda card: None
    shown: Callable[[Card], bool] = lambda card: True


def _timeline(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    group, key = asked.get("show", ""), card.line["id"]
    entries, older = timelines.timeline(
        actor=actor,
        asset_id=key,
        kinds=telling.kinds_of(group),
        cursor=asked.get("cursor", ""),
        limit=30,
        about=beside.of_asset(actor=actor, asset_id=key),
    )
    void = {entry.data.get("undid") for entry in entries}
    lines = []
    for entry in entries:
        gone = str(entry.act) in void
        right = telling.UNDOABLE.get(entry.kind) if entry.asset_id == key else None
        undo = bool(right) and not gone and card.whole.may(actor, right or "")
        lines.append(telling.tell(entry, void=gone, undo=undo))
    return {
        "days": [
            (day, sorted(those, key=lambda one: one.entry.happened_at, reverse=True))
            for day, those in groupby(lines, key=lambda one: one.day)
        ],
        "older": older,
        "history": None if older or group or asked.get("cursor") else entries,
        "group": group,
        "groups": [("", _("Everything")), *((k, v[0]) for k, v in telling.GROUPS.items())],
    }


def _details(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    return {
        "own": [(one.definition, _own(one.value, one.definition.type)) for one in card.fields],
        "condition": words.CONDITIONS[card.line["condition"]],
        "stage": words.stage_names()[card.line["stage"]],
    }


def _own(value: object, kind: str) -> object:
    if kind == "yes_no" and value is not None:
        return _("Yes") if value else _("No")
    return value


def _handovers(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    lines, _after = handovers.page(actor=actor, asset_id=card.line["id"])
    return {"lines": dressed(lines)}


def _value(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    code, part = asked.get("book", ""), asked.get("part", "")
    return finance.panel(actor=actor, asset_id=card.line["id"], code=code, part=part)


def _has_value(card: Card) -> bool:
    """Say whether there is a panel of its value: the module is on, and they may know prices."""
    return "price" in card.line and "money" in organisation.current().modules


def _location(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    return tracking.panel(actor=actor, asset_id=card.line["id"], asked=asked)


def _alerts(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    return alerts.panel(actor=actor, asset_id=card.line["id"])


def _nothing(actor: Actor, card: Card, asked: Asked) -> dict[str, Any]:
    return {}


PANELS = (
    Panel("timeline", _("Timeline"), "desk/panel_timeline.html", _timeline),
    Panel("location", _("Location"), "tracking/panel.html", _location),
    Panel("alerts", _("Alerts"), "alerts/panel.html", _alerts),
    Panel("details", _("Details"), "desk/panel_details.html", _details),
    Panel("value", _("Value"), "finance/panel_value.html", _value, shown=_has_value),
    Panel(
        "documents",
        _("Photos and documents"),
        "desk/panel_documents.html",
        _nothing,
        count=lambda card: len(card.files),
    ),
    Panel("handovers", _("Hand-overs"), "desk/panel_handovers.html", _handovers),
    Panel(
        "contents",
        _("Contents"),
        "desk/panel_contents.html",
        _nothing,
        count=lambda card: len(card.contents) + card.contents_more,
        shown=lambda card: bool(card.contents),
    ),
)
BY_KEY = {panel.key: panel for panel in PANELS}
