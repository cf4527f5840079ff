"""The one door to books and to the lines of things in them.

Whoever may know a price may know what books say of the thing. A book itself is known to whoever
may know any price; only who keeps the books everywhere may change one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from wherehold.finance import units
from wherehold.finance.holding import phase_of
from wherehold.finance.models import (
    Book,
    Change,
    Charge,
    Cost,
    Line,
    Period,
    Policy,
    Reading,
    TaxYear,
)
from wherehold.finance.refusals import WhichBook
from wherehold.finance.worth import UNITS, BookTerms, Phase
from wherehold.kernel import bulk, organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset, Category

SEE, KEEP, DISPOSE = "asset.price", "finance.keep", "finance.dispose"


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
    """Return a book by its id or its code; by neither, the only one that there is.

    Raises: NotFound, WhichBook.
    """
    found = list(books(actor).filter(_keyed(key)).order_by("code"))
    if not found:
        raise NotFound({"what": "book", "key": key})
    if len(found) > 1:
        raise WhichBook({"codes": ", ".join(one.code for one in found)})
    return found[0]


def _keyed(key: int | str) -> Q:
    if isinstance(key, int):
        return Q(pk=key)
    return Q(code=key) if key else Q()


def book_for_update(actor: Actor, key: int | str) -> Book:
    """Return a book by its id or its code, locked.

    Raises: NotFound.
    """
    found = book(actor, key)
    return Book.objects.select_for_update(no_key=True).get(pk=found.pk)


def terms(book: Book) -> BookTerms:
    """Return what a book says of all its lines. One statement."""
    locked = TaxYear.objects.filter(book=book).values_list("begins", "convention")
    return BookTerms(
        currency=book.currency,
        fiscal_start=book.fiscal_start,
        rounding=book.rounding,
        pools=dict(locked),
    )


def lines(actor: Actor) -> QuerySet[Line]:
    """Return the lines of things whose price the actor may know."""
    seen = register.visible(actor, SEE)
    priced = Asset.objects.filter(seen).values("pk")
    return Line.objects.filter(Q(asset__in=priced) if seen else Q())


_NONE_OWN: Mapping[str, Any] = {}


def rows(lines: QuerySet[Line], *columns: str) -> Iterator[dict[str, Any]]:
    """Give columns of lines, `own` among them, as they are wanted. Most lines have none of it."""
    told = lines.annotate(own_text=Cast("own", TextField())).values(*columns, "own_text")
    for row in told.iterator(chunk_size=2_000):
        text = row.pop("own_text")
        row["own"] = _NONE_OWN if text == "{}" else json.loads(text)
        yield row


def phases(lines: QuerySet[Line], *, many: bool = False) -> dict[int, tuple[Phase, ...]]:
    """Return what happened to the things of lines, by the lines' ids. One statement.

    Where there are `many` lines, each change looks for its line, not the other way round.
    Another cost centre changes nothing of what is charged, so a transfer is no phase.
    """
    found: dict[int, tuple[Phase, ...]] = {}
    mine = Exists(lines.order_by().filter(pk=OuterRef("line")))
    inside = Change.objects.filter(mine if many else Q(line__in=lines.values("pk")))
    changes = inside.exclude(kind=Change.Kind.TRANSFER).order_by("line", "begins", "pk")
    for line, *columns in changes.values_list("line", "begins", "held", "charged_minor", "own"):
        found[line] = (*found.get(line, ()), phase_of(*columns))
    return found


def counts(lines: QuerySet[Line]) -> dict[int, list[tuple[date, int]]]:
    """Return the units that the things of lines were used, by their ids. Two statements.

    And those of providers, where things may depreciate by them. What was read by hand counts
    before what a provider knows.
    """
    found: dict[int, list[tuple[date, int]]] = {}
    readings = Reading.objects.filter(asset__in=lines.values("asset")).order_by("asset", "on")
    for asset, on, used in readings.values_list("asset", "on", "units"):
        found.setdefault(asset, []).append((on, used))
    wanted = lines.filter(_may_count_units()).values_list("asset", flat=True)
    if mine := [one for one in wanted.distinct() if one not in found]:
        found |= units.provided(mine)
    return found


def _may_count_units() -> Q:
    """Return the condition on lines that may depreciate by units: by a policy or of their own."""
    books = Policy.objects.filter(method=UNITS).values("book")
    changed = Change.objects.filter(own__method=UNITS).values("line")
    return Q(book__in=books) | Q(own__method=UNITS) | Q(pk__in=changed)


def posted_through(day: date) -> Coalesce:
    """Return what was posted of a line by the end of a day, as a part of a statement."""
    posted = ~Q(period__state=Period.State.STAGED) & Q(period__ends__lte=day)
    mine = Charge.objects.filter(posted, line=OuterRef("pk")).order_by().values("line")
    return Coalesce(Subquery(mine.annotate(n=Sum("charge_minor")).values("n")), 0)


def paths_of_categories(ids: Iterable[int]) -> dict[int, str]:
    """Return the paths of categories.

    Raises: NotFound, naming every one that is not there.
    """
    wanted = list(ids)
    found = dict(Category.objects.filter(pk__in=bulk.among(wanted)).values_list("pk", "path"))
    if missing := [key for key in wanted if key not in found]:
        raise NotFound(*({"what": "category", "key": key} for key in missing))
    return found


def kinds(actor: Actor) -> dict[int, tuple[str, str]]:
    """Return the path and the full name of every category that the actor may know, by id."""
    found = Category.objects.filter(Q() if actor.may_somewhere(SEE) else register.NOTHING)
    return {key: (path, name) for key, path, name in found.values_list("pk", "path", "full_name")}


def priced_for_update(actor: Actor, asset_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what lines are made of, by id, locked.

    Raises: NotFound, NotAllowed.
    """
    columns = ("price_minor", "currency", "value_minor", "purchased_on", "category_path", "tag")
    return register.columns_for_update(actor, asset_ids, KEEP, columns)


_COSTED = ("tag", "price_minor", "purchased_on", "supplier_id")


def costed_for_update(actor: Actor, asset_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what costs ask of things, by id, locked.

    Raises: NotFound, NotAllowed.
    """
    return register.columns_for_update(actor, asset_ids, KEEP, _COSTED)


def costed_where_allowed(actor: Actor, asset_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return the same of those things for which the actor may record costs, by id, locked."""
    found, _others = register.those_for_update(actor, asset_ids, KEEP)
    return {one.pk: {name: getattr(one, name) for name in _COSTED} for one in found}


def costs(actor: Actor) -> QuerySet[Cost]:
    """Return the costs of things whose price the actor may know, without those taken back."""
    seen = register.visible(actor, SEE)
    priced = Asset.objects.filter(seen).values("pk")
    return Cost.objects.filter(Q(asset__in=priced) if seen else Q(), revoked_at=None)


# A thing as whoever may know its price sees it.
Priced = Asset


def priced(actor: Actor) -> QuerySet[Asset]:
    """Return the things whose price the actor may know."""
    return Asset.objects.filter(register.visible(actor, SEE), merged_into=None)


def held_for_update(
    actor: Actor, asset_ids: Sequence[int], permission: str
) -> dict[int, dict[str, Any]]:
    """Return what changes ask of things, by id, locked.

    Raises: NotFound, NotAllowed.
    """
    columns = ("tag", "stage", "category_path")
    return register.columns_for_update(actor, asset_ids, permission, columns)


def owned(actor: Actor, permission: str = SEE) -> QuerySet[Asset]:
    """Return the things that belong in books: those in service, in stock and in repair."""
    stages = (Asset.Stage.IN_SERVICE, Asset.Stage.IN_STOCK, Asset.Stage.IN_REPAIR)
    found = Asset.objects.filter(register.visible(actor, permission), stage__in=stages)
    return found.filter(archived_at=None, voided_at=None, merged_into=None)


def outside(actor: Actor, book: Book, permission: str = KEEP) -> QuerySet[Asset]:
    """Return the things with a price that are not in a book yet."""
    # Each thing looks for its lines: a list of all that are inside would be made for each chunk.
    inside = Line.objects.filter(book=book, asset=OuterRef("pk"))
    return owned(actor, permission).filter(~Exists(inside), price_minor__isnull=False)


def cost_in(book: Book) -> Case:
    """Return what a thing cost in the currency of a book; nothing where that is not known."""
    home = organisation.current().currency == book.currency
    worth = F("value_minor") if home else Value(None, BigIntegerField())
    return Case(When(currency=book.currency, then="price_minor"), default=worth)


def due(actor: Actor, book: Book) -> QuerySet[Asset]:
    """Return the things that are not in a book yet and cost as much as it asks for."""
    return outside(actor, book).filter(GreaterThanOrEqual(cost_in(book), book.threshold_minor))


def to_take_in(actor: Actor, book: Book, after: int, limit: int) -> list[tuple[Any, ...]]:
    """Return what a book could take in, in the order of ids.

    Units: id, cost in the book's currency, day of purchase, path of the category.
    """
    found = due(actor, book).filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", cost_in(book), "purchased_on", "category_path")[:limit])
