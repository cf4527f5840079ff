"""Acts on second factors and passkeys. Whenever one comes or goes, other sessions end."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events
from wherehold.accounts.commands import sessions
from wherehold.accounts.models import User
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, NotFound

Type = Authenticator.Type
PASSKEYS_MAX = 20


class HasOne(Conflict):
    """The account has such a factor already."""

    code = "accounts.has_factor"
    title = _("There is one already")
    message = _("This account has its {factor} already: remove it first.")


@transaction.atomic
def add_app(*, actor: Actor, user_id: int, secret: str, keep_session: str | None = None) -> None:
    """Add an authenticator app, of which a code was seen to be right.

    Raises: NotFound, BeyondOwn, HasOne.
    Records: accounts.factor_added; accounts.session_ended for each.
    """
    user = access.user_for_update(actor, user_id)
    if Authenticator.objects.filter(user=user, type=Type.TOTP).exists():
        raise HasOne({"factor": str(_("authenticator app"))})
    TOTP.activate(user, secret)
    _added(actor, user, Type.TOTP, keep_session)


@transaction.atomic
def add_passkey(
    *,
    actor: Actor,
    user_id: int,
    name: str,
    credential: dict[str, Any],
    keep_session: str | None = None,
) -> None:
    """Add a passkey, whose answer to our challenge was seen to be right.

    Raises: NotFound, BeyondOwn, HasOne.
    Records: accounts.factor_added; accounts.session_ended for each.
    """
    user = access.user_for_update(actor, user_id)
    if Authenticator.objects.filter(user=user, type=Type.WEBAUTHN).count() >= PASSKEYS_MAX:
        raise HasOne({"factor": str(_("twenty passkeys"))})
    data = {"name": name.strip()[:60] or str(_("Passkey")), "credential": credential}
    Authenticator.objects.create(user=user, type=Type.WEBAUTHN, data=data)
    _added(actor, user, Type.WEBAUTHN, keep_session)


@transaction.atomic
def remove_factor(
    *, actor: Actor, user_id: int, factor_id: int, keep_session: str | None = None
) -> None:
    """Remove a passkey or the app. With the last of them the recovery codes go.

    Raises: NotFound, BeyondOwn.
    Records: accounts.factor_removed; accounts.session_ended for each.
    """
    user = access.user_for_update(actor, user_id)
    factors = Authenticator.objects.filter(user=user)
    factor = factors.exclude(type=Type.RECOVERY_CODES).filter(pk=factor_id).first()
    if factor is None:
        raise NotFound({"what": "factor", "key": factor_id})
    factor.delete()
    if not factors.exclude(type=Type.RECOVERY_CODES).exists():
        factors.delete()
    _changed(actor, user, keep_session)
    removed = events.FactorRemoved(subject_id=user.pk, factor=factor.type)
    ledger.record([removed], actor=actor, happened_at=clock.now())


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, user_id: int) -> list[str]:
    """Make new recovery codes and return them: the old ones stop working.

    Raises: NotFound, BeyondOwn.
    Records: accounts.factor_added.
    """
    user = access.user_for_update(actor, user_id)
    if not Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).exists():
        raise NotFound({"what": "factor", "key": ""})
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    made = events.FactorAdded(subject_id=user.pk, factor=Type.RECOVERY_CODES.value)
    ledger.record([made], actor=actor, happened_at=clock.now())
    return codes


def _added(actor: Actor, user: User, factor: str, keep_session: str | None) -> None:
    _changed(actor, user, keep_session)
    added = events.FactorAdded(subject_id=user.pk, factor=str(factor))
    ledger.record([added], actor=actor, happened_at=clock.now())


def _changed(actor: Actor, user: User, keep_session: str | None) -> None:
    access.rights_changed([user.pk])
    sessions.end_sessions(actor=actor, user_id=user.pk, keep=keep_session)
