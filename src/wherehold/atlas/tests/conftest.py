"""A drill with a tracker in a yard, and a browser in which Ada is signed in."""

import orjson
import pytest

from wherehold.conftest import NOON
from wherehold.tracking import commands
from wherehold.tracking.commands import NewZone
from wherehold.tracking.tests.conftest import (  # noqa: F401 - the same world
    ada,
    boss,
    organisation,
    take,
    token,
    tracker,
)

YARD = (53.5260, 9.9960)


@pytest.fixture
def browser(client, ada):  # noqa: F811
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client


@pytest.fixture
def yard(boss):  # noqa: F811
    """A zone of a hundred metres."""
    point = {"type": "Point", "coordinates": [YARD[1], YARD[0]]}
    zone = NewZone(name="Yard", geometry=point, reach_m=100)
    return commands.save_zones(actor=boss, zones=[zone])[0]


def report(*spots, begin=NOON, step_s=60):
    """Let the tracker say that it was at each spot, one after another."""
    said = [
        {
            "device": "T-1",
            "at": begin.timestamp() - step_s * (len(spots) - n),
            "lat": lat,
            "lon": lon,
            "accuracy_m": 4,
        }
        for n, (lat, lon) in enumerate(spots)
    ]
    take(orjson.dumps(said))
