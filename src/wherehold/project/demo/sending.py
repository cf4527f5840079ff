"""The transfers of the demonstration: one came short, one is on its way and late."""

from collections.abc import Callable
from datetime import timedelta

from wherehold.kernel import clock
from wherehold.project.demo.setting import Scenery
from wherehold.transfers import commands

KEEPER, RECEIVES = "Tomás Rey", "Priya Raman"
HERE, THERE = "Hamburg", "Berlin"
WANTED = ("Ladder 4 m", "1664 FC tester", "TC22 handheld", "TE 30-AVR rotary hammer")
MOST = 3


def tell(made: Scenery, take: Callable[[str], int], *, arrives: bool) -> None:
    """Send some things to the other site; they come there but for one, or are awaited still."""
    keeper, begins = made.actor(KEEPER), clock.now()
    things: list[int] = []
    for model in (*WANTED, *WANTED):
        if len(things) < MOST and (key := take(model)):
            things.append(key)
    if len(things) < 2:
        return
    key = commands.prepare(
        actor=keeper,
        asset_ids=things,
        from_place_id=made.places[HERE],
        to_place_id=made.places[THERE],
        note="For the fitting of the fourth floor",
    )
    commands.ship(
        actor=keeper,
        transfer_id=key,
        carrier="DHL Freight",
        tracking_no=f"JJD0140{key:05}",
        expected_on=clock.day_of(begins + timedelta(days=2)),
    )
    if arrives:
        with clock.held_at(begins + timedelta(days=2, hours=3)):
            commands.receive(
                actor=made.actor(RECEIVES), transfer_id=key, asset_ids=things[1:], complete=True
            )
