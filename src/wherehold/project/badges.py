"""The small figures beside entries of the navigation, each within what the actor may see."""

from dataclasses import dataclass

from wherehold.alerts import queries as alerts
from wherehold.custody import queries as custody
from wherehold.handover.queries import handovers as handed
from wherehold.kernel.actor import Actor
from wherehold.kits.queries import kits as made
from wherehold.loss import queries as loss
from wherehold.register.queries import tallies
from wherehold.reservations.queries import listed as booked
from wherehold.scan.queries import ops as phones
from wherehold.stocktake.queries import counts as stocktakes
from wherehold.tracking.queries import devices
from wherehold.transfers.queries import transfers as moved
from wherehold.ui.templatetags.ui import short_number

MOST = 999


@dataclass(frozen=True)
class Badge:
    """A figure; a `hot` one waits for somebody."""

    text: str
    hot: bool = False


def assets(actor: Actor) -> Badge | None:
    """Return how many assets there are; nothing where that is not known at once."""
    number = tallies.count(actor=actor, terms=[])
    return Badge(short_number(number)) if number else None


def overdue(actor: Actor) -> Badge | None:
    """Return how many things are overdue."""
    number = custody.overdue(actor=actor, most=MOST)
    if not number:
        return None
    return _hot(number)


def handovers(actor: Actor) -> Badge | None:
    """Return how many hand-overs wait for their receiver, or for somebody to decide."""
    number = sum(handed.counts(actor=actor, most=MOST).values())
    return _hot(number) if number else None


def kits(actor: Actor) -> Badge | None:
    """Return how many pieces are missing from kits."""
    number = made.count_missing(actor=actor, most=MOST)
    return _hot(number) if number else None


def searches(actor: Actor) -> Badge | None:
    """Return how many things are searched for."""
    number = loss.number_open(actor=actor)
    return _hot(number) if number else None


def transfers(actor: Actor) -> Badge | None:
    """Return how many transfers are late, short or have more than was sent."""
    counts = moved.counts(actor=actor, most=MOST)
    number = counts["late"] + counts["differs"]
    return _hot(number) if number else None


def conflicts(actor: Actor) -> Badge | None:
    """Return how many acts of phones wait to be settled."""
    number = phones.count(actor=actor, most=MOST)
    return _hot(number) if number else None


def reservations(actor: Actor) -> Badge | None:
    """Return how many reservations wait for a yes or are overdue."""
    number = booked.pressing(actor=actor, most=MOST)
    return _hot(number) if number else None


def _hot(number: int) -> Badge:
    return Badge(f"{MOST}+" if number > MOST else str(number), hot=True)


def counts(actor: Actor) -> Badge | None:
    """Return how many counts are going on."""
    number = stocktakes.open_count(actor=actor)
    return Badge(str(number)) if number else None


def waiting_devices(actor: Actor) -> Badge | None:
    """Return how many devices wait for somebody to say what they are on."""
    _known, waiting = devices.counts(actor=actor)
    return _hot(waiting) if waiting else None


def open_alerts(actor: Actor) -> Badge | None:
    """Return how many alerts wait for somebody."""
    number = alerts.counts(actor=actor)["open"]
    return _hot(number) if number else None
