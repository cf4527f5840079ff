"""Calendars that other programs read: by a secret address, which can be revoked."""

from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import holding, parties
from wherehold.reservations.events import FeedMade, FeedRevoked
from wherehold.reservations.models import Feed

SUBJECTS = ("asset", "place", "person")


@transaction.atomic
def make_feed(*, actor: Actor, subject_type: str, subject_id: int) -> tuple[int, str]:
    """Make a calendar of an asset, a place or a person; return its id and its secret, once.

    It shows what its maker may see when it is read, and nothing once their account is closed.

    Raises: NotFound, NotAllowed.
    Records: reservations.feed_made.
    """
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": "make a calendar"})
    _known(actor, subject_type, subject_id)
    secret = token_urlsafe(32)
    feed = Feed.objects.create(
        digest=sha256(secret.encode()).hexdigest(),
        owner_id=actor.party_id,
        subject_type=subject_type,
        subject_id=subject_id,
        made_at=clock.now(),
    )
    event = FeedMade(subject_id=feed.pk, of=subject_type, of_id=subject_id)
    ledger.record([event], actor=actor, happened_at=feed.made_at)
    return feed.pk, secret


@transaction.atomic
def revoke_feed(*, actor: Actor, feed_id: int) -> None:
    """Let the address of one's own calendar lead nowhere any more.

    Raises: NotFound.
    Records: reservations.feed_revoked.
    """
    mine = Feed.objects.filter(pk=feed_id, owner=actor.party_id or 0, revoked_at=None)
    if not mine.update(revoked_at=clock.now()):
        raise NotFound({"what": "calendar", "key": feed_id})
    event = FeedRevoked(subject_id=feed_id)
    ledger.record([event], actor=actor, happened_at=clock.now())


def _known(actor: Actor, subject_type: str, subject_id: int) -> None:
    found = False
    if subject_type == "asset":
        found = bool(holding.assets_named(actor=actor, asset_ids=[subject_id]))
    elif subject_type == "place":
        found = bool(holding.places_known(actor=actor, place_ids=[subject_id]))
    elif subject_type == "person":
        found = bool(parties.known(actor=actor, party_ids=[subject_id]))
    if not found:
        raise NotFound({"what": subject_type, "key": subject_id})
