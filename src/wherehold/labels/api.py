"""Labels over REST."""

from dataclasses import asdict
from typing import Any, Literal

from django.http import FileResponse, HttpResponse, JsonResponse
from ninja import Router
from pydantic import Field

from wherehold.labels import asking, commands, handing, sending
from wherehold.labels.asking import Begun, Sent, Wanted
from wherehold.labels.design import CODE_MM_MAX, Design
from wherehold.labels.files import Made
from wherehold.labels.queries import prints, saved
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["labels"])
FILES: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The labels, or how many a printer took.",
            "content": {"application/pdf": {}, "application/zpl": {}, "image/png": {}},
        },
        202: {"description": "They are made in the background: see /labels/prints/{id}."},
    }
}


class DesignIn(Body):
    """How labels are made; see /labels/stocks and /labels/printers for the codes."""

    stock: str = Field("L7160", max_length=40)
    code: str = Field("qr", max_length=20)
    key: Literal["giai", "grai"] = "giai"
    fields: list[str] = Field(["tag", "name", "owner"], max_length=10)
    code_mm: float | None = Field(None, gt=0, le=CODE_MM_MAX)
    printer: str = Field("", max_length=40)
    start_at: int = Field(1, ge=1, le=5_000)

    def design(self) -> Design:
        """Return what was sent as a design."""
        known = self.model_dump(include=set(DesignIn.model_fields))
        return Design(**{**known, "fields": tuple(self.fields)})


class LabelsIn(DesignIn):
    """Which labels: things by id or by the filters of the list, places, people, commands."""

    asset_ids: list[Id] = Field([], max_length=10_000)
    place_ids: list[Id] = Field([], max_length=2_000)
    party_ids: list[Id] = Field([], max_length=2_000)
    commands: bool = False
    filter: dict[str, list[str]] | None = Field(None, max_length=30)
    format: Literal["pdf", "zpl", "png", "svg"] = "pdf"
    send_to: str = Field("", max_length=80)

    def wanted(self) -> Wanted:
        """Return what was sent as what is wanted."""
        named = {"asset_ids", "place_ids", "party_ids", "commands", "format", "send_to"}
        given = self.model_dump()["filter"]
        return Wanted(design=self.design(), given=given, **self.model_dump(include=named))


class BatchIn(DesignIn):
    """Blank labels to be made now and claimed later."""

    size: int = Field(ge=1, le=5_000)
    name: str = Field("", max_length=80)


class ClaimIn(Body):
    """A blank label that was scanned, and the thing it is on: one that is there, or a new one."""

    code: str = Field(min_length=1, max_length=1_000)
    asset_id: Id | None = None
    name: str = Field("", max_length=200)
    place_id: Id | None = None


@router.get("/labels/stocks", response=Page)
def stocks(request: AuthedRequest) -> dict[str, object]:
    """List the label stocks; lengths in millimetres."""
    items = [
        {
            "code": one.code,
            "name": one.name,
            "labels": one.labels,
            "label_mm": one.label_mm,
            "page_mm": one.page_mm,
            "printer": one.printer,
            "rfid": one.rfid,
        }
        for one in saved.stocks(actor=request.auth)
    ]
    return {"items": items, "next": None}


@router.get("/labels/printers", response=Page)
def printers(request: AuthedRequest) -> dict[str, object]:
    """List the printers that labels are made for, and the doors that ZPL may be sent to."""
    items: list[dict[str, object]] = [
        {"code": one.code, "name": one.name, "dpi": one.dpi, "send_to": False}
        for one in saved.printers(actor=request.auth)
    ]
    items += [
        {"code": name, "name": name, "dpi": None, "send_to": True} for name in sending.doors()
    ]
    return {"items": items, "next": None}


@router.post("/labels", openapi_extra=FILES)
def print_labels(request: AuthedRequest, body: LabelsIn) -> HttpResponse:
    """Make labels: a file, many in the background, or sent to a printer on the network."""
    return _answer(asking.produce(request.auth, body.wanted()))


@router.get("/labels/prints/{print_id}")
def print_state(request: AuthedRequest, print_id: Id) -> dict[str, object]:
    """Say how far labels are that are made in the background."""
    told = asdict(prints.state(actor=request.auth, print_id=print_id))
    return {**told, "file": told["file"] is not None}


@router.get("/labels/prints/{print_id}/file", openapi_extra={"responses": FILES["responses"]})
def print_file(request: AuthedRequest, print_id: Id) -> FileResponse:
    """Fetch labels that were made in the background: one file, or parts as ZIP; kept for a day."""
    return handing.file_of(prints.state(actor=request.auth, print_id=print_id))


@router.post("/labels/batches")
def make_batch(request: AuthedRequest, body: BatchIn) -> dict[str, object]:
    """Take tags and tokens for blank labels; fetch them under /labels/batches/{id}/file."""
    batch_id = commands.make_batch(
        actor=request.auth, size=body.size, name=body.name, design=body.design()
    )
    return {"id": batch_id, "size": body.size}


@router.get("/labels/batches/{batch_id}/file", openapi_extra={"responses": FILES["responses"]})
def batch_file(request: AuthedRequest, batch_id: Id, format: str = "pdf") -> HttpResponse:
    """Fetch the labels of a batch that are blank still."""
    return _answer(asking.batch_file(request.auth, batch_id, format))


@router.post("/labels/claims")
def claim(request: AuthedRequest, body: ClaimIn) -> dict[str, object]:
    """Put a blank label on a thing: on one that is there, or enter a new one under its tag."""
    if body.asset_id is not None:
        tag = commands.claim(actor=request.auth, code=body.code, asset_id=body.asset_id)
        return {"asset_id": body.asset_id, "tag": tag}
    asset_id, tag = commands.claim_as_new(
        actor=request.auth, code=body.code, name=body.name, place_id=body.place_id
    )
    return {"asset_id": asset_id, "tag": tag}


def _answer(made: Made | Begun | Sent) -> HttpResponse:
    if isinstance(made, Begun):
        address = f"/api/v1/labels/prints/{made.print_id}"
        return JsonResponse({"id": made.print_id, "state": address}, status=202)
    if isinstance(made, Sent):
        return JsonResponse({"sent": made.labels, "printer": made.printer})
    return handing.made(made)
