"""Acts where the record and what was observed do not say the same, or nothing was observed."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register import access as register
from wherehold.register.commands import moving, notes
from wherehold.register.commands.moving import Sighting
from wherehold.register.queries import whereabouts
from wherehold.tracking import hearing, privacy
from wherehold.tracking.crossings import see
from wherehold.tracking.instants import from_us, to_us
from wherehold.tracking.refusals import NoPlace, NotElsewhere

# What is still heard at the same place is written down again after so long.
AGAIN_AFTER = timedelta(minutes=15)


@transaction.atomic
def move_where_seen(*, actor: Actor, asset_ids: Iterable[int], note: str = "") -> list[int]:
    """Let things be recorded where they were last seen, all or none; return their ids.

    Raises: NotFound (things, places), NotAllowed (asset.move); NotElsewhere; whatever keeps a
        thing from being moved.
    Records: register.moved, one for each.
    """
    assets = register.assets_for_update(actor, asset_ids, "asset.move")
    if there := [one for one in assets if not one.astray or one.seen_place_id is None]:
        raise NotElsewhere(*({"asset_id": one.pk, "tag": one.tag} for one in there))
    moves = {one.pk: one.seen_place_id for one in assets}
    return moving.move_assets(actor=actor, moves=moves, note=note)


@transaction.atomic
def not_there(*, actor: Actor, asset_ids: Iterable[int], note: str = "") -> list[int]:
    """Say that somebody looked where things were last seen and did not find them.

    It changes nothing of where they are recorded or were seen: the note says who looked where.

    Raises: NotFound, NotAllowed (asset.note); NoPlace (seen nowhere); BadAsset.
    Records: register.noted, one for each.
    """
    assets = register.assets_for_update(actor, asset_ids, "asset.note")
    _must_be_somewhere((one.pk, one.tag, one.seen_place_id) for one in assets)
    act, at = ledger.new_act(), dict[int, list[int]]()
    for one in assets:
        at.setdefault(one.seen_place_id or 0, []).append(one.pk)
    places = whereabouts.places(actor=actor, ids=at)
    for place_id, ids in at.items():
        name = places.get(place_id, (_("another place"), ""))[0]
        text = _("Looked for at {place}, not found.").format(place=name)
        notes.note(actor=actor, asset_ids=ids, text=f"{text} {note}".strip(), act=act)
    return [one.pk for one in assets]


@transaction.atomic
def mark_seen(*, actor: Actor, asset_ids: Iterable[int]) -> list[int]:
    """Say that somebody has just seen things where they are recorded to be; return their ids.

    Raises: NotFound, NotAllowed (asset.move); NoPlace (not recorded anywhere).
    Records: register.seen, one for each.
    """
    assets = register.assets_for_update(actor, asset_ids, "asset.move")
    _must_be_somewhere((one.pk, one.tag, one.place_id) for one in assets)
    now = clock.now()
    sightings = [
        Sighting(asset_id=one.pk, place_id=one.place_id, at=now, how="person")
        for one in assets
        if one.place_id is not None
    ]
    moving.see_assets(actor=actor, sightings=sightings)
    return [one.pk for one in assets]


@transaction.atomic
def take_in_heard(*, actor: Actor, act: UUID | None = None) -> int:
    """Write down where readers have lately heard tags on things; return how many were seen.

    Only what is elsewhere than it was last seen, or was seen there a while ago. Not what one
    person keeps: where that is is theirs to know.

    Raises: nothing.
    Records: register.seen for each.
    """
    now = clock.now()
    heard = {one.asset_id: one for one in hearing.spotted(to_us(now))}
    if not heard:
        return 0
    new = []
    for key, place_id, at in privacy.last_seen(heard):
        one = heard[key]
        seen_at = min(from_us(one.at_us), now)
        waited = AGAIN_AFTER if place_id == one.place_id else timedelta()
        if at is None or seen_at - at > waited:
            new.append(Sighting(asset_id=key, place_id=one.place_id, at=seen_at, how=one.how))
    see(actor, new, act=act)
    return len(new)


def _must_be_somewhere(rows: Iterable[tuple[int, str, int | None]]) -> None:
    """Refuse things, by id, tag and place, of which no place is known.

    Raises: NoPlace, naming every one.
    """
    if nowhere := [(key, tag) for key, tag, place_id in rows if place_id is None]:
        raise NoPlace(*({"asset_id": key, "tag": tag} for key, tag in nowhere))
