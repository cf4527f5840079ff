"""Where a role is given, as a table of places by categories. Nothing here writes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from wherehold.accounts import access, where
from wherehold.accounts.models import RoleGrant
from wherehold.accounts.queries.people import GrantLine, grants_of_role
from wherehold.accounts.where import Spot
from wherehold.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One category in one place: to whom the role is given just there, and to whom above it."""

    place: Spot
    category: Spot
    here: list[GrantLine] = field(default_factory=list)
    above: list[GrantLine] = field(default_factory=list)

    @property
    def people(self) -> int:
        """Return how many may do there what the role permits."""
        return len({one.user_id for one in (*self.here, *self.above)})


@dataclass(frozen=True, kw_only=True)
class Table:
    """Categories across, places down, and a cell for each of both."""

    categories: list[Spot]
    rows: list[tuple[Spot, list[Cell]]]


def table_of(*, actor: Actor, code: str, opened: int | None = None) -> Table:
    """Return where the role is given, as far as the actor manages accounts.

    It shows the outermost places and categories, those for which somebody has the role, and what
    lies directly in the place that is opened. The statements do not grow with what there is.
    """
    grants = grants_of_role(actor=actor, code=code)
    bounds = [grant for grant in actor.within("user.manage") if not grant.category]
    within = [grant.place for grant in bounds]
    places = where.spots("place", within, {grant.place_path for grant in grants}, opened)
    categories = where.spots("category", [""], {grant.category_path for grant in grants})
    rows = [(place, [_cell(place, one, grants) for one in categories]) for place in places]
    return Table(categories=categories, rows=rows)


def cell_of(*, actor: Actor, code: str, place_id: int | None, category_id: int | None) -> Cell:
    """Return who has the role in one category of one place.

    Raises: NotFound (also where the actor manages nobody).
    """
    access.must_be_within(actor, RoleGrant(place_id=place_id, category_id=category_id))
    place, category = where.spot("place", place_id), where.spot("category", category_id)
    return _cell(place, category, grants_of_role(actor=actor, code=code))


def _cell(place: Spot, category: Spot, grants: Iterable[GrantLine]) -> Cell:
    found = Cell(place=place, category=category)
    for one in grants:
        if (one.place_path, one.category_path) == (place.path, category.path):
            found.here.append(one)
        elif place.path.startswith(one.place_path) and category.path.startswith(one.category_path):
            found.above.append(one)
    return found
