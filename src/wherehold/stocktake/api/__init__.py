"""Counts over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field

from wherehold.kernel import organisation
from wherehold.kernel.errors import NotFound
from wherehold.register.api.answers import listed, written
from wherehold.register.queries import holding
from wherehold.stocktake import commands, document
from wherehold.stocktake.api import cycle
from wherehold.stocktake.queries import counts, evidence, progress, results, scans
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import ITEMS_MAX, Body, Id, Many, Page

router = Router(tags=["stocktakes"])
router.add_router("", cycle.router)
Text = Annotated[str, Field(max_length=2000)]
Words = dict[Annotated[str, Field(max_length=80)], Annotated[list[str], Field(max_length=200)]]
Method = Literal["camera", "wedge", "typed", "rfid", "tick"]


class NewCount(Body):
    """What to count: filters, a place, a saved view, or a random sample of them."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    given: Words = Field(default_factory=dict)
    place_id: Id | None = None
    view_id: Id | None = None
    sample: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    seed: Annotated[str, Field(max_length=40)] = ""
    blind: bool = False
    alone: bool = False
    second_minor: Annotated[int, Field(ge=0, le=2**53)] | None = None
    goal_permille: Annotated[int, Field(ge=1, le=1000)] = 980
    signer_id: Id | None = None
    note: Text = ""


class NewPlan(NewCount):
    """What to count again every so many days."""

    every_days: Annotated[int, Field(ge=1, le=1000)]
    first_on: date | None = None


class ScanIn(Body):
    """One scan: a code or the EPC of a radio tag, with the device's own number for it."""

    client_id: Annotated[str, Field(min_length=1, max_length=64)]
    code: Annotated[str, Field(max_length=300)] = ""
    epc: Annotated[str, Field(max_length=64)] = ""
    at: AwareDatetime | None = None
    place_id: Id | None = None
    method: Method | None = None
    device: Annotated[str, Field(max_length=64)] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class ClientIds(Body):
    """Which scans were a mistake."""

    client_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1)]


class People(Body):
    """Who counts a zone."""

    party_ids: Annotated[list[Id], Field(max_length=100)]


class Decision(Body):
    """What is to be made of some lines, or of all in a state that are undecided."""

    outcome: Literal["", "moved", "returned", "lost", "write_off", "left"]
    line_ids: Annotated[list[Id], Field(max_length=ITEMS_MAX)] = Field(default_factory=list)
    state: Literal["", "elsewhere", "missing", "found"] = ""
    note: Annotated[str, Field(max_length=300)] = ""


class Recount(Body):
    """What is to be counted again: some lines, or all that is missing."""

    line_ids: Annotated[list[Id], Field(max_length=ITEMS_MAX)] = Field(default_factory=list)
    missing: bool = False


class Named(Body):
    """Which asset an unknown code is on; none, if it stays unknown."""

    asset_id: Id | None


class Signature(Body):
    """The last word: why in spite of scans that have not arrived, and what of the rest."""

    note: Text = ""
    leave_rest: bool = False


class Reason(Body):
    """Why a count is given up."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class DeviceIn(Body):
    """How many scans a device still holds."""

    device: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str, Field(max_length=80)] = ""
    pending: Annotated[int, Field(ge=0, lt=2**31)]


class Asked(Body):
    """Which counts a list shows."""

    state: Literal["", "open", "counting", "review", "closed", "cancelled"] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=counts.LIMIT_MAX)] = 50


class AskedResult(Body):
    """Which part of a count's result is shown."""

    bucket: Literal[
        "decide", "found", "elsewhere", "missing", "unknown", "duplicate", "moved", "open"
    ] = "decide"
    zone: Id | None = None
    search: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=results.LIMIT_MAX)] = 100


@router.post("/stocktakes", response={201: Page})
def open_stocktake(request: AuthedRequest, body: NewCount) -> object:
    """Open a count: what matches is frozen as the list of what is expected."""
    key = commands.open_stocktake(actor=request.auth, terms=_terms(request, body))
    return Status(201, {"items": [_card(request, key)], "next": None})


@router.get("/stocktakes", response=Page)
def list_stocktakes(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List counts, the newest first."""
    lines, after = counts.page(actor=request.auth, **asked.model_dump())
    return {"items": [asdict(line) for line in lines], "next": after}


@router.get("/stocktakes/plans", response=Page)
def list_plans(request: AuthedRequest) -> object:
    """List the counts that come again."""
    return {"items": [asdict(one) for one in counts.plans(actor=request.auth)], "next": None}


@router.post("/stocktakes/plans", response={201: Page})
def plan(request: AuthedRequest, body: NewPlan) -> object:
    """Have a count open again every so many days."""
    key = commands.plan(
        actor=request.auth,
        terms=_terms(request, body),
        every_days=body.every_days,
        first_on=body.first_on,
    )
    lines = [one for one in counts.plans(actor=request.auth) if one.id == key]
    return Status(201, {"items": [asdict(one) for one in lines], "next": None})


@router.post("/stocktakes/plans/{int:plan_id}/end", response={201: Page})
def end_plan(request: AuthedRequest, plan_id: int) -> HttpResponse:
    """Have a count come no more."""
    commands.end_plan(actor=request.auth, plan_id=plan_id)
    return listed([{"plan_id": plan_id}], status=201)


@router.get("/stocktakes/{int:stocktake_id}", response=dict[str, Any])
def show_stocktake(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Return a count with how it stands. With If-None-Match, 304 while nothing has changed."""
    tag = f'"{counts.etag(actor=request.auth, stocktake_id=stocktake_id)}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = written(_card(request, stocktake_id))
    answer["ETag"] = tag
    return answer


@router.get("/stocktakes/{int:stocktake_id}/zones", response=Page)
def list_zones(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """List the zones of a count with how far they are."""
    lines = progress.zones(actor=request.auth, stocktake_id=stocktake_id)
    return listed(asdict(line) for line in lines)


@router.post("/stocktakes/{int:stocktake_id}/zones/{int:zone_id}/people", response={201: Page})
def assign(request: AuthedRequest, stocktake_id: int, zone_id: int, body: People) -> HttpResponse:
    """Say who counts a zone: these people, and nobody else."""
    people = {zone_id: body.party_ids}
    commands.assign(actor=request.auth, stocktake_id=stocktake_id, people=people)
    return _zone(request, stocktake_id, zone_id)


@router.post("/stocktakes/{int:stocktake_id}/zones/{int:zone_id}/finish", response={201: Page})
def finish_zone(request: AuthedRequest, stocktake_id: int, zone_id: int) -> HttpResponse:
    """Say that a zone was gone through: what was not seen there is missing."""
    commands.finish_zone(actor=request.auth, stocktake_id=stocktake_id, zone_id=zone_id)
    return _zone(request, stocktake_id, zone_id)


@router.post("/stocktakes/{int:stocktake_id}/zones/{int:zone_id}/reopen", response={201: Page})
def reopen_zone(request: AuthedRequest, stocktake_id: int, zone_id: int) -> HttpResponse:
    """Go through a zone again."""
    commands.reopen_zone(actor=request.auth, stocktake_id=stocktake_id, zone_id=zone_id)
    return _zone(request, stocktake_id, zone_id)


@router.post("/stocktakes/{int:stocktake_id}/scans", response={201: Page})
def record_scans(request: AuthedRequest, stocktake_id: int, body: Many[ScanIn]) -> HttpResponse:
    """Take scans in, thousands at once, each exactly once; say of each what became of it.

    When none of them can be taken, the call is refused as the first one was.
    """
    said = [_said(one) for one in body]
    told = commands.record_scans(actor=request.auth, stocktake_id=stocktake_id, scans=said)
    if all(one.status == "rejected" for one in told):
        raise NotFound(*({"what": "place", "key": one.place_id} for one in said))
    return listed(({"status": one.status, **_brief(one)} for one in told), status=201)


@router.post("/stocktakes/{int:stocktake_id}/scans/take-back", response={201: Page})
def take_back(request: AuthedRequest, stocktake_id: int, body: ClientIds) -> HttpResponse:
    """Have scans count for nothing; they stay in the log."""
    ids = body.client_ids
    commands.take_back(actor=request.auth, stocktake_id=stocktake_id, client_ids=ids)
    return listed(({"client_id": one} for one in ids), status=201)


@router.get("/stocktakes/{int:stocktake_id}/scans", response=Page)
def list_scans(
    request: AuthedRequest, stocktake_id: int, cursor: str = "", limit: int = 200
) -> HttpResponse:
    """List the log of scans in the order in which they came."""
    lines, after = scans.log(
        actor=request.auth, stocktake_id=stocktake_id, cursor=cursor, limit=limit
    )
    return listed((asdict(line) for line in lines), after)


@router.get("/stocktakes/{int:stocktake_id}/result", response=Page)
def list_result(
    request: AuthedRequest, stocktake_id: int, asked: Query[AskedResult]
) -> HttpResponse:
    """List what is in a bucket of the result, the dearest first."""
    where: dict[str, Any] = {"actor": request.auth, "stocktake_id": stocktake_id}
    where |= {"zone_id": asked.zone, "cursor": asked.cursor, "limit": asked.limit}
    if asked.bucket == "unknown":
        codes, after = results.unknowns(**where)
        return listed((asdict(one) for one in codes), after)
    lines, after = results.lines(**where, bucket=asked.bucket, search=asked.search)
    return listed((asdict(one) for one in lines), after)


@router.post("/stocktakes/{int:stocktake_id}/end", response={201: Page})
def end_counting(request: AuthedRequest, stocktake_id: int) -> object:
    """End counting: what was not seen is missing, and the review begins."""
    commands.end_counting(actor=request.auth, stocktake_id=stocktake_id)
    return Status(201, {"items": [_card(request, stocktake_id)], "next": None})


@router.post("/stocktakes/{int:stocktake_id}/review", response={201: Page})
def review(request: AuthedRequest, stocktake_id: int, body: Decision) -> HttpResponse:
    """Say what is to be made of differences. It takes effect when the count is signed."""
    number = commands.decide(actor=request.auth, stocktake_id=stocktake_id, **body.model_dump())
    return listed([{"decided": number}], status=201)


@router.post("/stocktakes/{int:stocktake_id}/recount", response={201: Page})
def count_again(request: AuthedRequest, stocktake_id: int, body: Recount) -> HttpResponse:
    """Have things counted again."""
    number = commands.count_again(
        actor=request.auth, stocktake_id=stocktake_id, **body.model_dump()
    )
    return listed([{"to_count": number}], status=201)


@router.post("/stocktakes/{int:stocktake_id}/unknowns/{int:unknown_id}", response={201: Page})
def settle_unknown(
    request: AuthedRequest, stocktake_id: int, unknown_id: int, body: Named
) -> HttpResponse:
    """Say which asset an unknown code is on, or that it stays unknown."""
    commands.settle_unknown(
        actor=request.auth,
        stocktake_id=stocktake_id,
        unknown_id=unknown_id,
        asset_id=body.asset_id,
    )
    return listed([{"unknown_id": unknown_id, "asset_id": body.asset_id}], status=201)


@router.post("/stocktakes/{int:stocktake_id}/devices", response={201: Page})
def report_device(request: AuthedRequest, stocktake_id: int, body: DeviceIn) -> HttpResponse:
    """Say how many scans of a count a device still holds."""
    commands.report_device(actor=request.auth, stocktake_id=stocktake_id, **body.model_dump())
    return listed([{"device": body.device, "pending": body.pending}], status=201)


@router.post("/stocktakes/{int:stocktake_id}/close", response={201: Page})
def close(request: AuthedRequest, stocktake_id: int, body: Signature) -> object:
    """Sign a count and have done what was decided, all or nothing."""
    act = commands.close(actor=request.auth, stocktake_id=stocktake_id, **body.model_dump())
    return Status(201, {"items": [_card(request, stocktake_id) | {"act": act}], "next": None})


@router.post("/stocktakes/{int:stocktake_id}/cancel", response={201: Page})
def cancel(request: AuthedRequest, stocktake_id: int, body: Reason) -> object:
    """Give a count up: nothing follows from it but that things were seen."""
    commands.cancel(actor=request.auth, stocktake_id=stocktake_id, reason=body.reason)
    return Status(201, {"items": [_card(request, stocktake_id)], "next": None})


@router.get(
    "/stocktakes/{int:stocktake_id}/report",
    openapi_extra={
        "responses": {200: {"description": "The report.", "content": {"application/pdf": {}}}}
    },
)
def report(request: AuthedRequest, stocktake_id: int) -> HttpResponse:
    """Return the evidence of a count as PDF/A-2b."""
    found = evidence.evidence(actor=request.auth, stocktake_id=stocktake_id)
    made = document.draw(found, owner=organisation.current().name)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="stocktake-{stocktake_id}.pdf"'
    return answer


def _terms(request: AuthedRequest, body: NewCount) -> commands.Terms:
    """Return what to count; a place is the filter of it, if the caller may see it.

    Raises: NotFound.
    """
    said = body.model_dump(exclude={"place_id", "every_days", "first_on"})
    if body.place_id is not None:
        place = holding.place_for(
            actor=request.auth, place_id=body.place_id, permission="asset.see"
        )
        said["given"] = {**body.given, "place": [str(place.id)]}
    return commands.Terms(**said)


def _said(one: ScanIn) -> commands.Said:
    return commands.Said(
        client_id=one.client_id,
        code=one.code or one.epc,
        at=one.at,
        place_id=one.place_id,
        method=one.method or ("rfid" if one.epc and not one.code else "typed"),
        device=one.device,
        note=one.note,
    )


def _brief(one: commands.Told) -> dict[str, Any]:
    """Return what became of a scan without what goes without saying."""
    fields = {
        "client_id": one.client_id,
        "asset_id": one.asset_id,
        "belongs_id": one.belongs_id,
        "moved": one.moved,
        "again": one.again,
        "clock": one.clock,
        "code": one.code,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", False)}


def _card(request: AuthedRequest, stocktake_id: int) -> dict[str, Any]:
    card = counts.card(actor=request.auth, stocktake_id=stocktake_id)
    numbers = progress.progress(actor=request.auth, stocktake_id=stocktake_id)
    told = asdict(card) | {"progress": asdict(numbers) if numbers else None}
    if numbers and (interval := numbers.accuracy):
        told["progress"]["accuracy"] = {
            "share": round(interval.share, 6),
            "low": round(interval.low, 6),
            "high": round(interval.high, 6),
        }
    return told


def _zone(request: AuthedRequest, stocktake_id: int, zone_id: int) -> HttpResponse:
    lines = progress.zones(actor=request.auth, stocktake_id=stocktake_id)
    return listed((asdict(line) for line in lines if line.id == zone_id), status=201)
