"""The world of tracking: a tracker on the drill, and how readings come."""

from wherehold.tracking.tests.conftest import (  # noqa: F401
    ada,
    boss,
    organisation,
    send,
    token,
    told,
    tracker,
)
