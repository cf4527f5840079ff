"""The door to what phones brought."""

from django.db.models import Q

from wherehold.kernel.actor import Actor
from wherehold.register import access


def visible(actor: Actor) -> Q:
    """Return the condition on acts of phones that the actor may look at.

    One's own, those about things that one may see, and without a thing for who sees everything.
    """
    if actor.may_everywhere("asset.see"):
        return Q()
    return Q(party=actor.party_id) | Q(asset__in=access.visible_ids(actor))
