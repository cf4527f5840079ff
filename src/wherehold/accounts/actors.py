"""Who stands behind a user or a token, with the rights that they have just now."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from wherehold.accounts import access, known, secrets, usage
from wherehold.accounts.models import ApiToken, Device, RoleGrant, User
from wherehold.accounts.roles import READING
from wherehold.kernel import clock, written
from wherehold.kernel.actor import Actor, Grant

GRANTED = ("role__permissions", "role__own", "role__read_only", "place__path", "category__path")


def anonymous(source: str) -> Actor:
    """Return the actor of somebody who is not signed in: they may nothing."""
    return Actor("anonymous", source=source)


def actor_for_user(user: User, source: str) -> Actor:
    """Return who a signed-in user is, with the grants that hold today. One statement."""
    today = clock.day_of(clock.now())
    return _actor(user.party_id, written.asked(_grants, today, user.pk), source)


def _grants(today: date, user_id: int) -> QuerySet[Any, Any]:
    return RoleGrant.objects.filter(access.current(today), user=user_id).values_list(*GRANTED)


def actor_for_token(secret: str) -> Actor | None:
    """Return whom a token stands for; none if it opens nothing (any more).

    At most two statements, and none while the token was used a moment ago. When it was used
    is noted for a job to write down.
    """
    if not secret.startswith(secrets.TOKEN_PREFIX):
        return None
    digest = secrets.digest(secret)
    if (remembered := known.get(digest)) is None:
        if (remembered := _read(digest)) is None:
            return None
        known.put(digest, *remembered)
    usage.token(remembered[0])
    return remembered[1]


def actor_for_device(secret: str, *, ended: bool = False) -> Actor | None:
    """Return whom a phone stands for; none if its key opens nothing. Two statements at most.

    With `ended` also a phone that was revoked or whose person's account is closed: somebody who
    may nothing. What such a phone brings is kept, so it has to be known whose it is.
    """
    if not secret.startswith(secrets.DEVICE_PREFIX):
        return None
    found = Device.objects.filter(digest=secrets.digest(secret)).select_related("user").first()
    if found is None:
        return None
    source = f"phone:{found.pk}"
    if found.revoked_at is None and found.user.is_active:
        return actor_for_user(found.user, source)
    party_id = found.user.party_id
    return Actor(f"party:{party_id}", party_id=party_id, source=source) if ended else None


def _read(digest: str) -> tuple[int, Actor] | None:
    found = ApiToken.objects.filter(
        digest=digest, revoked_at=None, expires_at__gt=clock.now(), user__is_active=True
    )
    token = found.select_related("user").first()
    if token is None:
        return None
    actor = actor_for_user(token.user, "api")
    return token.pk, actor if token.scopes is None else actor.narrowed(token.scopes)


def _actor(party_id: int, grants: Iterable[tuple[Any, ...]], source: str) -> Actor:
    given, own, reads_only = [], frozenset[str](), False
    for permissions, owned, read_only, place, category in grants:
        own |= frozenset(owned)
        reads_only |= read_only
        if permissions:
            given.append(Grant(frozenset(permissions), place or "", category or ""))
    return Actor(
        f"party:{party_id}",
        grants=tuple(given),
        party_id=party_id,
        source=source,
        own=own,
        scopes=READING if reads_only else None,
    )


def actor_for_party(party_id: int, source: str) -> Actor | None:
    """Return who a person is, with the grants that hold today; none without an open account.

    For what is done later in their name. Two statements.
    """
    user = User.objects.filter(party=party_id, is_active=True).first()
    return actor_for_user(user, source) if user is not None else None
