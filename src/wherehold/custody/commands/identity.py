"""Seeing who somebody is, and saying for what that is asked."""

from django.db import transaction

from wherehold.custody import identity, refusals
from wherehold.custody.events import IdentityAskedFor, IdentityWasSeen
from wherehold.custody.models import IdentityAsked, IdentitySeen
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import catalogue, parties


@transaction.atomic
def see_identity(*, actor: Actor, party_id: int, document: str) -> None:
    """Write down that somebody has shown who they are, and by which kind of document.

    Its number and picture are not kept.

    Raises: NotAllowed (custody.check_out), NotFound, UnknownDocument.
    Records: custody.identity_seen.
    """
    if not actor.may_somewhere("custody.check_out"):
        raise NotAllowed({"actor": actor.name, "permission": "custody.check_out"})
    parties.known(actor=actor, party_ids=[party_id])
    if document not in identity.DOCUMENTS:
        known = ", ".join(identity.DOCUMENTS)
        raise refusals.UnknownDocument({"field": "document", "known": known})
    now = clock.now()
    IdentitySeen.objects.create(party_id=party_id, document=document, at=now, by_id=actor.party_id)
    event = IdentityWasSeen(subject_id=party_id, document=document)
    ledger.record([event], actor=actor, happened_at=now)


@transaction.atomic
def ask_identity(*, actor: Actor, category_id: int | None, wanted: bool) -> None:
    """Say whether things of a category go outside only to those whose identity was seen.

    Without a category it is all things.

    Raises: NotAllowed (settings.manage), NotFound.
    Records: custody.identity_asked.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    if category_id is not None:
        catalogue.categories(actor=actor, category_ids=[category_id])
    standing = IdentityAsked.objects.filter(category=category_id)
    if not wanted:
        standing.delete()
    elif not standing.exists():
        IdentityAsked.objects.create(category_id=category_id)
    event = IdentityAskedFor(subject_id=category_id or 0, wanted=wanted)
    ledger.record([event], actor=actor, happened_at=clock.now())
