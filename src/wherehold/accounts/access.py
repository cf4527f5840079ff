"""The one door to accounts and roles: who may change whose.

Nobody gives a right that they lack, and nobody changes an account that may do more than they
may themselves: else a password reset would be a way up.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import known
from wherehold.accounts.models import Role, RoleGrant, User
from wherehold.accounts.roles import EVERYTHING
from wherehold.kernel import clock, paths
from wherehold.kernel.actor import EVERYTHING as ALL
from wherehold.kernel.actor import Actor, Grant
from wherehold.kernel.errors import Conflict, NotAllowed, NotFound


class LastAdministrator(Conflict):
    """Without this account nobody could manage the others."""

    code = "accounts.last_administrator"
    title = _("The last administrator")
    message = _("{email} is the last account that may do everything: make another one first.")


class BeyondOwn(NotAllowed):
    """The act would give, or change an account that has, rights which the actor lacks."""

    code = "accounts.beyond_own"
    title = _("More than you may yourself")
    message = _("{role} may do what you may not: {permissions}.")


def visible(actor: Actor) -> Q:
    """Return the condition on accounts that the actor may manage."""
    reach = Q(pk__in=())
    for grant in actor.within("user.manage"):
        if grant.category:
            continue
        if not grant.place:
            return Q()
        reach |= Q(party__place_path__range=paths.below(grant.place))
    return reach


def visible_or_own(actor: Actor) -> Q:
    """Return the condition on accounts that the actor manages, or their own."""
    managed = visible(actor)
    # An empty condition is true of everything, but gets lost in an "or".
    return managed if not managed or actor.party_id is None else managed | Q(party=actor.party_id)


def is_operator(actor: Actor) -> bool:
    """Say whether it is the host's own command line, which could write the database as well."""
    return actor.party_id is None and actor.source in {"job", "cli"} and has(actor, EVERYTHING)


def current(on: date | None = None) -> Q:
    """Return the condition on grants that hold on a day: today, if none is given."""
    today = on or clock.day_of(clock.now())
    return Q(revoked_at=None) & (Q(until=None) | Q(until__gte=today))


def user_for_update(actor: Actor, user_id: int) -> User:
    """Return an account, locked, if the actor may change it: it may do no more than they may.

    Raises: NotFound, BeyondOwn.
    """
    users: QuerySet[User] = User.objects.filter(visible_or_own(actor))
    user = users.select_for_update(no_key=True, of=("self",)).filter(pk=user_id).first()
    if user is None:
        raise NotFound({"what": "account", "key": user_id})
    if user.party_id != actor.party_id:
        may_manage(actor, user)
    return user


def may_manage(actor: Actor, user: User) -> None:
    """Refuse an actor who lacks a right that the account has.

    Raises: BeyondOwn.
    """
    grants = RoleGrant.objects.filter(current(), user=user)
    covered_by(actor, grants.select_related("role", "place", "category"))


def must_be_within(actor: Actor, grant: RoleGrant) -> None:
    """Refuse bounds that are not there, or within which the actor manages nobody: alike.

    Raises: NotFound.
    """
    try:
        place = grant.place.path if grant.place else ""
        category = grant.category.path if grant.category else ""
    except ObjectDoesNotExist:
        place = None
    if place is None or not actor.may("user.manage", place, category):
        key = grant.place_id or grant.category_id or ""
        raise NotFound({"what": "place or category", "key": key})


def covered_by(actor: Actor, grants: Iterable[RoleGrant]) -> None:
    """Refuse an actor who lacks, anywhere where one of these holds, a right that it gives.

    Raises: BeyondOwn.
    """
    for grant in grants:
        place = grant.place.path if grant.place else ""
        category = grant.category.path if grant.category else ""
        covers(actor, grant.role, place, category)


def covers(actor: Actor, role: Role, place: str = "", category: str = "") -> None:
    """Refuse an actor who lacks a right of a role within these paths.

    Raises: BeyondOwn.
    """
    lacking = [one for one in role.permissions if not has(actor, one, place, category)]
    if lacking:
        raise BeyondOwn({"role": role.name, "permissions": ", ".join(sorted(lacking))})


def has(actor: Actor, permission: str, place: str = "", category: str = "") -> bool:
    """Say whether an actor has a right within these paths; "*" is every right there is."""
    if permission != EVERYTHING:
        return actor.may(permission, place, category)
    return actor.scopes is None and any(
        grant.permissions == ALL and grant.covers(place, category) for grant in actor.grants
    )


def unbounded(actor: Actor) -> Actor:
    """Return the same actor without bounds, for a step that an act of theirs entails."""
    return replace(actor, grants=(Grant(ALL),), scopes=None)


def keep_an_administrator(user_id: int, *, besides: Iterable[int] = ()) -> None:
    """Refuse to lose the last account that may do everything everywhere.

    `besides` are grants that are about to go; without them, the whole account goes.

    Raises: LastAdministrator.
    """
    full = RoleGrant.objects.filter(
        current(), user__is_active=True, place=None, category=None, until=None
    )
    administrators = [
        (grant.pk, grant.user_id, grant.user.email)
        for grant in full.select_related("role", "user")
        if EVERYTHING in grant.role.permissions
    ]
    going = set(besides)
    lost = [row for row in administrators if (row[0] in going if going else row[1] == user_id)]
    if lost and len(lost) == len(administrators):
        raise LastAdministrator({"email": lost[0][2]})


def rights_changed(user_ids: Iterable[int]) -> None:
    """Have the rights of accounts read anew, in this process at once and after the commit."""
    User.objects.filter(pk__in=set(user_ids)).update(rights_version=F("rights_version") + 1)
    known.clear()
    transaction.on_commit(known.clear)
