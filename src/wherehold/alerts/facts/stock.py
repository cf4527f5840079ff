"""How many of each model are free in stock."""

from dataclasses import dataclass

from django.db.models import Count, Q

from wherehold.alerts.finding import Asked


@dataclass(frozen=True, kw_only=True)
class Stock:
    """One model, and how many of it nobody has."""

    model_id: int
    model: str
    free: int
    all: int


def stock(asked: Asked) -> list[Stock]:
    """Return the models of which fewer are free than a rule wants. One statement."""
    free = Count("pk", filter=Q(stage="in_stock", held=""))
    rows = (
        asked.things.filter(model__isnull=False)
        .values("model_id", "model__name")
        .annotate(free=free, all=Count("pk"))
        .filter(free__lt=asked.number("least"))
        .order_by("model__name")
    )
    return [
        Stock(model_id=row["model_id"], model=row["model__name"], free=row["free"], all=row["all"])
        for row in rows
    ]
