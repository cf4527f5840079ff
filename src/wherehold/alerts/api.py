"""Alerts over REST."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from ninja import Query, Router, Status
from pydantic import AwareDatetime, Field

from wherehold.alerts import commands, queries
from wherehold.alerts.finders import FINDERS
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


class RuleIn(Body):
    """A rule: what it looks for, with which parameters, and who is told."""

    name: str = Field(min_length=1, max_length=120)
    finder: str = Field(max_length=40)
    parameters: dict[str, int] = Field({}, max_length=20)
    severity: Literal["critical", "high", "normal"] = "normal"
    mail_to: list[str] = Field([], max_length=20)
    on: bool = True


class AskedOfAlerts(Body):
    """Which alerts a list shows."""

    state: Literal["open", "snoozed", "resolved", "all"] = "open"
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
    rule = commands.NewRule(**body.model_dump())
    key = commands.save_rule(actor=request.auth, rule=rule)
    lines = [one for one in queries.rules(actor=request.auth) if one.id == key]
    return Status(201, {"items": [asdict(one) for one in lines], "next": None})
