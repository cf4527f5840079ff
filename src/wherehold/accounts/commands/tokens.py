"""Acts on keys for programs."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events, secrets
from wherehold.accounts.models import ApiToken, User
from wherehold.accounts.roles import CATALOGUE
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Invalid, NotAllowed, NotFound

DAYS_DEFAULT = 90
DAYS_MAX = 365


class UnknownScope(Invalid):
    """There is no such permission."""

    code = "accounts.unknown_scope"
    title = _("Unknown scope")
    message = _("There is no permission {scope!r}.")


class LivesTooLong(Invalid):
    """The token would live longer than tokens may, or not at all."""

    code = "accounts.token_lives_too_long"
    title = _("Lives too long")
    message = _("A token lives from 1 to {most} days, not {days}.")


@transaction.atomic
def create_token(
    *,
    actor: Actor,
    user_id: int,
    name: str = "",
    scopes: Iterable[str] | None = None,
    days: int = DAYS_DEFAULT,
) -> tuple[ApiToken, str]:
    """Make a key for programs and return it with its secret, which is never shown again.

    It stands for its owner, narrowed to the scopes, whatever the owner may when it is used.
    People make keys for themselves only, and a key makes no keys.

    Raises: NotFound, NotAllowed, UnknownScope, LivesTooLong.
    Records: accounts.token_created.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or actor.source == "api":
        raise NotFound({"what": "account", "key": user_id})
    if actor.party_id is not None and actor.party_id != user.party_id:
        raise NotAllowed({"actor": actor.name, "permission": "make tokens for others"})
    wanted = None if scopes is None else sorted(set(scopes))
    if unknown := set(wanted or ()) - set(CATALOGUE):
        raise UnknownScope(*({"scope": one} for one in sorted(unknown)))
    if not 1 <= days <= DAYS_MAX:
        raise LivesTooLong({"days": days, "most": DAYS_MAX})
    at, secret = clock.now(), secrets.new_token()
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:80],
        digest=secret.digest,
        hint=secret.hint,
        scopes=wanted,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    created = events.TokenCreated(
        subject_id=user.pk,
        token_id=token.pk,
        scopes=wanted,
        expires_on=clock.day_of(at + timedelta(days=days)),
    )
    ledger.record([created], actor=actor, happened_at=at)
    return token, secret.text


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: int) -> ApiToken:
    """Revoke one's own token, or that of an account which one manages. It stops at once.

    Raises: NotFound, BeyondOwn.
    Records: accounts.token_revoked, unless it is revoked already.
    """
    token = ApiToken.objects.filter(pk=token_id).first()
    if token is None:
        raise NotFound({"what": "token", "key": token_id})
    try:
        access.user_for_update(actor, token.user_id)
    except NotFound:
        raise NotFound({"what": "token", "key": token_id}) from None
    _revoke(actor, [token] if token.revoked_at is None else [])
    return token


@transaction.atomic
def revoke_all(*, actor: Actor, user_id: int) -> None:
    """Revoke every token of an account.

    Raises: NotFound, BeyondOwn.
    Records: accounts.token_revoked for each.
    """
    user = access.user_for_update(actor, user_id)
    _revoke(actor, list(ApiToken.objects.filter(user=user, revoked_at=None)))


@transaction.atomic
def note_used(*, actor: Actor, used: dict[int, datetime]) -> None:
    """Write down when tokens were last used. A thread does, so that no call writes.

    Raises: nothing.
    Records: nothing: it is no act.
    """
    del actor
    tokens = list(ApiToken.objects.filter(pk__in=used))
    for token in tokens:
        # Of several processes that answer, another may have seen it later.
        token.last_used_at = max(token.last_used_at or used[token.pk], used[token.pk])
    ApiToken.objects.bulk_update(tokens, ["last_used_at"], batch_size=500)


def _revoke(actor: Actor, tokens: list[ApiToken]) -> None:
    if not tokens:
        return
    at = clock.now()
    ApiToken.objects.filter(pk__in=[token.pk for token in tokens]).update(revoked_at=at)
    access.rights_changed({token.user_id for token in tokens})
    revoked = [events.TokenRevoked(subject_id=t.user_id, token_id=t.pk) for t in tokens]
    ledger.record(revoked, actor=actor, happened_at=at)
