"""What was scanned. Nothing here writes."""

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.labels.queries import blanks
from wherehold.register.queries import holding, parties, resolve
from wherehold.reservations.queries import labels as reservations
from wherehold.scan.grammar import Spot, parse_key


def spots(*, actor: Actor, code: str, choice: str = "") -> list[Spot]:
    """Return what a code stands for, or the one that was chosen of it."""
    if choice:
        found = spot(actor=actor, key=choice)
        return [found] if found else []
    hits = resolve.resolve(actor=actor, code=code)
    if not hits and (booked := reservations.found(actor=actor, code=code)):
        return [Spot("reservation", *booked)]
    return [Spot(hit.type, hit.id, hit.label, hit.detail) for hit in hits]


def spot(*, actor: Actor, key: str) -> Spot | None:
    """Return the thing, person or place of a word such as "party:5", if the actor may see it."""
    parsed = parse_key(key)
    if parsed is None:
        return None
    kind, number = parsed
    if kind == "asset":
        lines = holding.assets_named(actor=actor, asset_ids=[number])
        return Spot(kind, number, lines[0].tag, lines[0].name) if lines else None
    if kind == "party":
        named = parties.names(actor=actor, ids=[number])
        return Spot(kind, number, named[number]) if number in named else None
    return _place(actor, number)


def blank(*, actor: Actor, code: str) -> str | None:
    """Return the tag of the blank label that a code stands for, if it is one."""
    return blanks.blank(actor=actor, code=code)


def _place(actor: Actor, number: int) -> Spot | None:
    try:
        found = holding.place_for(actor=actor, place_id=number, permission="asset.see")
    except NotFound:
        return None
    return Spot("place", number, found.name)
