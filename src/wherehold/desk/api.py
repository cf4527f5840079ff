"""The calls on assets that several slices share: entering them, and what happened to one."""

from dataclasses import asdict
from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from wherehold.custody.commands import entering
from wherehold.desk import beside
from wherehold.register.api import answers, finding
from wherehold.register.api import assets as assets_api
from wherehold.register.api.schemas import AssetIn, mentions
from wherehold.register.queries import assets
from wherehold.register.queries import timeline as timelines
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Many, Page

# One address has one router: its list is the register's.
router = finding.router


class AskedOfTimeline(Body):
    """Which page of a timeline, and of which kinds of entries."""

    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=timelines.LIMIT_MAX)] = 50
    kind: Annotated[str, Field(max_length=60)] = ""


@assets_api.router.get("/assets/{int:asset_id}/timeline", response=Page)
def read_timeline(
    request: AuthedRequest, asset_id: int, asked: Query[AskedOfTimeline]
) -> HttpResponse:
    """Show what happened to an asset and all that it has a part in, newest first."""
    happened, after = timelines.timeline(
        actor=request.auth,
        asset_id=asset_id,
        cursor=asked.cursor,
        limit=asked.limit,
        kinds=[asked.kind] if asked.kind else [],
        about=beside.of_asset(actor=request.auth, asset_id=asset_id),
    )
    return answers.listed((asdict(one) for one in happened), after)


@router.post("/assets", response={201: Page}, tags=["assets"])
def create_assets(
    request: AuthedRequest, body: Many[AssetIn], create_missing: bool = False
) -> HttpResponse:
    """Enter one asset or many: all of them or none. Answers with them in the order given.

    What has a holder is handed out in the same act. References are by id or by name; with
    `create_missing` names that mean nothing yet are entered as well, `A > B` as a path.
    """
    ids = entering.enter_assets(
        actor=request.auth,
        mentions=list(mentions(list(body))),
        draft=lambda known: [answers.draft_of(one, i, known) for i, one in enumerate(body)],
        create_missing=create_missing,
    )
    cards = assets.cards(actor=request.auth, asset_ids=ids)
    return answers.listed(cards, status=201)
