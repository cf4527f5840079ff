"""Who acts, through which door, and what they may do where.

An actor is a value. Whoever lets a person, a token or a device in builds one; every command
and query is given it and asks it. Places and categories are materialised paths: a grant for a
path holds for everything whose path begins with it, and the empty path is everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

EVERYTHING = frozenset({"*"})


@dataclass(frozen=True)
class Grant:
    """A set of permissions, good within one place and one category and all that is in them."""

    permissions: frozenset[str]
    place: str = ""
    category: str = ""

    def gives(self, permission: str) -> bool:
        """Say whether the permission is among those granted."""
        return permission in self.permissions or self.permissions == EVERYTHING

    def covers(self, place: str, category: str) -> bool:
        """Say whether a thing with these paths lies within the grant."""
        return place.startswith(self.place) and category.startswith(self.category)


@dataclass(frozen=True)
class Actor:
    """Whoever a command is done for or a question is answered for.

    `name` goes into the ledger: "party:7" for a person, "job:seal" for the system itself.
    `source` says through which door: "web", "api", "cli", "scan", "import:12".
    `own` are permissions for the things that the person holds, wherever they are.
    `scopes`, when set, narrow the grants to the permissions that a token was made for.
    """

    name: str
    grants: tuple[Grant, ...] = ()
    party_id: int | None = None
    source: str = ""
    own: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = field(default=None)

    def within(self, permission: str) -> tuple[Grant, ...]:
        """Return the grants that give a permission: where it is good. Empty means nowhere."""
        return self._by_permission(permission)

    def may(self, permission: str, place: str = "", category: str = "") -> bool:
        """Say whether a permission is good for a thing with these paths."""
        return any(grant.covers(place, category) for grant in self.within(permission))

    def may_somewhere(self, permission: str) -> bool:
        """Say whether a permission is good for anything at all: whether to show a button."""
        return bool(self.within(permission))

    def may_everywhere(self, permission: str) -> bool:
        """Say whether a permission is good without bounds, as shared settings demand."""
        return any(g.place == "" and g.category == "" for g in self.within(permission))

    def may_own(self, permission: str) -> bool:
        """Say whether a permission is good for the things that the actor holds."""
        return self.party_id is not None and permission in self.own and self._in_scope(permission)

    def via(self, source: str) -> "Actor":
        """Return the same actor coming through another door."""
        return replace(self, source=source)

    def narrowed(self, permissions: Iterable[str]) -> "Actor":
        """Return the same actor with only these of the permissions, as a token has them."""
        wanted = frozenset(permissions)
        return replace(self, scopes=wanted if self.scopes is None else self.scopes & wanted)

    def _in_scope(self, permission: str) -> bool:
        return self.scopes is None or permission in self.scopes

    def _by_permission(self, permission: str) -> tuple[Grant, ...]:
        if permission not in self._known:
            good = self.grants if self._in_scope(permission) else ()
            self._known[permission] = tuple(g for g in good if g.gives(permission))
        return self._known[permission]

    @cached_property
    def _known(self) -> dict[str, tuple[Grant, ...]]:
        return {}


def system(task: str) -> Actor:
    """Return the actor of a task that the system does by itself."""
    return Actor(name=f"job:{task}", grants=(Grant(EVERYTHING),), source="job")
