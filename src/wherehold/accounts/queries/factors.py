"""Questions about second factors and passkeys. Nothing here writes."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from wherehold.accounts import access
from wherehold.accounts.models import User
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A passkey, an app or a set of recovery codes; never a secret of it."""

    id: int
    type: str
    name: str
    created_at: datetime
    last_used_at: datetime | None
    codes_left: int = 0


def factors(*, actor: Actor, user_id: int) -> list[Factor]:
    """List the factors of an account: one's own, or of one that one manages.

    Raises: NotFound.
    """
    if not User.objects.filter(access.visible_or_own(actor), pk=user_id).exists():
        raise NotFound({"what": "account", "key": user_id})
    found = Authenticator.objects.filter(user=user_id).order_by("type", "pk")
    return [_factor(one) for one in found]


def _factor(one: Authenticator) -> Factor:
    is_codes = one.type == Authenticator.Type.RECOVERY_CODES
    return Factor(
        id=one.pk,
        type=one.type,
        name=one.data.get("name", "") or one.get_type_display(),
        created_at=one.created_at,
        last_used_at=one.last_used_at,
        codes_left=len(one.wrap().get_unused_codes()) if is_codes else 0,
    )
