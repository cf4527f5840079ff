"""What a holder is asked, for whoever has the link."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.kernel.actor import Actor
from wherehold.stocktake.models import Answer
from wherehold.stocktake.questions import question_of


@dataclass(frozen=True)
class Thing:
    """One thing that a holder is asked about, and what they said last."""

    line_id: int
    tag: str
    name: str
    since: datetime | None
    said: str
    words: str


@dataclass(frozen=True)
class Asked:
    """Who is asked, until when, and about what."""

    name: str
    until: datetime
    things: list[Thing]


def asked_by(*, actor: Actor, secret: str) -> Asked:
    """Return what the link asks; whoever has it may know. Two statements.

    Raises: NoLink.
    """
    assert actor.name
    question = question_of(secret)
    rows = Answer.objects.filter(question=question).order_by("line__asset__name", "pk")
    columns = ("line_id", "line__asset__tag", "line__asset__name", "line__asset__held_since")
    things = [Thing(*row) for row in rows.values_list(*columns, "said", "words")]
    return Asked(question.party.name, question.expires_at, things)
