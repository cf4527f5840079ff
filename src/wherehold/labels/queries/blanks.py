"""Blank labels and their batches. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.labels import access
from wherehold.labels.models import Batch, Blank

SHOWN_MAX = 50


@dataclass(frozen=True)
class BatchLine:
    """A batch of blank labels, and how many of them are claimed."""

    id: int
    name: str
    size: int
    claimed: int
    by: str
    made_at: datetime


def blank(*, actor: Actor, code: str) -> str | None:
    """Return the tag of the blank label that a code stands for, if it is one.

    Only who may print labels gets to know: the others see an unknown code.
    """
    if not actor.may_somewhere(access.PRINT) or not code.strip() or "\0" in code:
        return None
    found = Blank.objects.filter(access.blanks(code), claimed_at=None)
    return found.values_list("tag", flat=True).first()


def batches(*, actor: Actor) -> Sequence[BatchLine]:
    """Return the newest batches, newest first. One statement.

    Raises: NotAllowed.
    """
    access.must_print(actor)
    taken = Blank.objects.filter(batch=OuterRef("pk"), claimed_at__isnull=False).order_by()
    number = taken.values("batch").annotate(number=Count("pk")).values("number")
    claimed = Coalesce(Subquery(number), 0)
    rows = Batch.objects.annotate(claimed=claimed).order_by("-pk")[:SHOWN_MAX]
    columns = ("pk", "name", "size", "claimed", "by__name", "made_at")
    found = rows.values_list(*columns)
    return [BatchLine(r[0], r[1], r[2], r[3], r[4] or "", r[5]) for r in found]


def batch(*, actor: Actor, batch_id: int) -> Batch:
    """Return one batch.

    Raises: NotAllowed, NotFound.
    """
    access.must_print(actor)
    found = Batch.objects.filter(pk=batch_id).first()
    if found is None:
        raise NotFound({"what": "batch", "key": batch_id})
    return found
