"""The year of the demonstration, done through the ordinary commands.

The clock is held at the moment of each act, so the history reads as it would have come about.
All of it is one transaction: it is there whole, or not at all.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import groupby
from random import Random

from django.db import transaction

from wherehold.custody import commands as custody
from wherehold.insights import commands as insights
from wherehold.kernel import clock, organisation
from wherehold.kernel.actor import Actor, system
from wherehold.project.demo import (
    booking,
    counting,
    handing,
    money,
    people,
    seeking,
    setting,
    tracking,
)
from wherehold.project.demo.plan import Act, Thing, acts, things
from wherehold.project.demo.setting import Scenery
from wherehold.register.commands import assets, holds, lifecycle, moving, notes
from wherehold.register.commands.drafts import AssetDraft

SEED = 20_240_411
FOUNDER = "Priya Raman"
FIGURES_EVERY_DAYS = 6


# What cannot be done with a thing that is missing.
HANDLING = frozenset({"check_out", "transfer", "check_in", "stage", "hold"})


@transaction.atomic
def load() -> None:
    """Load the demonstration into an installation without things, founding it if need be."""
    today = clock.today()
    random = Random(SEED)  # noqa: S311 - a made-up past, the same on every machine
    stock = things(today, random)
    story = acts(stock, today, random)
    opened = stock_opened(stock)
    with clock.held_at(opened - timedelta(days=1)):
        founder = _found()
        actor = system("demonstration").via("cli")
        made = setting.build(actor, today)
        setting.let_in(actor, made, but=founder)
    _live(made, stock, story)
    money.keep(actor, made)
    seeking.lay(actor, made)
    seeking.seek(made)


def stock_opened(stock: Sequence[Thing]) -> datetime:
    """Return when the register began: with the first things in it."""
    return min(thing.arrives_at for thing in stock)


def _found() -> str:
    """Found the installation if nobody has, and return who then has an account."""
    from wherehold.project import founding

    if organisation.founded():
        return ""
    founder = founding.Founder(email=people.email_of(FOUNDER), password=None, name=FOUNDER)
    founding.found(
        founder,
        name=people.ORGANISATION,
        time_zone="Europe/Berlin",
        currency="EUR",
        source="cli",
    )
    return FOUNDER


def _live(made: Scenery, stock: Sequence[Thing], story: Sequence[Act]) -> None:
    """Do everything in the order of time: deliveries, acts, and the figures of every few days."""
    ids: dict[int, int] = {}
    steps: list[tuple[datetime, int, Callable[[], None]]] = [
        (at, 0, partial(_deliver, made, group, ids)) for at, group in _deliveries(stock)
    ]
    steps += [(act.at, 1, partial(STEPS[act.verb], made, act, ids)) for act in story]
    steps += list(_counts(made, stock, story, ids))
    handled = [act for act in story if act.verb in HANDLING]
    steps += [(at, 1, step) for at, step in handing.steps(made, stock, handled, ids)]
    day, last = stock_opened(stock), clock.now()
    steps += list(booking.steps(made, last, partial(_quiet, story, ids)))
    while day < last:
        steps.append((day + timedelta(hours=14), 2, _keep_figures))
        day += timedelta(days=FIGURES_EVERY_DAYS)
    steps.append((last, 2, _keep_figures))
    steps += [
        (at, 4, partial(tracking.tell, made, stock, ids, last)) for at in tracking.steps(last)
    ]
    for at, _order, step in sorted(steps, key=lambda one: one[:2]):
        with clock.held_at(min(at, last)):
            step()


def _counts(
    made: Scenery, stock: Sequence[Thing], story: Sequence[Act], ids: dict[int, int]
) -> Iterator[tuple[datetime, int, Callable[[], None]]]:
    """Yield the counts. Nothing is lost in one of which something is told later."""
    for one in counting.ROUNDS:
        day = clock.today() - timedelta(days=one.days_ago)
        at = datetime.combine(day, time(5), tzinfo=UTC)

        def step(one: counting.Round = one, at: datetime = at) -> None:
            counting.count(made, one, _quiet(story, ids, at))

        if at > stock_opened(stock):
            yield at, 3, step


def _quiet(story: Sequence[Act], ids: dict[int, int], at: datetime) -> frozenset[int]:
    """Return the assets of which nothing more is told from an instant on."""
    busy = {act.thing for act in story if act.at >= at and act.verb in HANDLING}
    return frozenset(key for number, key in ids.items() if number not in busy)


def _deliveries(stock: Sequence[Thing]) -> Iterator[tuple[datetime, list[Thing]]]:
    by_time = sorted(stock, key=lambda thing: (thing.arrives_at, thing.number))
    for at, group in groupby(by_time, key=lambda thing: thing.arrives_at):
        yield at, list(group)


def _deliver(made: Scenery, group: Sequence[Thing], ids: dict[int, int]) -> None:
    made_ids = assets.create_assets(
        actor=made.actor("Nils Albrecht").via("cli"), drafts=[_draft(made, one) for one in group]
    )
    ids.update(zip((thing.number for thing in group), made_ids, strict=True))
    made.whereabouts.update({one.number: made.places[one.home] for one in group if one.known_place})


def _draft(made: Scenery, thing: Thing) -> AssetDraft:
    line, bought = thing.line, thing.bought_on
    return AssetDraft(
        name=f"{line.maker} {line.model}",
        serial=thing.serial,
        model_id=made.models[line.model],
        category_id=made.categories[line.category],
        place_id=made.places[thing.home] if thing.known_place else None,
        stage="in_service" if line.use == "placed" else "in_stock",
        supplier_id=made.parties[line.supplier],
        order_no=f"PO-{bought:%y%m}-{thing.number % 40 + 1:02}",
        purchased_on=bought,
        price_minor=line.price * 100 if thing.priced else None,
        currency="EUR" if thing.priced else "",
        warranty_until=_later(bought, 24 if line.life <= 60 else 36),
        refresh_on=_later(bought, line.life),
    )


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, 28))


def _keep_figures() -> None:
    insights.keep_figures(actor=system("insights"))


def _who(made: Scenery, act: Act) -> Actor:
    return made.actor(act.by)


def _check_out(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    custody.check_out(
        actor=_who(made, act).via("scan"),
        asset_ids=[ids[act.thing]],
        holder_id=made.parties[act.what["to"]],
        due_on=act.what["due"],
    )


def _transfer(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    holder_id = made.parties[act.what["to"]]
    custody.transfer(actor=_who(made, act), asset_ids=[ids[act.thing]], holder_id=holder_id)


def _check_in(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    custody.check_in(
        actor=_who(made, act).via("scan"),
        asset_ids=[ids[act.thing]],
        condition=act.what["condition"],
    )


def _move(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    moves = {ids[act.thing]: made.places[act.what["place"]]}
    moving.move_assets(actor=_who(made, act), moves=moves)
    made.whereabouts[act.thing] = made.places[act.what["place"]]


def _see(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    elsewhere = act.what["place"]
    place_id = made.places[elsewhere] if elsewhere else made.whereabouts.get(act.thing)
    actor = _who(made, act).via("phone")
    if place_id is None:
        moving.confirm_assets(actor=actor, asset_ids=[ids[act.thing]], how="phone")
        return
    sighting = moving.Sighting(asset_id=ids[act.thing], place_id=place_id, how="phone")
    moving.see_assets(actor=actor, sightings=[sighting])


def _stage(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    lifecycle.set_stage(actor=_who(made, act), stages={ids[act.thing]: act.what["stage"]})


def _note(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    notes.note(actor=_who(made, act), asset_ids=[ids[act.thing]], text=act.what["text"])


def _hold(made: Scenery, act: Act, ids: dict[int, int]) -> None:
    reason = act.what["reason"]
    holds.place_holds(actor=_who(made, act), asset_ids=[ids[act.thing]], reason=reason)


STEPS: dict[str, Callable[[Scenery, Act, dict[int, int]], None]] = {
    "check_out": _check_out,
    "transfer": _transfer,
    "check_in": _check_in,
    "move": _move,
    "seen": _see,
    "stage": _stage,
    "note": _note,
    "hold": _hold,
}
