"""Scans over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import AwareDatetime, Field, model_validator

from wherehold.accounts import commands as accounts
from wherehold.accounts import queries as accounts_queries
from wherehold.kernel.errors import NotFound, TooLarge
from wherehold.register import files, receiving
from wherehold.register.queries import resolve
from wherehold.register.queries.attachments import Subject
from wherehold.scan import commands, scanning, syncing
from wherehold.scan.commands.scans import Seen
from wherehold.scan.commands.sync import Brought
from wherehold.scan.queries import along
from wherehold.scan.queries import ops as queries
from wherehold.stocktake.queries import along as counting
from wherehold.stocktake.queries import results
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

ALONG_MIB_MAX = 30
router = Router(tags=["scan"])
# What phones bring is taken from those too that may do nothing any more: it is kept.
outbox = Router(tags=["scan"])
# What needs more than the key of a phone.
desk = Router(tags=["scan"])
ClientId = Annotated[str, Field(min_length=1, max_length=64)]


class ScanIn(Body):
    """One scan: which code was read when, and where as far as that is known."""

    client_id: ClientId
    code: Annotated[str, Field(min_length=1, max_length=1_000)]
    at: AwareDatetime
    place_id: Id | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1e8)] | None = None
    method: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,16}$")] = "scan"


class OpIn(Body):
    """One act of a phone. `base` is what the phone knew of the thing; left out, it knew nothing."""

    id: ClientId
    act: Annotated[str, Field(min_length=1, max_length=40)]
    args: dict[str, Any] = {}
    captured_at: AwareDatetime
    base: int | str | bool | list[str] | None = None

    def brought(self) -> Brought:
        """Return it as the command takes it."""
        base = [self.base] if "base" in self.model_fields_set else None
        return Brought(
            id=self.id, act=self.act, args=self.args, captured_at=self.captured_at, base=base
        )


class AtCount(Body):
    """A count that a phone is at, and how many acts of it the phone still holds beside these."""

    id: Id
    pending: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class Outbox(Body):
    """What a phone brings, in order, and how many acts it still holds beside these."""

    device: Id
    pending: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    ops: Annotated[list[OpIn], Field(max_length=1_000)]
    counts: Annotated[list[AtCount], Field(max_length=100)] = []


class Choice(Body):
    """What becomes of a conflict."""

    choice: Literal["keep", "mine", "both"]


class Scope(Body):
    """What a phone takes along: a count, what lies within a place, or everything.

    With `since`, the last scan that it heard of, only how things of a count stand that were
    scanned after it.
    """

    place: Id | None = None
    stocktake: Id | None = None
    since: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class PhotoOf(Body):
    """What a picture is of: a thing, or a code of a count that stands for nothing yet."""

    asset_id: Id | None = None
    stocktake_id: Id | None = None
    code: Annotated[str, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.asset_id is None) == (self.stocktake_id is None or not self.code):
            raise ValueError(_("Say asset_id, or stocktake_id and code."))
        return self


class Asked(Body):
    """Which part of a list is shown."""

    cursor: Annotated[str, Field(max_length=2_000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


@router.post("/scans", response={201: dict[str, Any]})
def record_scans(request: AuthedRequest, body: Many[ScanIn]) -> object:
    """Write down where things were seen. Each scan answers for itself, and counts once."""
    scans = [Seen(**one.model_dump()) for one in body]
    told = scanning.record(actor=request.auth, caller=_caller(request), scans=scans)
    return Status(201, {"items": [_said(asdict(one)) for one in told], "next": None})


@outbox.post("/sync", response={201: dict[str, Any]})
def sync(request: AuthedRequest, body: Outbox) -> object:
    """Do what a phone brings, each act once and in order, and answer for each."""
    ops = [one.brought() for one in body.ops]
    counts = {one.id: one.pending for one in body.counts}
    results = syncing.sync(
        actor=request.auth, device_id=body.device, pending=body.pending, ops=ops, counts=counts
    )
    return Status(201, {"results": results})


@router.post("/scan/photos", response={201: dict[str, Any]})
def put_photo(
    request: AuthedRequest, of: Form[PhotoOf], photo: File[UploadedFile]
) -> Status[dict[str, Any]]:
    """Put a picture on a thing, as multipart/form-data; the same picture again is there once.

    Of a code that nobody knows yet it is kept beside it in the count, until it is said what it is.
    """
    asset_id = of.asset_id or _asset_behind(request, of)
    if asset_id is None:
        kept = [files.keep(photo, photo=True)]
        commands.put_photo_of_unknown(
            actor=request.auth, stocktake_id=of.stocktake_id or 0, code=of.code, kept=kept
        )
        return Status(201, {"id": None})
    subject = Subject("asset", asset_id)
    kept = receiving.receive(actor=request.auth, subject=subject, uploads=[photo], photo=True)
    key = commands.put_photo(actor=request.auth, asset_id=asset_id, kept=kept)
    return Status(201, {"id": key})


def _asset_behind(request: AuthedRequest, of: PhotoOf) -> int | None:
    """Return what a code of a count stands for by now; nothing while it is among its unknown ones.

    Raises: NotFound, if it is neither.
    """
    where: dict[str, Any] = {"actor": request.auth, "code": of.code}
    if results.unknown_by_code(**where, stocktake_id=of.stocktake_id or 0) is not None:
        return None
    hits = resolve.resolve(**where)
    if len(hits) != 1 or hits[0].type != "asset":
        raise NotFound({"what": "unknown code", "key": of.code})
    return hits[0].id


@router.get("/sync/conflicts", response=Page)
def list_conflicts(request: AuthedRequest, asked: Query[Asked]) -> object:
    """List what phones brought and somebody has to settle, oldest first."""
    lines, after = queries.waiting(actor=request.auth, cursor=asked.cursor, limit=asked.limit)
    return {"items": [asdict(line) for line in lines], "next": after}


@router.get("/sync/conflicts/{int:op_id}", response=dict[str, Any])
def get_conflict(request: AuthedRequest, op_id: int) -> object:
    """Show one of them, with what waits behind it."""
    behind = queries.behind(actor=request.auth, op_id=op_id)
    line = queries.one(actor=request.auth, op_id=op_id)
    return asdict(line) | {"waiting": [asdict(one) for one in behind]}


@desk.post("/sync/conflicts/{int:op_id}/settle", response={201: Page})
def settle_conflict(request: AuthedRequest, op_id: int, body: Choice) -> object:
    """Keep theirs, apply mine, or both happened. Answers with all that was settled."""
    ids = commands.settle(actor=request.auth, op_id=op_id, choice=body.choice)
    return Status(201, {"items": [{"id": key} for key in ids], "next": None})


@router.get("/scan/index", response=dict[str, Any])
def take_along(request: AuthedRequest, asked: Query[Scope]) -> HttpResponse:
    """Give a phone what it is to know without a network: a place or a count, compact."""
    if asked.stocktake and asked.since is not None:
        where = {"stocktake_id": asked.stocktake, "since": asked.since}
        found = counting.news(actor=request.auth, **where)
    elif asked.stocktake:
        found = counting.index(actor=request.auth, stocktake_id=asked.stocktake)
    else:
        found = along.index(actor=request.auth, place_id=asked.place)
    body = orjson.dumps(found)
    if len(body) > ALONG_MIB_MAX * 2**20:
        raise TooLarge({"what": "a phone takes things along", "limit": f"{ALONG_MIB_MAX} MiB"})
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    return HttpResponse(body, content_type="application/json", headers={"ETag": etag})


@desk.get("/phones", response=Page)
def list_phones(request: AuthedRequest) -> object:
    """List phones: one's own, and those of the accounts that one manages."""
    everybodys = request.auth.may_somewhere("user.manage")
    lines = accounts_queries.devices(actor=request.auth, everybodys=everybodys)
    return {"items": [asdict(line) for line in lines], "next": None}


@desk.post("/phones/{int:device_id}/revoke", response={201: dict[str, Any]})
def revoke_phone(request: AuthedRequest, device_id: int) -> object:
    """Let the key of a phone open nothing any more."""
    revoked = accounts.revoke_device(actor=request.auth, device_id=device_id)
    return Status(201, {"id": revoked.pk, "revoked_at": revoked.revoked_at})


def _caller(request: AuthedRequest) -> str:
    """Return whose ids they are: of a token, or of the person where there is none."""
    header = request.headers.get("Authorization", "")
    return f"token:{sha256(header.encode()).hexdigest()[:32]}" if header else request.auth.name


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be said, without what is not there."""
    return {name: value for name, value in values.items() if value not in (None, "")}
