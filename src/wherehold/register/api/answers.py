"""How calls about assets are read and answered."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from wherehold.kernel import money, organisation
from wherehold.kernel.errors import Stale
from wherehold.register.api.schemas import AssetIn, AssetPatch
from wherehold.register.commands.drafts import AssetDraft
from wherehold.register.commands.naming import Settled
from wherehold.register.refusals import BadAsset

COLUMNS = {
    "model": "model_id",
    "category": "category_id",
    "supplier": "supplier_id",
    "accountable": "accountable_id",
}


def written(body: object, status: int = 200) -> HttpResponse:
    """Answer with JSON, without looking at what we have made ourselves once more."""
    raw = orjson.dumps(body, default=str)
    return HttpResponse(raw, status=status, content_type="application/json")


def listed(items: Iterable[object], after: str | None = None, status: int = 200) -> HttpResponse:
    """Answer with a list."""
    return written({"items": list(items), "next": after}, status)


def done(asset_ids: Iterable[int]) -> HttpResponse:
    """Answer which assets an act has changed."""
    return listed(({"asset_id": key} for key in asset_ids), status=201)


def with_version(card: dict[str, Any]) -> HttpResponse:
    """Answer with one asset and its version as ETag."""
    response = written(card)
    response["ETag"] = f'"{card["version"]}"'
    return response


def version_asked(request: HttpRequest, asset_id: int) -> dict[int, int]:
    """Return the version that If-Match names, by asset id; nothing where any will do.

    Raises: Stale for one that was never ours.
    """
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return {}
    digits = given.removeprefix("W/").strip('"')
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise Stale({"what": "asset", "key": asset_id})
    return {asset_id: int(digits)}


def draft_of(item: AssetIn, index: int, known: Settled) -> AssetDraft:
    """Return the draft of an asset, with every reference as its id."""
    values = item.model_dump(exclude={*COLUMNS, "place", "parent", "holder", "price"})
    columns = COLUMNS | {"place": "place_id", "parent": "container_id"}
    for field, column in columns.items():
        word = getattr(item, field)
        values[column] = None if word is None else known[field, word]
    values["identifiers"] = [(one.kind, one.value) for one in item.identifiers]
    if item.price is not None:
        values["price_minor"] = minor(item.price, item.currency, index)
    return AssetDraft(**values)


def changes_of(item: AssetPatch, known: Settled) -> dict[str, Any]:
    """Return the columns that a patch names, with every reference as its id."""
    values = item.model_dump(exclude_unset=True)
    for field, column in COLUMNS.items():
        if field in values:
            word = values.pop(field)
            values[column] = None if word is None else known[field, word]
    if "price" in values:
        price = values.pop("price")
        values["price_minor"] = None if price is None else minor(price, item.currency, 0)
    return values


def minor(price: Any, currency: str, index: int) -> int:  # noqa: ANN401 - a decimal number
    """Return a price in minor units.

    Raises: BadAsset, for fractions of them and for currencies that there are not.
    """
    code = currency or organisation.current().currency
    if not money.is_currency(code):
        raise BadAsset({"index": index, "field": "currency", "why": f"{code} (ISO 4217)"})
    amount = price.scaleb(money.exponent(code))
    if amount != amount.to_integral_value():
        raise BadAsset({"index": index, "field": "price", "why": f"{price} {code}"})
    return int(amount)
