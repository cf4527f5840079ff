"""The index that a phone takes along: compact, and the same bytes for the same things."""

from typing import Any

from wherehold.custody import queries as custody
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import offline

COLUMNS = ("id", "tag", "name", "place_id", "condition", "checkout_id", "codes")


def index(*, actor: Actor, place_id: int | None = None) -> dict[str, Any]:
    """Return things, places and people with their codes, in rows under `columns`.

    Raises: NotAllowed for who may see nothing; NotFound (the place), TooLarge.
    """
    if not actor.may_somewhere("asset.see"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.see"})
    scope = offline.scope(actor=actor, place_id=place_id)
    ids = [row[0] for row in scope.assets]
    stays = custody.open_stays_of(actor=actor, asset_ids=ids) if ids else []
    out = {stay.asset_id: stay.id for stay in stays}
    codes = scope.codes
    return {
        "columns": COLUMNS,
        "rows": [[*row, out.get(row[0]), codes["asset"].get(row[0], [])] for row in scope.assets],
        "places": [[key, name, codes["place"].get(key, [])] for key, name in scope.places],
        "people": [[key, name, codes["party"].get(key, [])] for key, name in scope.people],
    }
