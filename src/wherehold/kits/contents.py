"""Lists of what belongs together: checked, kept, read, and told to the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kits.fitting import Line
from wherehold.kits.models import Want
from wherehold.kits.refusals import BadKit
from wherehold.register import access as register
from wherehold.register.models import Asset, Category, Model
from wherehold.register.queries import reach

LINES_MAX, QUANTITY_MAX, SUBSTITUTES_MAX = 100, 500, 20
COLUMNS = (
    *("template_id", "kit_id", "position", "asset_id", "model_id", "category_id"),
    *("quantity", "must", "substitutes"),
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One line: a certain thing, or so many of a model or category.

    `substitutes` are models that will do as well.
    """

    asset_id: int | None = None
    model_id: int | None = None
    category_id: int | None = None
    quantity: int = 1
    must: bool = True
    substitutes: Sequence[int] = ()


def check(actor: Actor, wants: Sequence[Wanted], *, things: bool) -> None:
    """Refuse a list that cannot be; `things` says that lines may name certain things.

    Raises: BadKit; NotFound for what the actor does not know.
    """
    if not 0 < len(wants) <= LINES_MAX:
        raise BadKit({"field": "contents", "why": f"1 … {LINES_MAX}"})
    named = [one.asset_id for one in wants if one.asset_id]
    if len(named) != len(set(named)):
        raise BadKit({"field": "contents", "why": _("the same thing twice.")})
    if faults := [f for n, one in enumerate(wants) for f in _faults(n, one, things=things)]:
        raise BadKit(*faults)
    _known(actor, wants)


def store(
    wants: Sequence[Wanted], *, kit_id: int | None = None, template_id: int | None = None
) -> None:
    """Keep a list in the place of the one before. Two statements."""
    Want.objects.filter(kit=kit_id, template=template_id).delete()
    rows = [
        (
            *(template_id, kit_id, n, one.asset_id, one.model_id, one.category_id),
            *(one.quantity, one.must, list(one.substitutes)),
        )
        for n, one in enumerate(wants)
    ]
    bulk.insert(Want, COLUMNS, rows)


def told(wants: Iterable[Wanted]) -> list[dict[str, Any]]:
    """Return a list as it stands in an entry."""
    return [asdict(one) | {"substitutes": list(one.substitutes)} for one in wants]


def of_template(template_id: int) -> list[Wanted]:
    """Return the list of a template."""
    names = ("asset_id", "model_id", "category_id", "quantity", "must", "substitutes")
    rows = Want.objects.filter(template=template_id).order_by("position")
    return [Wanted(**row) for row in rows.values(*names)]


def lines(owners: Q) -> dict[int, list[Line]]:
    """Return the lines of kits or templates by the number of each. One statement."""
    found: dict[int, list[Line]] = {}
    rows = Want.objects.filter(owners).select_related("category").order_by("position")
    for row in rows:
        line = Line(
            id=row.pk,
            asset_id=row.asset_id,
            model_id=row.model_id,
            category_path=row.category.path if row.category else "",
            quantity=row.quantity,
            must=row.must,
            substitutes=row.substitutes,
        )
        found.setdefault(row.kit_id or row.template_id or 0, []).append(line)
    return found


def _faults(number: int, one: Wanted, *, things: bool) -> Iterable[dict[str, Any]]:
    field = f"contents.{number}"
    given = [one.asset_id, one.model_id, one.category_id]
    if sum(key is not None for key in given) != 1 or (one.asset_id and not things):
        kinds = _("one of asset, model and category") if things else _("a model or a category")
        yield {"field": field, "why": kinds}
    if not 0 < one.quantity <= (1 if one.asset_id else QUANTITY_MAX):
        yield {"field": f"{field}.quantity", "why": f"1 … {1 if one.asset_id else QUANTITY_MAX}"}
    if len(one.substitutes) > SUBSTITUTES_MAX or (one.substitutes and one.category_id):
        yield {"field": f"{field}.substitutes", "why": f"0 … {SUBSTITUTES_MAX}"}


def _known(actor: Actor, wants: Sequence[Wanted]) -> None:
    """Refuse what is not there for the actor. Three statements at most. Raises: NotFound."""
    models = {k for one in wants for k in (one.model_id, *one.substitutes) if k}
    asked: list[tuple[str, Any, set[int]]] = [
        (
            "asset",
            Asset.objects.filter(register.visible(actor)),
            {one.asset_id for one in wants if one.asset_id},
        ),
        ("model", Model.objects.filter(reach.models(actor=actor)), models),
        (
            "category",
            Category.objects.filter(reach.categories(actor=actor)),
            {one.category_id for one in wants if one.category_id},
        ),
    ]
    gone = [
        {"what": what, "key": key}
        for what, rows, ids in asked
        if ids
        for key in sorted(ids - set(rows.filter(pk__in=ids).values_list("pk", flat=True)))
    ]
    if gone:
        raise NotFound(*gone)
