"""Why somebody may, or may not, do something with a thing; and the way out. Nothing writes."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from wherehold.accounts import access, actors
from wherehold.accounts.models import RoleGrant, User
from wherehold.accounts.queries.roles import names_with
from wherehold.accounts.roles import CATALOGUE, EVERYTHING, READING
from wherehold.accounts.where import Thing
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

YES, NO, NOTE = "yes", "no", "note"
STOPPED_BY_HOLDS = frozenset({"custody.check_out"})


@dataclass(frozen=True)
class Step:
    """One step of the reasoning: it holds, it does not, or it is worth knowing."""

    kind: str
    text: str


@dataclass(frozen=True)
class Verdict:
    """Whether, and why."""

    allowed: bool
    title: str
    steps: list[Step]
    roles: list[str]


def explain(*, actor: Actor, user_id: int, permission: str, thing: Thing | None = None) -> Verdict:
    """Say why an account may or may not do something: with a thing, or anywhere at all.

    Raises: NotFound for accounts that the actor does not manage, and unknown permissions.
    """
    user = User.objects.filter(access.visible_or_own(actor), pk=user_id).first()
    if user is None or permission not in CATALOGUE:
        raise NotFound({"what": "account" if user is None else "permission", "key": user_id})
    name, verb = user.party.name, str(CATALOGUE[permission].verb)
    who = actors.actor_for_user(user, "web")
    allowed = user.is_active and _may(who, permission, thing)
    steps = [_account_step(user, name)]
    grants = list(_grants(user))
    steps += _grant_steps(grants, who, permission, thing)
    if who.scopes is not None and permission not in READING:
        steps.append(Step(NO, _("One of the roles only reads: it forbids every change.")))
    if thing is not None:
        steps += _thing_steps(who, thing, permission)
    may = _("%(name)s may %(verb)s") if allowed else _("%(name)s may not %(verb)s")
    title = may % {"name": name, "verb": verb} + (f": {thing.tag}" if thing else "")
    roles = [] if allowed else names_with(actor=actor, permission=permission)
    return Verdict(allowed, title, steps, roles)


def _may(who: Actor, permission: str, thing: Thing | None) -> bool:
    if thing is None:
        return who.may_somewhere(permission) or who.may_own(permission)
    if who.may(permission, thing.place_path, thing.category_path):
        return True
    return who.may_own(permission) and thing.holder_id == who.party_id


def _account_step(user: User, name: str) -> Step:
    if user.is_active:
        return Step(YES, _("%(name)s has an account, and it is open.") % {"name": name})
    return Step(NO, _("The account of %(name)s is closed.") % {"name": name})


def _grants(user: User) -> list[RoleGrant]:
    related = ("role", "place", "category", "given_by")
    held = RoleGrant.objects.filter(Q(user=user.pk) & access.current())
    return list(held.select_related(*related).order_by("pk"))


def _grant_steps(
    grants: list[RoleGrant], who: Actor, permission: str, thing: Thing | None
) -> list[Step]:
    """Say of each role that is held whether it permits this, and whether it reaches the thing."""
    if not grants:
        return [Step(NO, _("No role is held today."))]
    return [_grant_step(grant, who, permission, thing) for grant in grants]


def _grant_step(grant: RoleGrant, who: Actor, permission: str, thing: Thing | None) -> Step:
    role = grant.role
    said = {"role": role.name, "where": _bounds(grant), "verb": str(CATALOGUE[permission].verb)}
    own = permission in role.own and (thing is None or thing.holder_id == who.party_id)
    if own:
        return Step(YES, _("%(role)s: may %(verb)s what they hold themselves.") % said)
    if permission not in role.permissions and EVERYTHING not in role.permissions:
        return Step(NO, _("%(role)s does not include: %(verb)s.") % said)
    if thing is not None and not _reaches(grant, thing):
        return Step(NO, _("%(role)s may, but only here: %(where)s.") % said)
    since = {"since": grant.given_at.date().isoformat()}
    text = _("%(role)s may %(verb)s here: %(where)s (since %(since)s).")
    return Step(YES, text % (said | since))


def _reaches(grant: RoleGrant, thing: Thing) -> bool:
    place = grant.place.path if grant.place else ""
    category = grant.category.path if grant.category else ""
    return thing.place_path.startswith(place) and thing.category_path.startswith(category)


def _bounds(grant: RoleGrant) -> str:
    parts = [str(bound) for bound in (grant.place, grant.category) if bound]
    if grant.until:
        parts.append(_("until %(day)s") % {"day": grant.until.isoformat()})
    return ", ".join(parts) or _("everywhere")


def _thing_steps(who: Actor, thing: Thing, permission: str) -> list[Step]:
    place = thing.place or _("no place: only roles that hold everywhere reach it")
    said = {"thing": thing.tag, "category": thing.category or _("no category"), "place": place}
    text = _("%(thing)s is recorded in: %(place)s; category: %(category)s.")
    steps = [Step(NOTE, text % said)]
    if thing.holder_id is not None and thing.holder_id == who.party_id:
        steps.append(Step(NOTE, _("They hold it themselves.")))
    if permission in STOPPED_BY_HOLDS:
        steps += [Step(NO, _("A hold stops it: %(reason)s") % {"reason": r}) for r in thing.holds]
    if not _may(who, "asset.see", thing):
        steps.append(Step(NOTE, _("On their screen it is simply not there.")))
    return steps
