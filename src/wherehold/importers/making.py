"""Entering what rows refer to, by the register's own commands."""

from collections.abc import Callable, Mapping, Sequence

from wherehold.kernel.actor import Actor
from wherehold.register.commands import parties
from wherehold.register.commands.categories import NewCategory, create_categories
from wherehold.register.commands.models import NewModel, create_models, ensure_manufacturers
from wherehold.register.commands.places import NewPlace, create_places

# A name, and the id of what it is in.
Node = tuple[str, int | None]


def places(actor: Actor, nodes: Sequence[Node]) -> list[int]:
    """Enter places and return their ids in order."""
    new = [NewPlace(name=name, parent_id=parent) for name, parent in nodes]
    return create_places(actor=actor, places=new)


def categories(actor: Actor, nodes: Sequence[Node]) -> list[int]:
    """Enter categories and return their ids in order."""
    new = [NewCategory(name=name, parent_id=parent) for name, parent in nodes]
    return create_categories(actor=actor, categories=new)


TREES: Mapping[str, Callable[[Actor, Sequence[Node]], list[int]]] = {
    "places": places,
    "categories": categories,
}


def models(actor: Actor, new: Sequence[NewModel]) -> list[int]:
    """Enter models and return their ids in order."""
    return create_models(actor=actor, models=new)


def manufacturers(actor: Actor, names: Sequence[str]) -> list[int]:
    """Enter makers and return their ids in order."""
    found = ensure_manufacturers(actor=actor, names=names)
    return [found[name] for name in names]


def people(actor: Actor, names: Sequence[tuple[str, str, str]]) -> list[int]:
    """Enter people, as (name, e-mail, user name), and return their ids in order."""
    new = [parties.NewParty(name=n, email=e, username=u) for n, e, u in names]
    return parties.create(actor=actor, parties=new)


def suppliers(actor: Actor, names: Sequence[str]) -> list[int]:
    """Enter suppliers and return their ids in order."""
    new = [parties.NewParty(name=name, kind="supplier") for name in names]
    return parties.create(actor=actor, parties=new)
