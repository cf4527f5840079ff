"""Meters over REST."""

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from ninja import Router
from pydantic import Field

from wherehold.finance import commands
from wherehold.finance.queries import meters
from wherehold.register.api.answers import listed
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Many, Page

router = Router(tags=["finance"])
Count = Annotated[int, Field(ge=-(10**15), le=10**15)]


class ReadingIn(Body):
    """What the meter of an asset said at the end of a day, or how many units were used since."""

    asset_id: Id
    on: date
    count: Count | None = None
    used: Count | None = None
    replaced: bool = False


@router.get("/assets/{int:asset_id}/meter", response=Page)
def list_meter(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """List what the meter of an asset said, the newest first; `units` counts from the first."""
    return listed(meters.readings(actor=request.auth, asset_id=asset_id))


@router.post("/meter-readings", response={201: Page})
def read_meters(request: AuthedRequest, body: Many[ReadingIn]) -> HttpResponse:
    """Say what meters said: one or many, all or none."""
    drafts = [commands.ReadingDraft(**one.model_dump()) for one in body]
    commands.read_meters(actor=request.auth, readings=drafts)
    return listed((one.model_dump() for one in body), status=201)
