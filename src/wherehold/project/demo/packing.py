"""The kits of the demonstration: a set for sites that came back short, and what a role gets."""

from collections.abc import Callable
from datetime import timedelta

from wherehold.kernel import clock
from wherehold.kits import commands
from wherehold.kits.contents import Wanted
from wherehold.project.demo.setting import Scenery

KEEPER, BORROWER = "Tomás Rey", "Kofi Mensah"
HOST, DRILL, LASER = "TE 30-AVR rotary hammer", "DHP486 drill driver", "GLL 3-80 line laser"
OUT_DAYS = 3


def tell(made: Scenery, take: Callable[[str], int]) -> None:
    """Make two sets, hand one out, and take it back without one of its drills.

    `take` gives a thing of a model that lies in the store, or nothing.
    """
    keeper = made.actor(KEEPER)
    wants = [
        Wanted(model_id=made.models[DRILL], quantity=2),
        Wanted(model_id=made.models[LASER], must=False),
    ]
    template = commands.save_template(actor=keeper, name="Site set", wants=wants)
    kits = []
    for models in ((HOST, DRILL, DRILL, LASER), (HOST, DRILL, DRILL)):
        things = [take(model) for model in models]
        if all(things):
            key = commands.make(
                actor=keeper, asset_id=things[0], template_id=template, asset_ids=things[1:]
            )
            kits.append((key, things))
    if kits:
        _lend(made, *kits[0])
    _roles(made)


def _lend(made: Scenery, kit_id: int, things: list[int]) -> None:
    keeper, begins = made.actor(KEEPER), clock.now()
    due_on = clock.day_of(begins + timedelta(days=OUT_DAYS))
    holder_id = made.parties[BORROWER]
    commands.check_out(actor=keeper, kit_id=kit_id, holder_id=holder_id, due_on=due_on)
    with clock.held_at(begins + timedelta(days=OUT_DAYS)):
        there = [things[1], *things[3:]]
        commands.check_in(actor=keeper, kit_id=kit_id, asset_ids=there)


def _roles(made: Scenery) -> None:
    """Write down what two roles get, of what there is of those kinds."""
    phones, laptops = (made.categories.get(name) for name in ("Phones", "Laptops"))
    wants = [Wanted(category_id=key) for key in (laptops, phones) if key]
    keeper = made.actor(KEEPER)
    commands.save_template(actor=keeper, name="Developer", use="role", wants=wants)
    fitter = [
        Wanted(category_id=made.categories["Tools"], quantity=2),
        Wanted(category_id=made.categories["Phones"], must=False),
    ]
    commands.save_template(actor=keeper, name="Fitter", use="role", wants=fitter)
