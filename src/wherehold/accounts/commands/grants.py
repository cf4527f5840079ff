"""Acts that give roles and take them back."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events
from wherehold.accounts.commands import roles, sessions
from wherehold.accounts.models import Role, RoleGrant
from wherehold.accounts.roles import BUILT_IN
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


class AlreadyGranted(Conflict):
    """The person has this role there."""

    code = "accounts.already_granted"
    title = _("Already granted")
    message = _("This person is {role} there already.")


class EndsInPast(Invalid):
    """The last day of the grant is over."""

    code = "accounts.ends_in_past"
    title = _("Ends in the past")
    message = _("Until {until} is before {today}.")


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    user_id: int,
    role: str,
    place_id: int | None = None,
    category_id: int | None = None,
    until: date | None = None,
    keep_session: str | None = None,
) -> RoleGrant:
    """Give a role to an account, within a place and a category, until a day if there is one.

    Nobody gives a right that they lack there. The account's sessions end, so that nobody who
    sits in an old one gains by it.

    Units: `until` is the last day on which it holds.
    Raises: NotFound (account, role, place, category), NotAllowed, BeyondOwn, AlreadyGranted,
        EndsInPast.
    Records: accounts.role_granted; accounts.session_ended for each.
    """
    _may_grant(actor)
    user = access.user_for_update(actor, user_id)
    given = _role(actor, role)
    grant = RoleGrant(
        user=user,
        role=given,
        place_id=place_id,
        category_id=category_id,
        given_by_id=actor.party_id,
        given_at=clock.now(),
        until=until,
    )
    access.must_be_within(actor, grant)
    access.covered_by(actor, [grant])
    today = clock.day_of(clock.now())
    if until is not None and until < today:
        raise EndsInPast({"until": until, "today": today})
    same = RoleGrant.objects.filter(
        access.current(), user=user, role=given, place=place_id, category=category_id, until=until
    )
    if same.exists():
        raise AlreadyGranted({"role": given.name})
    grant.save()
    _changed(actor, grant, keep_session, _granted(grant))
    return grant


@transaction.atomic
def revoke_role(*, actor: Actor, grant_id: int, keep_session: str | None = None) -> RoleGrant:
    """Take a role back: it stops to hold at once, and the account's sessions end.

    Raises: NotFound, NotAllowed, BeyondOwn, LastAdministrator.
    Records: accounts.role_revoked; accounts.session_ended for each.
    """
    _may_grant(actor)
    grants = RoleGrant.objects.select_related("role", "place", "category")
    grant = grants.filter(pk=grant_id, revoked_at=None).first()
    if grant is None:
        raise NotFound({"what": "grant", "key": grant_id})
    access.user_for_update(actor, grant.user_id)
    access.covered_by(actor, [grant])
    access.keep_an_administrator(grant.user_id, besides=[grant_id])
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    revoked = events.RoleRevoked(subject_id=grant.user_id, grant_id=grant.pk, role=grant.role.code)
    _changed(actor, grant, keep_session, revoked)
    return grant


def _role(actor: Actor, code: str) -> Role:
    """Return a role; the ones that come with the product are there when first needed."""
    role = Role.objects.filter(code=code).first()
    if role is None and code in BUILT_IN:
        roles.lay_roles(actor=actor)
        role = Role.objects.get(code=code)
    if role is None:
        raise NotFound({"what": "role", "key": code})
    return role


def _may_grant(actor: Actor) -> None:
    if not actor.may_somewhere("user.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "user.manage"})


def _changed(actor: Actor, grant: RoleGrant, keep_session: str | None, event: ledger.Event) -> None:
    access.rights_changed([grant.user_id])
    sessions.end_sessions(actor=access.unbounded(actor), user_id=grant.user_id, keep=keep_session)
    ledger.record([event], actor=actor, happened_at=clock.now())


def _granted(grant: RoleGrant) -> events.RoleGranted:
    return events.RoleGranted(
        subject_id=grant.user_id,
        grant_id=grant.pk,
        role=grant.role.code,
        place_id=grant.place_id,
        category_id=grant.category_id,
        until=grant.until,
    )
