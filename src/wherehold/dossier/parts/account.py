"""Who somebody is here, what they may do, and what lets them in: never what opens anything."""

from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from wherehold.accounts.models import ApiToken, Device, RoleGrant, SignIn, User
from wherehold.dossier.access import Subject
from wherehold.dossier.parts.shape import AT_ONCE, Part, Row
from wherehold.register.models import Identifier, Party, SavedView

PERSON = ("name", "kind", "email", "username", "unit", "place", "leaves_on", "archived_at",
          "fields")  # fmt: skip
CODES = ("kind", "value")
ACCOUNT = ("email", "is_active", "created_at", "last_login", "has_password", "preferences")
ROLES = ("role", "place", "category", "given_at", "until", "revoked_at")
SESSIONS = ("began_at", "seen_at", "ended_at", "agent", "address")
TOKENS = ("name", "begins_with", "scopes", "created_at", "expires_at", "last_used_at",
          "revoked_at")  # fmt: skip
PHONES = ("name", "created_at", "contact_at", "revoked_at")
FACTORS = ("type", "created_at", "last_used_at")
VIEWS = ("name", "query", "shared")


def _person(about: Subject) -> Iterable[Row]:
    columns = ("name", "kind", "email", "username", "unit__name", "place__full_name", *PERSON[6:])
    return Party.objects.filter(pk=about.party_id).values_list(*columns)


def _codes(about: Subject) -> Iterable[Row]:
    return Identifier.objects.filter(party=about.party_id).order_by("pk").values_list(*CODES)


def _account(about: Subject) -> Iterable[Row]:
    for user in User.objects.filter(pk=about.user_id or 0):
        yield (user.email, user.is_active, user.created_at, user.last_login,
               user.has_usable_password(), user.preferences)  # fmt: skip


def _roles(about: Subject) -> Iterable[Row]:
    columns = ("role__name", "place__full_name", "category__full_name", *ROLES[3:])
    return RoleGrant.objects.filter(user=about.user_id).order_by("pk").values_list(*columns)


def _sessions(about: Subject) -> Iterable[Row]:
    found = SignIn.objects.filter(user=about.user_id).order_by("pk")
    return found.values_list(*SESSIONS).iterator(AT_ONCE)


def _tokens(about: Subject) -> Iterable[Row]:
    columns = ("name", "hint", *TOKENS[2:])
    return ApiToken.objects.filter(user=about.user_id).order_by("pk").values_list(*columns)


def _phones(about: Subject) -> Iterable[Row]:
    return Device.objects.filter(user=about.user_id).order_by("pk").values_list(*PHONES)


def _factors(about: Subject) -> Iterable[Row]:
    found = Authenticator.objects.filter(user=about.user_id).order_by("pk")
    yield from found.values_list(*FACTORS)


def _views(about: Subject) -> Iterable[Row]:
    return SavedView.objects.filter(owner=about.party_id).order_by("pk").values_list(*VIEWS)


PARTS = (
    Part("person", _("Name, address, unit and place"), PERSON, _person),
    Part("codes", _("Badges and numbers to be found by"), CODES, _codes),
    Part("account", _("The account"), ACCOUNT, _account),
    Part("roles", _("Roles now and before, and where"), ROLES, _roles),
    Part("sessions", _("Browsers signed in, now and before"), SESSIONS, _sessions),
    Part("tokens", _("Keys of programs; never a key itself"), TOKENS, _tokens),
    Part("phones", _("Phones that send"), PHONES, _phones),
    Part("factors", _("Passkeys and second steps; never a secret"), FACTORS, _factors),
    Part("views", _("Lists that were kept"), VIEWS, _views),
)
