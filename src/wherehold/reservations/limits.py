"""What people may by their roles: how many, how long, and whether somebody must say yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from wherehold.accounts.queries import roles
from wherehold.kernel.actor import Actor
from wherehold.reservations.models import RoleLimit


@dataclass(frozen=True)
class Bounds:
    """How many things at once and for how many days; 0 is without a bound."""

    most: int = 0
    days: int = 0


def bounds_of(actor: Actor) -> Bounds:
    """Return the bounds of a person: of several roles the widest. Two statements at most."""
    limits = {one.role_id: one for one in RoleLimit.objects.all()}
    mine = _roles(actor, [actor.party_id or 0]).get(actor.party_id or 0, set()) if limits else set()
    if not mine or mine - limits.keys():
        return Bounds()
    found = [limits[key] for key in mine]
    return Bounds(_widest(one.most for one in found), _widest(one.days for one in found))


def need_a_yes(actor: Actor, party_ids: Iterable[int]) -> set[int]:
    """Return those who need a yes for what they book, by all of their roles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT role_id FROM reservations_rolelimit WHERE approve")
        asking = {key for (key,) in cursor.fetchall()}
    if not asking:
        return set()
    return {key for key, those in _roles(actor, party_ids).items() if those <= asking}


def _roles(actor: Actor, party_ids: Iterable[int]) -> dict[int, set[int]]:
    return roles.of_parties(actor=actor, party_ids=party_ids)


def _widest(bounds: Iterable[int]) -> int:
    given = list(bounds)
    return 0 if 0 in given else max(given)
