"""The things that are lent, as a calendar shows them: one statement for all its rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from wherehold.kernel import paths
from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset, Hold
from wherehold.reservations import wishes
from wherehold.reservations.models import Booking, Line

GONE = ("retired", "disposed")


@dataclass(frozen=True)
class Scope:
    """Which things a calendar shows; without any bound, all that are lent."""

    model_id: int | None = None
    category_id: int | None = None
    place_path: str = ""
    asset_id: int | None = None


def lent(actor: Actor, starts: datetime, scope: Scope) -> Any:  # noqa: ANN401 - rows
    """Return things by model and tag with what keeps them now: holders, holds, due days."""
    found = Asset.objects.filter(visible(actor), archived_at=None, merged_into=None)
    found = found.exclude(stage__in=GONE)
    if scope == Scope(place_path=scope.place_path):
        booked = Booking.objects.filter(until_at__gt=starts)
        models = Line.objects.filter(until_at__gt=starts, model__isnull=False).values("model")
        pieces = Asset.objects.filter(pk__in=booked.values("asset"), model__isnull=False)
        found = found.filter(
            Q(pk__in=booked.values("asset"))
            | Q(model__in=models)
            | Q(model__in=pieces.values("model"))
        )
    if scope.asset_id is not None:
        found = found.filter(pk=scope.asset_id)
    if scope.model_id is not None:
        found = found.filter(model=scope.model_id)
    if scope.category_id is not None:
        path = wishes.category_path(actor, scope.category_id)
        found = found.filter(category_path__range=paths.below(path))
    if scope.place_path:
        found = found.filter(place_path__range=paths.below(scope.place_path))
    standing = Hold.objects.filter(asset=OuterRef("pk"), lifted_at=None).order_by("pk")
    marked = found.annotate(
        hold=Subquery(standing.values("reason")[:1]),
        hold_at=Subquery(standing.values("placed_at")[:1]),
    )
    return marked.order_by(F("model__name").asc(nulls_last=True), "tag").values(
        *("pk", "tag", "name", "model_id", "model__name", "place__full_name", "stage"),
        *("held", "held_since", "due_on", "hold", "hold_at"),
        *("holder_id", "holder__name", "place_path", "category_path"),
    )
