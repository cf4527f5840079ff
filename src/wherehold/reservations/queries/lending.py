"""How things are lent, and when places are open."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import holding
from wherehold.reservations.models import Hours, Rule


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


def hours(*, actor: Actor, place_id: int) -> dict[int, tuple[str, str]]:
    """Return the first opening of a place by day of the week, as its form shows it.

    Raises: NotFound, NotAllowed.
    """
    holding.place_for(actor=actor, place_id=place_id, permission="place.edit")
    found = Hours.objects.filter(place=place_id).order_by("-opens")
    return {one.weekday: (f"{one.opens:%H:%M}", f"{one.closes:%H:%M}") for one in found}
