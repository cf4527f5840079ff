"""Which positions are a person's own: those of things in one person's keeping for long.

Where such a thing is tells where somebody is. It is so from the moment of the hand-over, in the
same transaction, because it is read off who holds the thing and until when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, Q

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.register.models import Asset, Party
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.models import Binding, State

LONG = timedelta(days=14)
# For so long a request to look in an emergency waits for somebody to grant it.
WAITS = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class LastSeen:
    """Where a thing that a person keeps was last, by its device."""

    asset_id: int
    tag: str
    name: str
    device: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None


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


def hidden_sql(actor: Actor, alias: str = "a") -> tuple[str, list[Any]]:
    """Return the same condition as SQL over a table alias, with its parameters."""
    until = f"datetime({alias}.held_since, '+{LONG.days} days')"
    if connection.vendor == "postgresql":
        until = f"{alias}.held_since + interval '{LONG.days} days'"
    kept = (
        f"({alias}.held = 'party' AND ({alias}.due_on IS NULL OR {alias}.due_on > {until}) "
        f"AND EXISTS (SELECT 1 FROM register_party p WHERE p.id = {alias}.holder_id "
        "AND p.kind = 'person')"
    )
    if actor.party_id is None:
        return f"{kept})", []
    return f"{kept} AND {alias}.holder_id <> %s)", [actor.party_id]


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


def where_is(party_id: int) -> list[LastSeen]:
    """Return where the things are that one person keeps, as their devices told last.

    The caller has asked whether anybody may know. Two statements.
    """
    on = _on(party_id)
    states = State.objects.in_bulk([one.device_id for one in on])
    found = []
    for one in on:
        state = states.get(one.device_id)
        if state is None or state.lat is None or state.lon is None or one.asset is None:
            continue
        if state.at_us < to_us(one.starts_at):
            continue
        found.append(
            LastSeen(
                asset_id=one.asset.pk,
                tag=one.asset.tag,
                name=one.asset.name,
                device=str(one.device),
                at=from_us(state.at_us),
                lat=state.lat,
                lon=state.lon,
                accuracy_m=state.accuracy_m,
            )
        )
    return found


def devices_on(party_id: int) -> list[tuple[str, str]]:
    """Return every device on a thing that one person keeps: device and thing. One statement."""
    return [(str(one.device), f"{one.asset.tag} {one.asset.name}") for one in _on(party_id)
            if one.asset]  # fmt: skip


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the names of people by what the ledger calls them. One statement."""
    ids = {int(one[6:]) for one in actors if one.startswith("party:") and one[6:].isdigit()}
    found = Party.objects.filter(pk__in=ids).values_list("pk", "name")
    return {f"party:{key}": name for key, name in found}


def _on(party_id: int) -> list[Binding]:
    kept = Asset.objects.filter(personal(), holder=party_id)
    on = Binding.objects.filter(ends_at=None, asset__in=kept.values("pk"))
    return list(on.select_related("asset", "device").order_by("asset_id", "device_id"))
