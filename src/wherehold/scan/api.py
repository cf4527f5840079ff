"""Scans over REST. Parse, call one command or query, answer."""

from dataclasses import asdict
from hashlib import sha256
from typing import Annotated, Any

from ninja import Router, Status
from pydantic import AwareDatetime, Field

from wherehold.scan import scanning
from wherehold.scan.commands.scans import Seen
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many

router = Router(tags=["scan"])
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


@router.post("/scans", response={201: dict[str, Any]})
def record_scans(request: AuthedRequest, body: Many[ScanIn]) -> object:
    """Write down where things were seen. Each scan answers for itself, and counts once."""
    scans = [Seen(**one.model_dump()) for one in body]
    told = scanning.record(actor=request.auth, caller=_caller(request), scans=scans)
    return Status(201, {"items": [_said(asdict(one)) for one in told], "next": None})


def _caller(request: AuthedRequest) -> str:
    """Return whose ids they are: of a token, or of the person where there is none."""
    header = request.headers.get("Authorization", "")
    return f"token:{sha256(header.encode()).hexdigest()[:32]}" if header else request.auth.name


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be said, without what is not there."""
    return {name: value for name, value in values.items() if value not in (None, "")}
