"""Acts on one-time links: invitations, password resets, the link that `serve` prints."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wherehold.accounts import access, events, secrets
from wherehold.accounts.models import OneTimeLink, User
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound

Purpose = OneTimeLink.Purpose
LIVES = {
    Purpose.SIGN_IN: timedelta(hours=1),
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(hours=1),
}


class NoLink(NotFound):
    """The link is not one, was used, or is too old. Which of these is nobody's business."""

    code = "accounts.no_link"
    title = _("This link does not work")
    message = _("The {what} was used, is too old, or never was one: ask for a new one.")


@transaction.atomic
def make_link(*, actor: Actor, user_id: int, purpose: str) -> str:
    """Make a one-time link for an account and return its secret. Older ones stop working.

    Raises: NotFound, NotAllowed, BeyondOwn.
    Records: accounts.link_made.
    """
    kind = Purpose(purpose)
    user = access.user_for_update(actor, user_id)
    if not user.is_active:
        raise NotAllowed({"actor": user.email, "permission": "sign in"})
    at, secret = clock.now(), secrets.new_link()
    OneTimeLink.objects.filter(user=user, purpose=kind, used_at=None).update(used_at=at)
    OneTimeLink.objects.create(
        user=user, purpose=kind, digest=secret.digest, expires_at=at + LIVES[kind]
    )
    made = events.LinkMade(subject_id=user.pk, purpose=kind.value)
    ledger.record([made], actor=actor, happened_at=at)
    return secret.text


@transaction.atomic
def use_link(*, actor: Actor, secret: str, purpose: str) -> User:
    """Use a link up and return the account that it lets in, once: a second use is refused.

    The row itself decides who was first, so two who come at the same time are told apart.

    Raises: NoLink.
    Records: accounts.link_used, by the account's own party.
    """
    at = clock.now()
    fresh = OneTimeLink.objects.filter(
        digest=secrets.digest(secret),
        purpose=purpose,
        used_at=None,
        expires_at__gt=at,
        user__is_active=True,
    )
    link = fresh.select_related("user").first()
    if link is None or not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        raise NoLink({"what": "link", "key": ""})
    person = Actor(f"party:{link.user.party_id}", source=actor.source)
    used = events.LinkUsed(subject_id=link.user_id, purpose=purpose)
    ledger.record([used], actor=person, happened_at=at)
    return link.user
