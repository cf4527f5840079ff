"""Questions about accounts and what they may do. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from wherehold.accounts import access
from wherehold.accounts.emails import address_of
from wherehold.accounts.models import ApiToken, RoleGrant, SignIn, User
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound

# What a browser calls itself, and what it calls its system: the first that fits counts.
SIGNS = (
    (
        *(("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox")),
        *(("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")),
    ),
    (
        *(("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad")),
        *(("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
    ),
)


@dataclass(frozen=True, kw_only=True)
class GrantLine:
    """One role that somebody has, and where."""

    id: int
    user_id: int
    person: str
    role: str
    role_name: str
    place: str
    category: str
    place_path: str
    category_path: str
    given_at: datetime
    given_by: str
    until: date | None

    @property
    def bounds(self) -> str:
        """Say where it holds: "Berlin, Tools"."""
        return ", ".join(part for part in (self.place, self.category) if part) or _("Everywhere")

    @property
    def words(self) -> str:
        """Say it as people do: "Storekeeper, Berlin, Tools, until 3 March"."""
        bounds = [part for part in (self.place, self.category) if part]
        if self.until:
            bounds.append(_("until %(day)s") % {"day": self.until.isoformat()})
        return ", ".join([self.role_name, *bounds])


@dataclass(frozen=True, kw_only=True)
class Person:
    """One account with the roles that it has today."""

    id: int
    party_id: int
    email: str
    name: str
    place: str
    is_active: bool
    has_password: bool
    last_login: datetime | None
    created_at: datetime
    grants: list[GrantLine] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        day = {"last_login": self.last_login and self.last_login.isoformat()}
        roles = [grant.words for grant in self.grants]
        named = {key: value for key, value in asdict(self).items() if key != "grants"}
        return named | day | {"created_at": self.created_at.isoformat(), "roles": roles}


@dataclass(frozen=True, kw_only=True)
class TokenLine:
    """One token, never its secret."""

    id: int
    user_id: int
    owner: str
    name: str
    hint: str
    scopes: list[str] | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    state: str


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """One browser in which somebody is signed in; never its key."""

    id: int
    agent: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool

    @property
    def browser(self) -> str:
        """Say which browser it is, as far as it tells: "Firefox, Windows"."""
        known = [next((name for sign, name in signs if sign in self.agent), "") for signs in SIGNS]
        return ", ".join(filter(None, known)) or self.agent[:60]


def people(*, actor: Actor, search: str = "") -> list[Person]:
    """List the accounts that the actor manages, by name. Two statements."""
    wanted = access.visible(actor)
    if text := search.strip():
        wanted &= Q(party__name__icontains=text) | Q(email__icontains=text)
    users = list(_users(wanted).order_by("party__name", "pk"))
    return _with_grants(users)


def person(*, actor: Actor, user_id: int) -> Person:
    """Return one account that the actor manages, or their own. Two statements.

    Raises: NotFound.
    """
    users = list(_users(access.visible_or_own(actor) & Q(pk=user_id)))
    if not users:
        raise NotFound({"what": "account", "key": user_id})
    return _with_grants(users)[0]


def user_id(*, actor: Actor, email: str) -> int:
    """Return the id of the account that signs in by an e-mail.

    Raises: NotFound, NoEmail.
    """
    found = User.objects.filter(access.visible(actor), email=address_of(email))
    key = found.values_list("pk", flat=True).first()
    if key is None:
        raise NotFound({"what": "account", "key": email})
    return key


def grants_of_role(*, actor: Actor, code: str) -> list[GrantLine]:
    """List who has a role, and where, of the accounts that the actor manages."""
    grants = _grants().filter(role__code=code, user__is_active=True)
    users = User.objects.filter(access.visible(actor)).values("pk")
    found = grants.filter(user__in=users).order_by("user__party__name", "pk")
    return [_grant_line(grant) for grant in found]


def tokens(*, actor: Actor, everybodys: bool = False, now: datetime) -> list[TokenLine]:
    """List one's own tokens, or those of every account that one manages. One statement."""
    owners = access.visible_or_own(actor) if everybodys else Q(party=actor.party_id)
    found = ApiToken.objects.filter(user__in=User.objects.filter(owners).values("pk"))
    found = found.select_related("user__party").order_by("-pk")
    return [
        TokenLine(
            id=token.pk,
            user_id=token.user_id,
            owner=token.user.party.name,
            name=token.name,
            hint=token.hint,
            scopes=token.scopes,
            created_at=token.created_at,
            expires_at=token.expires_at,
            last_used_at=token.last_used_at,
            state=_state(token, now),
        )
        for token in found
    ]


def sessions(*, actor: Actor, user_id: int, current: str = "") -> list[SessionLine]:
    """List the browsers in which an account is signed in: one's own, or one that one manages.

    Raises: NotFound.
    """
    person(actor=actor, user_id=user_id)
    running = SignIn.objects.filter(user=user_id, ended_at=None).order_by("-seen_at", "-pk")
    return [
        SessionLine(
            id=one.pk,
            agent=one.agent,
            address=one.address,
            began_at=one.began_at,
            seen_at=one.seen_at,
            is_this=one.session_key == current,
        )
        for one in running
    ]


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at is not None and token.expires_at <= now else "valid"


def _users(wanted: Q) -> QuerySet[User]:
    return User.objects.filter(wanted).select_related("party__place")


def _grants() -> QuerySet[RoleGrant]:
    related = ("role", "place", "category", "given_by", "user__party")
    return RoleGrant.objects.filter(access.current()).select_related(*related)


def _with_grants(users: Iterable[User]) -> list[Person]:
    listed = list(users)
    grants: dict[int, list[GrantLine]] = defaultdict(list)
    for grant in _grants().filter(user__in=[user.pk for user in listed]).order_by("pk"):
        grants[grant.user_id].append(_grant_line(grant))
    return [
        Person(
            id=user.pk,
            party_id=user.party_id,
            email=user.email,
            name=user.party.name,
            place=user.party.place.full_name if user.party.place else "",
            is_active=user.is_active,
            has_password=user.has_usable_password(),
            last_login=user.last_login,
            created_at=user.created_at,
            grants=grants[user.pk],
        )
        for user in listed
    ]


def _grant_line(grant: RoleGrant) -> GrantLine:
    return GrantLine(
        id=grant.pk,
        user_id=grant.user_id,
        person=grant.user.party.name,
        role=grant.role.code,
        role_name=grant.role.name,
        place=grant.place.full_name if grant.place else "",
        category=grant.category.full_name if grant.category else "",
        place_path=grant.place.path if grant.place else "",
        category_path=grant.category.path if grant.category else "",
        given_at=grant.given_at,
        given_by=grant.given_by.name if grant.given_by else "",
        until=grant.until,
    )
