"""Entering what rows refer to, by the register's own commands."""

from collections.abc import Callable, Mapping, Sequence

from wherehold.kernel import bulk
from wherehold.kernel import paths as trees
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.commands import parties
from wherehold.register.models import Category, Manufacturer, Model, Place

Node = tuple[str, int | None]


def _tree(table, permission, actor, nodes, **more):
    if not actor.may_somewhere(permission):
        raise NotAllowed({"actor": actor.name, "permission": permission})
    parents = {p.pk: p for p in table.objects.filter(pk__in=[n[1] for n in nodes if n[1]])}
    ids = bulk.next_ids(table, len(nodes))
    made = []
    for pk, (name, parent_id) in zip(ids, nodes, strict=True):
        parent = parents.get(parent_id)
        full = f"{parent.full_name} · {name}" if parent else name
        made.append(table(pk=pk, name=name, parent=parent, full_name=full[:500],
                          path=(parent.path if parent else "") + trees.step(pk)))
    table.objects.bulk_create(made)
    return ids


def _places(actor, nodes):
    return _tree(Place, "place.edit", actor, nodes)


def _categories(actor, nodes):
    return _tree(Category, "catalogue.edit", actor, nodes)


TREES: Mapping[str, Callable[[Actor, Sequence[Node]], list[int]]] = {
    "places": _places,
    "categories": _categories,
}


def models(actor: Actor, names: Sequence[tuple[str, str, str, int | None]]) -> list[int]:
    """Enter models."""
    if not actor.may_somewhere("catalogue.edit"):
        raise NotAllowed({"actor": actor.name, "permission": "catalogue.edit"})
    ids = []
    for name, number, maker, category_id in names:
        made = Manufacturer.objects.get_or_create(name=maker)[0] if maker else None
        ids.append(Model.objects.create(name=name, number=number, manufacturer=made, category_id=category_id).pk)
    return ids


def people(actor: Actor, names: Sequence[tuple[str, str, str]]) -> list[int]:
    """Enter people, as (name, e-mail, user name), and return their ids in order."""
    wanted = [parties.NewParty(name=n, email=e, username=u) for n, e, u in names]
    return parties.create(actor=actor, parties=wanted)


def suppliers(actor: Actor, names: Sequence[str]) -> list[int]:
    """Enter suppliers and return their ids in order."""
    wanted = [parties.NewParty(name=name, kind="supplier") for name in names]
    return parties.create(actor=actor, parties=wanted)
