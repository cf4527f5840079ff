"""What needs a look, and what to do about it. To add a kind: an entry here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

DUE_SOON_DAYS = 30
UNCONFIRMED_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Row:
    """A kind of trouble: the filter of the list that shows it, and the word on its button.

    Where `first` is given, the first thing in that order is named instead of `detail`.
    """

    title: Any
    detail: Any
    button: Any
    icon: str
    tone: str
    group: str
    permission: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    named: Any = _("{name}, {place}")


ROWS = (
    Row(
        title=_("Returns overdue"),
        detail=_("Promised for an earlier day"),
        button=_("Follow up"),
        icon="clock",
        tone="bad",
        group="tracking",
        given={"custody": "overdue"},
        first="due",
        named=_("Longest {days}: {name}, {holder}"),
    ),
    Row(
        title=_("Missing"),
        detail=_("Looked for and not found"),
        button=_("Search"),
        icon="search-x",
        tone="bad",
        group="tracking",
        given={"stage": "missing"},
        first="tag",
    ),
    Row(
        title=_("Due back today"),
        detail=_("Promised for today"),
        button=_("Take back"),
        icon="calendar-clock",
        tone="warn",
        group="tracking",
        given={"custody": "due_today"},
        first="due",
        named=_("{name}, {holder}"),
    ),
    Row(
        title=_("On hold"),
        detail=_("Not to be handed out until someone lifts it"),
        button=_("Review"),
        icon="octagon-alert",
        tone="warn",
        group="tracking",
        given={"hold": "yes"},
    ),
    Row(
        title=_("Seen elsewhere"),
        detail=_("Last seen where they are not recorded to be"),
        button=_("Put right"),
        icon="map-pinned",
        tone="warn",
        group="tracking",
        given={"seen": "elsewhere"},
        first="-seen",
        named=_("{name}: {place}, seen at {seen_place}"),
    ),
    Row(
        title=_("Not confirmed for 90 days"),
        detail=_("Not scanned, counted or vouched for"),
        button=_("Confirm"),
        icon="clipboard-check",
        tone="warn",
        group="tracking",
        given={"unconfirmed": str(UNCONFIRMED_DAYS)},
    ),
    Row(
        title=_("Without a place"),
        detail=_("Nobody can say where they should be"),
        button=_("Place them"),
        icon="map-pin-off",
        tone="warn",
        group="records",
        given={"without": "place"},
    ),
    Row(
        title=_("In service, held by nobody"),
        detail=_("In use, but whose?"),
        button=_("Assign"),
        icon="user-x",
        tone="acc",
        group="records",
        given={"without": "holder"},
    ),
    Row(
        title=_("Without a price"),
        detail=_("Not in any figure of value"),
        button=_("Complete"),
        icon="receipt",
        tone="acc",
        group="records",
        permission="asset.price",
        given={"without": "price"},
    ),
    Row(
        title=_("Nobody accountable"),
        detail=_("Nobody for them, their kind or place"),
        button=_("Assign"),
        icon="user-cog",
        tone="acc",
        group="records",
        given={"without": "accountable"},
    ),
    Row(
        title=_("Warranty ends in 30 days"),
        detail=_("The last chance to claim or extend"),
        button=_("Look"),
        icon="shield-alert",
        tone="acc",
        group="records",
        given={"warranty": str(DUE_SOON_DAYS)},
    ),
)
