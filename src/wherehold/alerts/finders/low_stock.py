"""Low stock: fewer of a kind are free than one wants to have."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.alerts.facts.stock import stock
from wherehold.alerts.finding import Asked, Facts, Finder, Found, Parameter


def find(facts: Facts, asked: Asked) -> list[Found]:
    """Find models of which too few are free."""
    return [
        Found(
            key=f"model:{one.model_id}",
            title=_("{model}: {free} free of {all}").format(
                model=one.model, free=one.free, all=one.all
            ),
            since=asked.now,
            evidence={"free": one.free, "all": one.all},
        )
        for one in facts
    ]


FINDER = Finder(
    "low_stock",
    gettext_lazy("Low stock of a kind"),
    gettext_lazy("Fewer pieces of a model are free in stock than so many."),
    "layers",
    stock,
    find,
    (Parameter("least", gettext_lazy("Wanted"), default=2, most=10_000),),
)
