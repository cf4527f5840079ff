"""The one door to books and to the lines of things in them.

Whoever may know a price may know what books say of the thing. A book itself is known to whoever
may know any price; only who keeps the books everywhere may change one.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from wherehold.finance.models import Book, Line
from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset, Category

SEE, KEEP = "asset.price", "finance.keep"


def must_keep(actor: Actor) -> None:
    """Refuse whoever does not keep the books everywhere.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(KEEP):
        raise NotAllowed({"actor": actor.name, "permission": KEEP})


def books(actor: Actor) -> QuerySet[Book]:
    """Return the books that the actor may know of."""
    known = actor.may_somewhere(SEE) or actor.may_somewhere(KEEP)
    return Book.objects.filter(Q() if known else register.NOTHING)


def book(actor: Actor, key: int | str) -> Book:
    """Return a book by its id or its code.

    Raises: NotFound.
    """
    by = {"pk": key} if isinstance(key, int) else {"code": key}
    found = books(actor).filter(**by).first()
    if found is None:
        raise NotFound({"what": "book", "key": key})
    return found


def lines(actor: Actor) -> QuerySet[Line]:
    """Return the lines of things whose price the actor may know."""
    seen = register.visible(actor, SEE)
    priced = Asset.objects.filter(seen).values("pk")
    return Line.objects.filter(Q(asset__in=priced) if seen else Q())


def paths_of_categories(ids: Iterable[int]) -> dict[int, str]:
    """Return the paths of categories.

    Raises: NotFound, naming every one that is not there.
    """
    wanted = list(ids)
    found = dict(Category.objects.filter(pk__in=bulk.among(wanted)).values_list("pk", "path"))
    if missing := [key for key in wanted if key not in found]:
        raise NotFound(*({"what": "category", "key": key} for key in missing))
    return found


def priced_for_update(actor: Actor, asset_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what lines are made of, by id, locked.

    Raises: NotFound, NotAllowed.
    """
    columns = ("price_minor", "currency", "value_minor", "purchased_on", "category_path", "tag")
    return register.columns_for_update(actor, asset_ids, KEEP, columns)


def to_take_in(actor: Actor, book_id: int, after: int, limit: int) -> list[tuple[Any, ...]]:
    """Return things with a price that are in service and not in a book yet, by their ids.

    Units: id, price, its currency, price in the organisation's currency, day of purchase, path of
    the category.
    """
    stages = (Asset.Stage.IN_SERVICE, Asset.Stage.IN_STOCK, Asset.Stage.IN_REPAIR)
    found = Asset.objects.filter(
        register.visible(actor, KEEP),
        pk__gt=after,
        stage__in=stages,
        price_minor__isnull=False,
        archived_at=None,
        voided_at=None,
        merged_into=None,
    ).exclude(pk__in=Line.objects.filter(book=book_id).values("asset"))
    columns = ("pk", "price_minor", "currency", "value_minor", "purchased_on", "category_path")
    return list(found.order_by("pk").values_list(*columns)[:limit])
