"""Webhooks over REST."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from ninja import Query, Router, Status
from pydantic import Field

from wherehold.kernel.errors import NotFound
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Body, Page
from wherehold.webhooks import commands, queries

router = Router(tags=["webhooks"])


class WebhookIn(Body):
    """A webhook: where it leads, and which kinds of entries it is told of; none means all."""

    name: str = Field(min_length=1, max_length=80)
    url: str = Field(min_length=1, max_length=500)
    kinds: list[Annotated[str, Field(max_length=101)]] = Field([], max_length=50)
    on: bool = True


class ReplayIn(Body):
    """From which position in the ledger a webhook is told again."""

    pos: int = Field(ge=0, le=2**53)


class AskedOfDeliveries(Body):
    """Which deliveries a list shows."""

    state: Literal["", "waiting", "delivered", "failed"] = ""
    cursor: Annotated[str, Field(max_length=2000)] = ""
    limit: Annotated[int, Field(ge=1, le=queries.LIMIT_MAX)] = 50


@router.get("/webhooks", response=Page)
def list_webhooks(request: AuthedRequest) -> dict[str, Any]:
    """List the webhooks, with how far each is."""
    found = queries.webhooks(actor=request.auth)
    return {"items": [asdict(one) for one in found], "next": None}


@router.post("/webhooks", response={201: dict[str, Any]})
def create_webhook(request: AuthedRequest, body: WebhookIn) -> Status[Any]:
    """Make a webhook, which is told of what comes from now on. Its key is shown once."""
    new = commands.NewWebhook(**body.model_dump())
    key, secret = commands.save_webhook(actor=request.auth, webhook=new)
    return Status(201, _one(request, key) | {"secret": secret})


@router.get("/webhooks/{int:webhook_id}", response=dict[str, Any])
def read_webhook(request: AuthedRequest, webhook_id: int) -> dict[str, Any]:
    """Read a webhook."""
    return _one(request, webhook_id)


@router.put("/webhooks/{int:webhook_id}", response=dict[str, Any])
def change_webhook(request: AuthedRequest, webhook_id: int, body: WebhookIn) -> dict[str, Any]:
    """Change a webhook; switching it on again begins where it stopped."""
    new = commands.NewWebhook(**body.model_dump())
    commands.save_webhook(actor=request.auth, webhook=new, webhook_id=webhook_id)
    return _one(request, webhook_id)


@router.api_operation(["DELETE"], "/webhooks/{int:webhook_id}", response={204: None})
def remove_webhook(request: AuthedRequest, webhook_id: int) -> Status[None]:
    """Remove a webhook."""
    commands.remove_webhook(actor=request.auth, webhook_id=webhook_id)
    return Status(204, None)


@router.post("/webhooks/{int:webhook_id}/secret", response=dict[str, str])
def make_webhook_secret(request: AuthedRequest, webhook_id: int) -> dict[str, str]:
    """Let a webhook sign with a new key, which is shown once."""
    return {"secret": commands.make_secret(actor=request.auth, webhook_id=webhook_id)}


@router.post("/webhooks/{int:webhook_id}/test", response={202: dict[str, int]})
def try_webhook(request: AuthedRequest, webhook_id: int) -> Status[Any]:
    """Send a test, and return the number of the delivery."""
    return Status(202, {"id": commands.try_webhook(actor=request.auth, webhook_id=webhook_id)})


@router.post("/webhooks/{int:webhook_id}/replay", response={204: None})
def replay_webhook(request: AuthedRequest, webhook_id: int, body: ReplayIn) -> Status[None]:
    """Tell a webhook again of everything from a position in the ledger on."""
    commands.replay(actor=request.auth, webhook_id=webhook_id, pos=body.pos)
    return Status(204, None)


@router.get("/webhooks/{int:webhook_id}/deliveries", response=Page)
def list_deliveries(
    request: AuthedRequest, webhook_id: int, asked: Query[AskedOfDeliveries]
) -> dict[str, Any]:
    """List what a webhook was told, the newest first, with what came back."""
    _one(request, webhook_id)
    given = asked.model_dump()
    lines, after = queries.deliveries(actor=request.auth, webhook_id=webhook_id, **given)
    return {"items": [asdict(line) for line in lines], "next": after}


def _one(request: AuthedRequest, webhook_id: int) -> dict[str, Any]:
    found = queries.webhooks(actor=request.auth, webhook_id=webhook_id)
    if not found:
        raise NotFound({"what": "webhook", "key": webhook_id})
    return asdict(found[0])
