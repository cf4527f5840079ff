"""How things are lent, and when places are open."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import holding
from wherehold.reservations.models import Hours, RoleLimit, Rule


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
