"""The card of the last imports on the overview."""

from typing import Any

from wherehold.importers import shown
from wherehold.importers.queries import imports
from wherehold.insights.cards import Card
from wherehold.kernel.actor import Actor

LINES = 5


def last_imports(actor: Actor) -> dict[str, Any] | None:
    """Return the last imports with what came of each; None for whoever does not import."""
    if not actor.may_somewhere("import.run"):
        return None
    runs = imports.page(actor=actor, limit=LINES)
    return {"imports": [(run, shown.summary(run)) for run in runs]}


CARD = Card("importers/overview_card.html", last_imports)
