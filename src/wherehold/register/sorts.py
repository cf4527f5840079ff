"""In what order the list of assets can be shown, and where in it a page begins.

An order ends with the id, so it is total. What has no value comes last: the list goes through
those that have one, then through the others.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wherehold.kernel import cursors
from wherehold.kernel.actor import Actor


@dataclass(frozen=True)
class Sort:
    """One order: by which column, of what type, whether largest first, and by what right."""

    column: str
    type: type
    nullable: bool = False
    descending: bool = False
    permission: str = ""


SORTS = {
    "tag": Sort("tag", str),
    "name": Sort("name", str),
    "newest": Sort("id", int, descending=True),
    "oldest": Sort("id", int),
    "seen": Sort("seen_at", datetime, nullable=True, descending=True),
    "due": Sort("due_on", date, nullable=True),
    "value": Sort("value_minor", int, nullable=True, descending=True, permission="asset.price"),
    "purchased": Sort("purchased_on", date, nullable=True, descending=True),
}
DEFAULT = "tag"


@dataclass(frozen=True)
class Order:
    """A sort as it was asked for: its name, perhaps turned round."""

    name: str
    turned: bool = False

    @property
    def sort(self) -> Sort:
        """Return which one it is."""
        return SORTS[self.name]

    @property
    def descending(self) -> bool:
        """Say whether the largest comes first."""
        return self.sort.descending != self.turned

    @property
    def said(self) -> str:
        """Return it as it stands in an address."""
        return f"-{self.name}" if self.turned else self.name


def order_of(actor: Actor, said: str) -> Order:
    """Return the order asked for; one that there is not, or not for this actor, is the default."""
    name = said.removeprefix("-")
    sort = SORTS.get(name)
    if sort is None or (sort.permission and not actor.may_everywhere(sort.permission)):
        return Order(DEFAULT)
    return Order(name, said.startswith("-"))


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: after the row with this value and id, or before it.

    `empty`: the row is among those without a value.
    """

    value: Any
    id: int
    empty: bool = False
    backwards: bool = False


def write(order: Order, cursor: Cursor) -> str:
    """Return a cursor as a word."""
    value = cursor.value
    if isinstance(value, date | datetime):
        # As SQLite keeps it, which compares texts.
        value = str(value)
    flags = ("e" if cursor.empty else "") + ("b" if cursor.backwards else "")
    return cursors.write([order.said, flags, value, cursor.id])


def read(order: Order, word: str) -> Cursor | None:
    """Return the cursor in a word, for a list in this order.

    Raises: BadCursor.
    """
    if not word:
        return None
    kinds = {str: str, int: int}.get(order.sort.type, str)
    said, flags, value, key = cursors.read(word, str, str, (kinds, type(None)), int)
    empty = "e" in flags
    if said != order.said or (value is None) != empty or flags not in ("", "e", "b", "eb"):
        raise cursors.BadCursor({"cursor": word[:80]})
    if order.sort.type in (date, datetime) and value is not None:
        try:
            order.sort.type.fromisoformat(value)
        except ValueError:
            raise cursors.BadCursor({"cursor": word[:80]}) from None
    return Cursor(value, key, empty, "b" in flags)
