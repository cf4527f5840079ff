"""The small figures beside entries of the navigation."""

from dataclasses import dataclass

from wherehold.kernel.actor import Actor


@dataclass(frozen=True)
class Badge:
    """A figure; a `hot` one waits for somebody."""

    text: str
    hot: bool = False


def assets(actor: Actor) -> Badge | None:
    """Return how many assets the actor may see."""
    return None


def overdue(actor: Actor) -> Badge | None:
    """Return how many things are overdue."""
    return None
