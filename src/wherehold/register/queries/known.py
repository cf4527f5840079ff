"""What ids are called, as far as the asker may know. Nothing here writes."""

from collections.abc import Iterable

from wherehold.kernel.actor import Actor
from wherehold.register.access import visible
from wherehold.register.models import Asset, Category, Model, Place
from wherehold.register.queries import reach


def places(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return the full names of places by id; what may not be seen is left out. One statement."""
    found = Place.objects.filter(reach.places(actor=actor), pk__in=set(ids))
    return dict(found.values_list("pk", "full_name"))


def assets(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return the tags of assets by id; what may not be seen is left out. One statement."""
    found = Asset.objects.filter(visible(actor), pk__in=set(ids))
    return dict(found.values_list("pk", "tag"))


def categories(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return full names of categories by id; what may not be seen is left out. One statement."""
    found = Category.objects.filter(reach.categories(actor=actor), pk__in=set(ids))
    return dict(found.values_list("pk", "full_name"))


def models(*, actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of models by id; what may not be seen is left out. One statement."""
    found = Model.objects.filter(reach.models(actor=actor), pk__in=set(ids))
    return dict(found.values_list("pk", "name"))
