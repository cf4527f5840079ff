"""How things are lent: the rule of a category, and the hours and zone of a place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from wherehold.kernel import bulk, paths
from wherehold.kernel.organisation import current
from wherehold.reservations.models import Reservation, Rule
from wherehold.reservations.refusals import WrongState
from wherehold.reservations.times import Desk, Open

CLAIMING = ("requested", "approved", "prepared", "out")
STARTING = ("requested", "approved", "prepared")


def all_rules() -> dict[str, Rule]:
    """Return every rule by the path of its category; the general one by the empty path."""
    names = [field.attname for field in Rule._meta.concrete_fields]
    columns = ", ".join(f'r."{name}"' for name in names)
    # By hand: every booking asks, and building the statement would cost more than it does.
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(c.path, ''), {columns} FROM reservations_rule r "  # noqa: S608
            "LEFT JOIN register_category c ON c.id = r.category_id"
        )
        rows = cursor.fetchall()
    return {path: Rule(**dict(zip(names, row, strict=True))) for path, *row in rows}


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
    """Return by path where things are fetched. Two statements, however many."""
    above = {path: paths.ids(path) for path in set(place_paths)}
    places, hours = _places({key for keys in above.values() for key in keys})
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


def _places(ids: Iterable[int]) -> tuple[dict[int, tuple[int, str, str]], dict[int, list[Open]]]:
    """Return places with their names and zones, and when each is open. One statement."""
    among = bulk.among(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.full_name, p.time_zone, h.weekday, h.opens, h.closes "
            "FROM register_place p LEFT JOIN reservations_hours h ON h.place_id = p.id "
            f"WHERE p.id IN ({among.sql}) ORDER BY h.weekday, h.opens",  # noqa: S608
            among.params,
        )
        rows = cursor.fetchall()
    hours: dict[int, list[Open]] = {}
    for key, _name, _zone, day, opens, closes in rows:
        if day is not None:
            hours.setdefault(key, []).append(Open(day, opens, closes))
    return {row[0]: row[:3] for row in rows}, hours


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
