"""How things are lent: the rule of a category, and the hours and zone of a place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from wherehold.kernel import paths
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
    """Return where things are fetched: the nearest zone and hours up the tree."""
    return desks([place_path])[place_path]


def desks(place_paths: Iterable[str]) -> dict[str, Desk]:
    """Return by path where things are fetched. Three statements, however many."""
    above = {path: paths.ids(path) for path in set(place_paths)}
    ids = {key for keys in above.values() for key in keys}
    named = Place.objects.filter(pk__in=ids).values_list("pk", "full_name", "time_zone")
    places = {row[0]: row for row in named}
    hours: dict[int, list[Open]] = {}
    opened = Hours.objects.filter(place__in=ids).order_by("weekday", "opens")
    for key, day, opens, closes in opened.values_list("place_id", "weekday", "opens", "closes"):
        hours.setdefault(key, []).append(Open(day, opens, closes))
    organisation = current()
    found = {}
    for path, keys in above.items():
        chain = [places[key] for key in reversed(keys) if key in places]
        zone = next((row[2] for row in chain if row[2]), organisation.time_zone)
        found[path] = Desk(
            name=chain[0][1] if chain else organisation.name,
            zone=ZoneInfo(zone),
            hours=tuple(next((hours[row[0]] for row in chain if row[0] in hours), [])),
        )
    return found


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
