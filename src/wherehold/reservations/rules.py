"""How things are lent: the rule of a category, and the hours and zone of a place."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from wherehold.kernel import clock, paths
from wherehold.kernel.organisation import current
from wherehold.register.models import Place
from wherehold.reservations.models import Hours, Reservation, Rule
from wherehold.reservations.refusals import WrongState
from wherehold.reservations.times import Desk, Open

CLAIMING = ("requested", "approved", "prepared", "out")
STARTING = ("requested", "approved", "prepared")


def all_rules() -> dict[str, Rule]:
    """Return every rule by the path of its category; the general one by the empty path."""
    found = Rule.objects.select_related("category")
    return {rule.category.path if rule.category else "": rule for rule in found}


def nearest(known: Mapping[str, Rule], category_path: str) -> Rule:
    """Return the rule that holds for things of a category."""
    for end in range(len(category_path), -1, -paths.WIDTH):
        if rule := known.get(category_path[:end]):
            return rule
    return Rule()


def rule_for(category_path: str) -> Rule:
    """Return the rule that holds for things of a category. One statement."""
    return nearest(all_rules(), category_path)


def desk(place_path: str) -> Desk:
    """Return where things are fetched: the nearest zone and hours up the tree. Two statements."""
    ids = paths.ids(place_path)
    places = {place.pk: place for place in Place.objects.filter(pk__in=ids)}
    chain = [places[key] for key in reversed(ids) if key in places]
    zone = next((place.time_zone for place in chain if place.time_zone), "")
    hours: dict[int, list[Open]] = {}
    for one in Hours.objects.filter(place__in=ids).order_by("weekday", "opens"):
        hours.setdefault(one.place_id, []).append(Open(one.weekday, one.opens, one.closes))
    nearest_hours = next((hours[place.pk] for place in chain if place.pk in hours), [])
    return Desk(
        name=chain[0].full_name if chain else current().name,
        zone=ZoneInfo(zone) if zone else clock.zone(),
        hours=tuple(nearest_hours),
    )


def in_state(one: Reservation, states: Sequence[str]) -> None:
    """Refuse what a reservation is not at.

    Raises: WrongState.
    """
    if one.state not in states:
        words = {"reservation_id": one.pk, "state": one.state.replace("_", " ")}
        raise WrongState(words)


def day_words(at: datetime, desk: Desk) -> str:
    """Write an instant as the desk's clock shows it."""
    return f"{at.astimezone(desk.zone):%Y-%m-%d %H:%M}"
