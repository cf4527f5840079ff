"""Finding over REST: the list of assets, and what a code stands for."""

from typing import Annotated, Any

import orjson
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.kernel import money
from wherehold.kernel.errors import NotFound
from wherehold.register.addresses import address_of
from wherehold.register.queries import listing
from wherehold.register.queries import resolve as resolving
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Page

router = Router(tags=["finding"])
NO_FILTERS = ("sort", "cursor", "limit")
SEEN = (
    "Where it was last seen against where it is recorded to be: elsewhere, agrees; never: nowhere."
)
Text = Annotated[str, Field(max_length=200)]


class Asked(Body):
    """Which assets, and which page of them. References by id or by name."""

    search: Text = ""
    place: Text = ""
    category: Text = ""
    holder: Text = ""
    stage: Text = ""
    condition: Text = ""
    custody: Text = ""
    without: Text = ""
    unconfirmed: Text = ""
    seen: Annotated[str, Field(max_length=200, description=SEEN)] = ""
    keyword: Text = ""
    model: Text = ""
    supplier: Text = ""
    archived: Text = ""
    sort: Text = "tag"
    cursor: Annotated[str, Field(max_length=2_000)] = ""
    limit: Annotated[int, Field(ge=1, le=listing.LIMIT_MAX)] = 50


@router.get("/assets", response=Page)
def list_assets(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List the assets that one may see, a page at a time."""
    # Every filter of the list is taken here too, as `field.colour`; unknown ones are refused.
    given = {n: values for n, values in request.GET.lists() if n not in NO_FILTERS}
    found = listing.page(
        actor=request.auth,
        given=given,
        sort=asked.sort,
        cursor=asked.cursor,
        limit=asked.limit,
    )
    body = orjson.dumps({"items": [_shown(line) for line in found.items], "next": found.older})
    return HttpResponse(body, content_type="application/json")


@router.get("/resolve", response=Page)
def resolve(request: AuthedRequest, code: Annotated[str, Query(max_length=1_000)]) -> object:
    """Say what a scanned or typed code stands for: every asset, person and place of it."""
    hits = resolving.resolve(actor=request.auth, code=code)
    if not hits:
        raise NotFound({"what": "code", "key": code[:80]})
    items = [
        {"type": hit.type, "id": hit.id, "label": hit.label, "detail": hit.detail}
        | {"url": address_of(hit.type, hit.id)}
        for hit in hits
    ]
    return {"items": items, "next": None}


def _shown(line: listing.Line) -> dict[str, Any]:
    """Return a line as the API writes it: prices as text in their currency."""
    if line.get("price_minor") is not None:
        line["price"] = money.plain(line["price_minor"], line["currency"])
    return line
