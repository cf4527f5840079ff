"""How things are lent, and when places are open."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import holding
from wherehold.reservations.models import Hours, RoleLimit, Rule, Transport


@dataclass(frozen=True)
class RuleLine:
    """A rule and the category it is for; without one it is for all."""

    category: str
    rule: Rule


def rules(*, actor: Actor) -> list[RuleLine]:
    """List the rules, the general one first. One statement.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    found = Rule.objects.select_related("category").order_by("category__full_name")
    lines = [RuleLine(one.category.full_name if one.category else "", one) for one in found]
    return sorted(lines, key=lambda line: line.category)


@dataclass(frozen=True)
class LimitLine:
    """How much people with a role borrow by themselves."""

    role_id: int
    role: str
    most: int
    days: int
    approve: bool


def limits(*, actor: Actor) -> list[LimitLine]:
    """List the limits of roles. One statement.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    rows = RoleLimit.objects.order_by("role").values_list(
        "role_id", "role__name", "most", "days", "approve"
    )
    return [LimitLine(*row) for row in rows]


def hours(*, actor: Actor, place_id: int) -> dict[int, tuple[str, str]]:
    """Return the first opening of a place by day of the week, as its form shows it.

    Raises: NotFound, NotAllowed.
    """
    holding.place_for(actor=actor, place_id=place_id, permission="place.edit")
    found = Hours.objects.filter(place=place_id).order_by("-opens")
    return {one.weekday: (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in found}


@dataclass(frozen=True)
class TransportLine:
    """How long things are under way between two sites; without names, between all others."""

    site_ids: tuple[int, int] | None
    sites: tuple[str, str]
    minutes: int


def transports(*, actor: Actor) -> list[TransportLine]:
    """List the times between sites, the one of all others last. One statement.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    rows = Transport.objects.order_by("site_a__full_name", "site_b__full_name").values_list(
        "site_a_id", "site_b_id", "site_a__full_name", "site_b__full_name", "minutes"
    )
    lines = [
        TransportLine((a, b) if a else None, (name or "", other or ""), minutes)
        for a, b, name, other, minutes in rows
    ]
    return sorted(lines, key=lambda line: line.site_ids is None)
