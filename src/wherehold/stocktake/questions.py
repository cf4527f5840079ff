"""Which question a link asks."""

from wherehold.accounts import secrets
from wherehold.kernel import clock
from wherehold.stocktake.models import Question, Stocktake
from wherehold.stocktake.refusals import NoLink


def question_of(secret: str) -> Question:
    """Return what a link asks, while it works.

    Raises: NoLink.
    """
    found = Question.objects.select_related("stocktake", "party").filter(
        digest=secrets.digest(secret),
        expires_at__gt=clock.now(),
        stocktake__state=Stocktake.State.COUNTING,
    )
    question = found.first()
    if question is None:
        raise NoLink({"field": "link"})
    return question
