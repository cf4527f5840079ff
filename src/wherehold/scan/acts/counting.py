"""Counting, from a phone. What was seen is never in anybody's way: none of this conflicts."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from wherehold.kernel.errors import NotFound
from wherehold.register.commands import moving
from wherehold.register.queries import resolve
from wherehold.scan.acts.act import Act, Doing, Id
from wherehold.stocktake import commands as stocktake
from wherehold.stocktake.queries import results
from wherehold.stocktake.refusals import NotCounting

METHODS = Literal["camera", "wedge", "typed", "tick"]


class InCount(BaseModel):
    """Which count it is about."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    stocktake_id: Id


class Count(InCount):
    """Which code was read, and where."""

    code: Annotated[str, Field(min_length=1, max_length=300)]
    place_id: Id | None = None
    method: METHODS = "camera"
    note: Annotated[str, Field(max_length=300)] = ""


class Decide(InCount):
    """What is to be made of a thing that was seen elsewhere than it belongs."""

    asset_id: Id
    outcome: Literal["moved", "left"]


class Describe(InCount):
    """What an unknown code is on, in words."""

    code: Annotated[str, Field(min_length=1, max_length=300)]
    note: Annotated[str, Field(min_length=1, max_length=300)]


class Finish(InCount):
    """Which zone was gone through."""

    zone_id: Id


def _count(doing: Doing) -> dict[str, Any]:
    """Take a scan into the count; into the register alone where that is counted to the end."""
    args = doing.args
    scan = stocktake.Said(
        client_id=str(doing.act),
        code=args.code,
        at=doing.at,
        place_id=args.place_id,
        method=args.method,
        device=device_key(doing.device_id),
        note=args.note,
    )
    try:
        [told] = stocktake.record_scans(
            actor=doing.actor, stocktake_id=args.stocktake_id, scans=[scan]
        )
    except NotCounting as refusal:
        _see(doing, refusal)
        return {"result": "seen", "code": refusal.code, "message": str(refusal)}
    if told.status == "rejected":
        raise NotFound({"what": "place", "key": args.place_id})
    return {"result": told.status}


def _see(doing: Doing, refusal: NotCounting) -> None:
    """Write down where a thing was seen.

    Raises: NotCounting, if the code stands for no one thing.
    """
    hits = resolve.resolve(actor=doing.actor, code=doing.args.code)
    if len(hits) != 1 or hits[0].type != "asset":
        raise refusal
    asset_id, place_id = hits[0].id, doing.args.place_id
    if place_id is None:
        moving.confirm_assets(
            actor=doing.actor,
            asset_ids=[asset_id],
            how="count",
            in_place=False,
            at=doing.at,
            act=doing.act,
        )
        return
    seen = moving.Sighting(asset_id=asset_id, place_id=place_id, at=doing.at, how="count")
    moving.see_assets(actor=doing.actor, sightings=[seen], act=doing.act)


def _decide(doing: Doing) -> None:
    where: dict[str, Any] = {"actor": doing.actor, "stocktake_id": doing.args.stocktake_id}
    line = results.of_asset(**where, asset_id=doing.args.asset_id)
    if line is None:
        raise NotFound({"what": "asset", "key": doing.args.asset_id})
    stocktake.decide(**where, outcome=doing.args.outcome, line_ids=[line.id])


def _describe(doing: Doing) -> None:
    where: dict[str, Any] = {"actor": doing.actor, "stocktake_id": doing.args.stocktake_id}
    key = results.unknown_by_code(**where, code=doing.args.code)
    if key is None:
        raise NotFound({"what": "unknown code", "key": doing.args.code})
    stocktake.describe_unknown(**where, unknown_id=key, note=doing.args.note)


def _finish(doing: Doing) -> None:
    stocktake.finish_zone(
        actor=doing.actor, stocktake_id=doing.args.stocktake_id, zone_id=doing.args.zone_id
    )


def device_key(device_id: int) -> str:
    """Return what counts know a phone by."""
    return f"phone:{device_id}"


COUNT = Act(args=Count, run=_count, on_thing=False)
DECIDE = Act(args=Decide, run=_decide, on_thing=False)
DESCRIBE = Act(args=Describe, run=_describe, on_thing=False)
FINISH = Act(args=Finish, run=_finish, on_thing=False)
