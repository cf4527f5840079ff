"""Questions about roles. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from wherehold.accounts import access, roles
from wherehold.accounts.models import Role, RoleGrant
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, kw_only=True)
class RoleLine:
    """One role: what it permits, and how many people have it."""

    code: str
    name: str
    permissions: frozenset[str]
    own: frozenset[str]
    builtin: bool
    fixed: bool
    people: int

    @property
    def shape(self) -> roles.Shape:
        """Return it as a level and what is on besides."""
        return roles.shape_of(self.permissions)


def all_roles(*, actor: Actor) -> list[RoleLine]:
    """List the roles, the built-in ones first, in the order of their making. Two statements.

    Raises: NotAllowed.
    """
    if not actor.may_somewhere("user.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "user.manage"})
    holding = RoleGrant.objects.filter(access.current(), user__is_active=True)
    held = holding.values("role").annotate(people=Count("user", distinct=True))
    counts = dict(held.values_list("role", "people"))
    found = Role.objects.order_by("pk")
    return [_line(role, counts.get(role.pk, 0)) for role in found]


def role(*, actor: Actor, code: str) -> RoleLine:
    """Return one role.

    Raises: NotAllowed, NotFound.
    """
    found = [one for one in all_roles(actor=actor) if one.code == code]
    if not found:
        raise NotFound({"what": "role", "key": code})
    return found[0]


def names_with(*, actor: Actor, permission: str) -> list[str]:
    """Return the names of the roles that give a permission: whom to ask for."""
    del actor  # What roles there are is no secret to whoever may ask for one.
    given = Role.objects.filter(~Q(read_only=True)).order_by("pk")
    return [
        one.name
        for one in given
        if permission in one.permissions or roles.EVERYTHING in one.permissions
    ]


def of_parties(*, actor: Actor, party_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the numbers of the roles that people have now, by party. One statement."""
    del actor  # For slices that bound what people with a role do; it shows nothing of them.
    held = RoleGrant.objects.filter(access.current(), user__party__in=set(party_ids))
    found: dict[int, set[int]] = {}
    for party_id, role_id in held.values_list("user__party", "role"):
        found.setdefault(party_id, set()).add(role_id)
    return found


def options(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the roles by number and name, in the order of their making.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    return list(Role.objects.order_by("pk").values_list("pk", "name"))


def _line(role: Role, people: int) -> RoleLine:
    permissions = frozenset(role.permissions)
    return RoleLine(
        code=role.code,
        name=role.name,
        permissions=permissions,
        own=frozenset(role.own),
        builtin=role.builtin,
        fixed=role.read_only or roles.EVERYTHING in permissions,
        people=people,
    )
