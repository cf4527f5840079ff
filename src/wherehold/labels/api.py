"""Labels over REST."""

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from wherehold.kernel import organisation
from wherehold.labels import commands, sheet
from wherehold.labels.stocks import DEFAULT, STOCKS
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["labels"])


class SheetIn(Body):
    """Which labels to print, on what, and where to begin."""

    asset_ids: list[Id] = Field(min_length=1, max_length=2000)
    stock: str = Field(DEFAULT, max_length=40)
    start_at: int = Field(1, ge=1, le=1000)


@router.get("/labels/stocks", response=Page)
def stocks(request: AuthedRequest) -> dict[str, object]:
    """List the label stocks; lengths in millimetres."""
    items = [
        {"code": s.code, "name": s.name, "labels": s.labels, "label_mm": s.label_mm}
        for s in STOCKS.values()
    ]
    return {"items": items, "next": None}


@router.post(
    "/labels/sheet",
    openapi_extra={
        "responses": {200: {"description": "The sheet.", "content": {"application/pdf": {}}}}
    },
)
def print_sheet(request: AuthedRequest, body: SheetIn) -> HttpResponse:
    """Make a sheet of labels as PDF, one label an asset, in the order given."""
    labels = commands.print_labels(
        actor=request.auth,
        asset_ids=body.asset_ids,
        stock=body.stock,
        start_at=body.start_at,
    )
    owner = organisation.current().name
    made = sheet.draw(labels, STOCKS[body.stock], owner=owner, start_at=body.start_at)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return answer
