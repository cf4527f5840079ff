"""The one door to reservations: who may see one, change it, and in what order rows are locked.

A reservation lies where all that it wants lies. Whoever may see assets there sees it, and so do
the person it is for and whoever made it; everybody else finds none. Whom it is for is told to
those who may know who holds things there.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q

from wherehold.kernel import bulk, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Category, Model
from wherehold.reservations.models import Reservation

MAKE, APPROVE, BORROW = "reservation.make", "reservation.approve", "reservation.borrow"


def visible(actor: Actor, permission: str = "asset.see", at: str = "") -> Q:
    """Return the condition on reservations for which the actor has a permission.

    `at` leads from other rows to the reservation.
    """
    reach = Q(pk__in=())
    for grant in actor.within(permission):
        if not grant.place and not grant.category:
            return Q()
        part = Q()
        if grant.place:
            part &= Q(**{f"{at}place_path__range": paths.below(grant.place)})
        if grant.category:
            part &= Q(**{f"{at}category_path__range": paths.below(grant.category)})
        reach |= part
    return reach | own(actor, at)


def own(actor: Actor, at: str = "") -> Q:
    """Return the condition on reservations that are for the actor, or made by them."""
    if actor.party_id is None:
        return Q(pk__in=())
    return Q(**{f"{at}party": actor.party_id}) | Q(**{f"{at}made_by": actor.party_id})


def may(actor: Actor, permission: str, one: Reservation) -> bool:
    """Say whether the actor has a permission where a reservation lies."""
    return actor.may(permission, one.place_path, one.category_path)


def is_own(actor: Actor, one: Reservation) -> bool:
    """Say whether a reservation is the actor's, by being for them or made by them."""
    return actor.party_id is not None and actor.party_id in (one.party_id, one.made_by_id)


def told(actor: Actor, one: Reservation) -> bool:
    """Say whether the actor may know whom a reservation is for."""
    return is_own(actor, one) or may(actor, "custody.holder", one)


def for_update(
    actor: Actor, reservation_ids: Iterable[int], permission: str, *, or_own: bool = False
) -> list[Reservation]:
    """Return reservations, locked in order of id, if the actor may do this to them all.

    `or_own`: or they are theirs. One statement.

    Raises: NotFound, naming every one that the actor may not see; NotAllowed.
    """
    ids = dict.fromkeys(reservation_ids)
    seen = Reservation.objects.filter(visible(actor), pk__in=bulk.among(ids)).order_by("pk")
    found = list(seen.select_for_update(of=("self",), no_key=True))
    if missing := [key for key in ids if key not in {one.pk for one in found}]:
        raise NotFound(*({"what": "reservation", "key": key} for key in missing))
    if any(
        not may(actor, permission, one) and not (or_own and is_own(actor, one)) for one in found
    ):
        raise NotAllowed({"actor": actor.name, "permission": permission})
    return found


def lock_pools(category_paths: Iterable[str], model_ids: Iterable[int]) -> None:
    """Let nobody else promise of the same kinds of things until the transaction ends.

    Everybody locks the roots of categories first and models then, each in order of id, so two
    who want the same wait for each other and never for ever. On SQLite there is one writer.
    """
    if not connection.features.has_select_for_update:
        return
    roots = sorted({paths.ids(path)[0] for path in category_paths if path})
    tops = Category.objects.filter(pk__in=roots).order_by("pk").select_for_update(no_key=True)
    list(tops.values_list("pk", flat=True))
    models = Model.objects.filter(pk__in=set(model_ids)).order_by("pk")
    list(models.select_for_update(no_key=True).values_list("pk", flat=True))


def narrowest(all_paths: Sequence[str]) -> str:
    """Return the longest path that all of these lie within."""
    if not all_paths:
        return ""
    first, last = min(all_paths), max(all_paths)
    steps = range(0, min(len(first), len(last)), paths.WIDTH)
    same = (i for i in steps if first[i : i + paths.WIDTH] != last[i : i + paths.WIDTH])
    return first[: next(same, min(len(first), len(last)))]
