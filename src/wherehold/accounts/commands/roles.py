"""Acts on roles: what each of them permits."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events
from wherehold.accounts.models import Role, RoleGrant
from wherehold.accounts.roles import BUILT_IN, CATALOGUE, EVERYTHING, OWN
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class UnknownPermission(Invalid):
    """There is no such permission."""

    code = "accounts.unknown_permission"
    title = _("Unknown permission")
    message = _("There is no permission {permission!r}.")


class NameTaken(Conflict):
    """Another role has the name, or there is none."""

    code = "accounts.role_name_taken"
    title = _("Name taken")
    message = _("A role needs a name of its own, and {name!r} is not one.")


class Fixed(Conflict):
    """The role is as it is."""

    code = "accounts.role_fixed"
    title = _("Fixed role")
    message = _("{role} is built in: copy it to a new role to change it.")


class InUse(Conflict):
    """Somebody has the role."""

    code = "accounts.role_in_use"
    title = _("Role in use")
    message = _("{role} is held by {count}: take it back first.")


@transaction.atomic
def lay_roles(*, actor: Actor) -> None:
    """Make the roles that come with the product and are missing, and give the others what is new.

    A permission that a version adds is given to the built-in roles that have it, once: what
    somebody has taken from a role stays taken.

    Raises: nothing.
    Records: accounts.role_changed for each that was given something.
    """
    Role.objects.bulk_create(
        (
            Role(
                code=role.code,
                name=role.name,
                permissions=sorted(role.permissions),
                own=sorted(role.own),
                read_only=role.read_only,
                builtin=True,
                laid=sorted(role.permissions),
            )
            for role in BUILT_IN.values()
        ),
        ignore_conflicts=True,
    )
    standing = Role.objects.filter(builtin=True, code__in=BUILT_IN)
    for role in standing.select_for_update().order_by("pk"):
        if new := BUILT_IN[role.code].permissions - set(role.laid):
            _give(actor, role, new)


def _give(actor: Actor, role: Role, new: frozenset[str]) -> None:
    """Give a role permissions that it never was given before."""
    role.permissions = sorted({*role.permissions, *new})
    role.laid = sorted({*role.laid, *new})
    role.save(update_fields=["permissions", "laid"])
    access.rights_changed(RoleGrant.objects.filter(role=role).values_list("user_id", flat=True))
    _record(actor, role)


@transaction.atomic
def create_role(
    *,
    actor: Actor,
    name: str,
    permissions: Iterable[str] = (),
    own: Iterable[str] = (),
    like: str | None = None,
) -> Role:
    """Make a role: with these permissions, or with those of another one.

    Raises: NotAllowed, NotFound (like), UnknownPermission, NameTaken, BeyondOwn.
    Records: accounts.role_changed.
    """
    _may_change(actor)
    pattern = _role_for(like) if like else None
    role = Role(
        code=_code_for(name),
        name=_name_for(name),
        permissions=_known(pattern.permissions if pattern else permissions),
        own=_known(pattern.own if pattern else own, OWN),
        read_only=pattern.read_only if pattern else False,
    )
    access.covers(actor, role)
    role.save()
    _record(actor, role)
    return role


@transaction.atomic
def change_role(
    *,
    actor: Actor,
    code: str,
    permissions: Iterable[str],
    own: Iterable[str] | None = None,
    name: str | None = None,
) -> Role:
    """Let a role permit exactly this from now on, for everybody who has it, at once.

    Administrator and Auditor stay what their names promise.

    Raises: NotAllowed, NotFound, Fixed, UnknownPermission, NameTaken, BeyondOwn.
    Records: accounts.role_changed.
    """
    _may_change(actor)
    role = _role_for(code)
    if role.read_only or EVERYTHING in role.permissions:
        raise Fixed({"role": role.name})
    access.covers(actor, role)
    role.permissions = _known(permissions)
    role.own = role.own if own is None else _known(own, OWN)
    role.name = role.name if name in (None, role.name) else _name_for(str(name))
    access.covers(actor, role)
    role.save()
    access.rights_changed(RoleGrant.objects.filter(role=role).values_list("user_id", flat=True))
    _record(actor, role)
    return role


@transaction.atomic
def remove_role(*, actor: Actor, code: str) -> None:
    """Remove a role that nobody has or ever had.

    Raises: NotAllowed, NotFound, Fixed, InUse.
    Records: accounts.role_removed.
    """
    _may_change(actor)
    role = _role_for(code)
    if role.builtin:
        raise Fixed({"role": role.name})
    access.covers(actor, role)
    if count := RoleGrant.objects.filter(role=role).count():
        raise InUse({"role": role.name, "count": count})
    removed = events.RoleRemoved(subject_id=role.pk, name=role.name)
    role.delete()
    ledger.record([removed], actor=actor, happened_at=clock.now())


def _may_change(actor: Actor) -> None:
    """Roles hold everywhere, so only who manages accounts everywhere changes them."""
    if not actor.may_everywhere("user.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "user.manage"})


def _role_for(code: str) -> Role:
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound({"what": "role", "key": code})
    return role


def _known(permissions: Iterable[str], among: Iterable[str] = CATALOGUE) -> list[str]:
    wanted = set(permissions)
    if unknown := wanted - set(among) - {EVERYTHING}:
        raise UnknownPermission(*({"permission": one} for one in sorted(unknown)))
    return sorted(wanted)


def _name_for(name: str) -> str:
    text = " ".join(name.split())[:80]
    if not text or Role.objects.filter(name__iexact=text).exists():
        raise NameTaken({"name": text})
    return text


def _code_for(name: str) -> str:
    stem = slugify(name).replace("-", "_")[:32] or "role"
    taken = set(Role.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)


def _record(actor: Actor, role: Role) -> None:
    changed = events.RoleChanged(
        subject_id=role.pk, name=role.name, permissions=role.permissions, own=role.own
    )
    ledger.record([changed], actor=actor, happened_at=clock.now())
