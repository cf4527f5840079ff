"""Which positions are a person's own: those of things in one person's keeping for long.

Where such a thing is tells where somebody is. It is so from the moment of the hand-over, in the
same transaction, because it is read off who holds the thing and until when.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Q

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.register.models import Asset, Party

LONG = timedelta(days=14)


def personal() -> Q:
    """Return the condition on assets that one person keeps: without a day, or for long."""
    until = ExpressionWrapper(F("held_since") + LONG, output_field=DateTimeField())
    long = Q(due_on__isnull=True) | Q(due_on__gt=until)
    return Q(held=Asset.Held.PARTY, holder__kind=Party.Kind.PERSON) & long


def hidden(actor: Actor) -> Q:
    """Return the condition on assets whose position is somebody else's own."""
    if actor.party_id is None:
        return personal()
    return personal() & ~Q(holder=actor.party_id)


def is_kept(asset_id: int) -> bool:
    """Say whether one person keeps an asset, so that where it is is theirs to know."""
    return Asset.objects.filter(personal(), pk=asset_id).exists()


def is_hidden(actor: Actor, asset_id: int) -> bool:
    """Say whether the position of an asset is somebody else's own."""
    return Asset.objects.filter(hidden(actor), pk=asset_id).exists()


def last_seen(asset_ids: Iterable[int]) -> list[tuple[int, int | None, datetime | None]]:
    """Return where and when those of the assets were last seen that are no one person's."""
    found = Asset.objects.filter(pk__in=bulk.among(asset_ids)).exclude(personal())
    return list(found.values_list("pk", "seen_place_id", "seen_at"))
