"""Alerts over REST."""

from dataclasses import asdict
from datetime import time
from typing import Annotated, Any, Literal

from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field

from wherehold.alerts import commands, queries
from wherehold.alerts.carriers import SERVICES
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.queries import ways
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Id, Page

router = Router(tags=["alerts"])
Ids = Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class AlertsIn(Body):
    """Which alerts."""

    alert_ids: Ids


class SnoozeIn(AlertsIn):
    """Which alerts come up again when."""

    until: AwareDatetime


class ResolveIn(AlertsIn):
    """Which alerts were dealt with, and how."""

    reason: str = Field(min_length=1, max_length=300)


class TellIn(Body):
    """Somebody who is told, after so many minutes if nobody has seen to it by then."""

    party_id: Id
    after_min: int = Field(0, ge=0, le=10_080)


class RuleIn(Body):
    """A rule: what it looks for, with which parameters and where, and who is told."""

    name: str = Field(min_length=1, max_length=120)
    finder: str = Field(max_length=40)
    parameters: dict[str, int | str] = Field({}, max_length=20)
    severity: Literal["critical", "high", "normal"] = "normal"
    category_id: Id | None = None
    place_id: Id | None = None
    asset_id: Id | None = None
    owner_id: Id | None = None
    mail_to: list[str] = Field([], max_length=20)
    tell: list[TellIn] = Field([], max_length=50)
    on: bool = True


class ChannelIn(Body):
    """A channel of one's own: the service, and what its form asks for."""

    service: str = Field(max_length=20)
    values: dict[str, str] = Field(max_length=10)
    name: str = Field("", max_length=80)


class PreferenceIn(Body):
    """When and how one wants to be told; hours are of the day in the time zone."""

    by_mail: bool = True
    time_zone: str = Field("", max_length=64)
    quiet_from: time | None = None
    quiet_until: time | None = None
    through_quiet: Literal["", "critical", "high", "normal"] = "critical"
    digest_at: time | None = None


class AskedOfAlerts(Body):
    """Which alerts a list shows."""

    asset_id: Id | None = None
    state: Literal["open", "mine", "snoozed", "resolved", "all"] = "open"
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


@router.get("/alerts", response=Page)
def list_alerts(request: AuthedRequest, asked: Query[AskedOfAlerts]) -> dict[str, Any]:
    """List alerts, the newest first."""
    lines, after = queries.page(actor=request.auth, **asked.model_dump())
    return {"items": [asdict(line) for line in lines], "next": after}


@router.post("/alerts/acknowledge", response={204: None})
def acknowledge(request: AuthedRequest, body: AlertsIn) -> Status[None]:
    """Say that one sees to alerts."""
    commands.acknowledge(actor=request.auth, **body.model_dump())
    return Status(204, None)


@router.post("/alerts/snooze", response={204: None})
def snooze(request: AuthedRequest, body: SnoozeIn) -> Status[None]:
    """Let alerts come up again later."""
    commands.snooze(actor=request.auth, **body.model_dump())
    return Status(204, None)


@router.post("/alerts/resolve", response={204: None})
def resolve(request: AuthedRequest, body: ResolveIn) -> Status[None]:
    """Say how alerts were dealt with. They are told again only once they were over."""
    commands.resolve(actor=request.auth, **body.model_dump())
    return Status(204, None)


@router.get("/rules", response=Page)
def list_rules(request: AuthedRequest) -> dict[str, Any]:
    """List the rules."""
    return {"items": [asdict(one) for one in queries.rules(actor=request.auth)], "next": None}


@router.get("/rules/finders", response=Page)
def list_finders(request: AuthedRequest) -> dict[str, Any]:
    """List what rules can look for, with the parameters of each."""
    items = [
        {
            "code": one.code,
            "label": str(one.label),
            "hint": str(one.hint),
            "parameters": [
                {"name": p.name, "kind": p.kind, "default": p.default} for p in one.parameters
            ],
        }
        for one in FINDERS.values()
    ]
    return {"items": items, "next": None}


@router.post("/rules", response={201: Page})
def save_rule(request: AuthedRequest, body: RuleIn) -> Status[Any]:
    """Make a rule, or change the one of that name."""
    return Status(201, _saved(request, body))


@router.put("/rules/{int:rule_id}", response=Page)
def change_rule(request: AuthedRequest, rule_id: int, body: RuleIn) -> dict[str, Any]:
    """Change a rule."""
    return _saved(request, body, rule_id)


def _saved(request: AuthedRequest, body: RuleIn, rule_id: int | None = None) -> dict[str, Any]:
    given = body.model_dump()
    tell = [commands.Tell(**one) for one in given.pop("tell")]
    rule = commands.NewRule(**given, tell=tell)
    key = commands.save_rule(actor=request.auth, rule=rule, rule_id=rule_id)
    lines = [one for one in queries.rules(actor=request.auth) if one.id == key]
    return {"items": [asdict(one) for one in lines], "next": None}


@router.get("/channels/services", response=Page)
def list_services(request: AuthedRequest) -> dict[str, Any]:
    """List the services by which one can be told, with what is typed for each."""
    items = [
        {
            "code": one.code,
            "label": one.label,
            "values": [
                {"name": v.name, "label": str(v.label), "secret": v.secret, "optional": v.optional}
                for v in one.values
            ],
        }
        for one in SERVICES.values()
    ]
    return {"items": items, "next": None}


@router.get("/channels", response=Page)
def list_channels(request: AuthedRequest) -> dict[str, Any]:
    """List one's own channels. What opens them is not told."""
    found = ways.channels(actor=request.auth)
    return {"items": [asdict(one) for one in found], "next": None}


@router.post("/channels", response={201: dict[str, int]})
def add_channel(request: AuthedRequest, body: ChannelIn) -> Status[Any]:
    """Add a channel of one's own."""
    channel = commands.NewChannel(**body.model_dump())
    return Status(201, {"id": commands.add_channel(actor=request.auth, channel=channel)})


@router.post("/channels/{int:channel_id}/test", response={202: dict[str, int]})
def try_channel(request: AuthedRequest, channel_id: int) -> Status[Any]:
    """Send a test by a channel of one's own."""
    return Status(202, {"id": commands.try_channel(actor=request.auth, channel_id=channel_id)})


@router.api_operation(["DELETE"], "/channels/{int:channel_id}", response={204: None})
def remove_channel(request: AuthedRequest, channel_id: int) -> Status[None]:
    """Remove a channel of one's own."""
    commands.remove_channel(actor=request.auth, channel_id=channel_id)
    return Status(204, None)


@router.get("/alerts/preferences", response=dict[str, Any])
def read_preferences(request: AuthedRequest) -> dict[str, Any]:
    """Read when and how one is told."""
    found = ways.preference(actor=request.auth)
    return {name: getattr(found, name) for name in PreferenceIn.model_fields}


@router.put("/alerts/preferences", response={204: None})
def prefer(request: AuthedRequest, body: PreferenceIn) -> Status[None]:
    """Say when and how one wants to be told."""
    commands.prefer(actor=request.auth, wanted=commands.Wanted(**body.model_dump()))
    return Status(204, None)


@router.get("/alerts/notices", response=Page)
def list_notices(request: AuthedRequest, failed: bool = False) -> dict[str, Any]:
    """List who was told of what, the latest first, or what failed."""
    found = ways.notices(actor=request.auth, failed=failed)
    return {"items": [asdict(one) for one in found], "next": None}
