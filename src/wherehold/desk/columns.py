"""The columns that the list of assets can have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from wherehold.kernel.actor import Actor
from wherehold.register.sorts import SORTS


@dataclass(frozen=True)
class Column:
    """One column: its heading, the order that it stands for, and who may see it."""

    key: str
    label: Any
    sort: str = ""
    numeric: bool = False
    permission: str = ""


ALL = {
    column.key: column
    for column in (
        Column("tag", _("Tag"), "tag"),
        Column("name", _("Name"), "name"),
        Column("category", _("Kind")),
        Column("status", _("Status")),
        Column("holder", _("Held by"), permission="custody.holder"),
        Column("place", _("Where")),
        Column("seen", _("Seen"), "seen", numeric=True),
        Column("value", _("Price"), "value", numeric=True, permission="asset.price"),
        Column("due", _("Due"), "due"),
        Column("serial", _("Serial")),
        Column("model", _("Model")),
        Column("maker", _("Maker")),
        Column("condition", _("Condition")),
        Column("supplier", _("Supplier")),
        Column("purchased", _("Bought"), "purchased"),
        Column("warranty", _("Warranty until")),
        Column("confirmed", _("Confirmed"), numeric=True),
    )
}
ALWAYS = ("tag", "name")
DEFAULT = ("tag", "name", "category", "status", "holder", "place", "seen", "value")


def choice(actor: Actor) -> list[Column]:
    """Return the columns that the actor can choose from."""
    return [column for column in ALL.values() if _may(actor, column)]


def chosen(actor: Actor, keys: Iterable[str]) -> list[Column]:
    """Return the columns of these names in their order; the default for none that there is."""
    wanted: Sequence[str] = [key for key in dict.fromkeys(keys) if key in ALL]
    wanted = [*(key for key in ALWAYS if key not in wanted), *wanted] if wanted else DEFAULT
    ordered = sorted(wanted, key=list(ALL).index)
    return [ALL[key] for key in ordered if _may(actor, ALL[key])]


def _may(actor: Actor, column: Column) -> bool:
    return not column.permission or any(
        (actor.may_somewhere(column.permission), actor.may_own(column.permission))
    )


def largest_first(column: Column) -> bool:
    """Say whether a column's order begins with the largest or newest."""
    return column.sort in SORTS and SORTS[column.sort].descending
