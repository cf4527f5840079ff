"""What things cost, over REST."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import Field

from wherehold.finance import commands, owning
from wherehold.finance.queries import costs
from wherehold.finance.refusals import refusing
from wherehold.kernel import money
from wherehold.register.api.answers import listed, written
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["finance"])
Minor = Annotated[int, Field(ge=0, le=10**15)]
Text100 = Annotated[str, Field(max_length=100)]
Centre = Annotated[str, Field(max_length=60)]
Capital = Literal["purchase", "addition", "improvement"]
Kind = (
    Capital | Literal["repair", "running", "energy", "insurance", "lease", "disposal", "proceeds"]
)


class CostIn(Body):
    """What was paid for an asset, or came in for it, without tax and in one currency.

    `rate` is what one unit of it was worth in the organisation's on that day. With `capitalise`
    an addition or improvement is added to its value in the books it is in, for `months` since.
    """

    asset_id: Id
    kind: Kind
    on: date
    amount_minor: Minor
    tax_minor: Minor = 0
    currency: Annotated[str, Field(max_length=3)] = ""
    rate: Annotated[str, Field(max_length=24)] = ""
    supplier_id: Id | None = None
    invoice: Text100 = ""
    funding: Text100 = ""
    cost_centre: Centre = ""
    note: Annotated[str, Field(max_length=200)] = ""
    capitalise: bool = False
    months: Annotated[int, Field(ge=1, le=4000)] | None = None


class AskedCosts(Body):
    """Which costs: of an asset, of a kind, of a cost centre, from one day to another."""

    asset_id: Id | None = None
    kind: Kind | Literal[""] = ""
    cost_centre: Centre = ""
    begins: date | None = None
    ends: date | None = None
    cursor: Annotated[str, Field(max_length=40)] = ""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class AskedOwning(Body):
    """What is taken for granted: shares a year, and amounts in the organisation's currency.

    `rate` is that of money; `kept` what a thing keeps of its worth; `price` what a new one costs;
    `market` what this one brings today.
    """

    rate: Annotated[str, Field(max_length=24)] = owning.RATE
    kept: Annotated[str, Field(max_length=24)] = owning.KEPT
    price: Annotated[str, Field(max_length=24)] = ""
    market: Annotated[str, Field(max_length=24)] = ""


class Revoked(Body):
    """Which costs had been recorded by mistake."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=1000)]


@router.get("/costs", response=Page)
def list_costs(request: AuthedRequest, asked: Query[AskedCosts]) -> HttpResponse:
    """List what was paid for assets and came in for them, the newest day first."""
    narrows = costs.Asked(**asked.model_dump(exclude={"cursor", "limit"}))
    found, more = costs.page(
        actor=request.auth, asked=narrows, cursor=asked.cursor, limit=asked.limit
    )
    return listed(map(_told, found), more or None)


@router.post("/costs", response={201: Page})
def record_costs(request: AuthedRequest, body: Many[CostIn]) -> HttpResponse:
    """Say what was paid for assets, or came in for them: one or many, all or none."""
    drafts = [commands.CostDraft(**one.model_dump()) for one in body]
    ids = commands.record_costs(actor=request.auth, costs=drafts)
    return listed(map(_told, costs.those(actor=request.auth, cost_ids=ids)), status=201)


@router.post("/costs/revoke", response={201: Page})
def revoke_costs(request: AuthedRequest, body: Revoked) -> HttpResponse:
    """Take back costs that were recorded by mistake."""
    commands.revoke_costs(actor=request.auth, cost_ids=body.ids)
    return listed(({"cost_id": key} for key in body.ids), status=201)


@router.get("/assets/{int:asset_id}/whole-cost", response=dict[str, Any])
def show_whole_cost(
    request: AuthedRequest, asset_id: int, asked: Query[AskedOwning]
) -> HttpResponse:
    """Return what an asset costs as a whole: in cash, and in the accounts. The two do not add."""
    with refusing():
        assumed = owning.Assumed(**asked.model_dump())
        return written(owning.as_json(owning.looked_at(request.auth, asset_id, assumed)))


@router.get("/assets/{int:asset_id}/keep-or-replace", response=dict[str, Any])
def show_keep_or_replace(
    request: AuthedRequest, asset_id: int, asked: Query[AskedOwning]
) -> HttpResponse:
    """Return how long to keep an asset, how sure that is, and whether to keep this one now."""
    with refusing():
        assumed = owning.Assumed(**asked.model_dump())
        owned = owning.looked_at(request.auth, asset_id, assumed)
        return written(owning.answer_as_json(owned, owning.answer(owned, assumed)))


def _told(one: dict[str, Any]) -> dict[str, Any]:
    currency = one["currency"]
    return one | {
        "amount": money.plain(one["amount_minor"], currency),
        "tax": money.plain(one["tax_minor"], currency),
    }
