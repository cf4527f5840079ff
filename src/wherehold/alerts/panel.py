"""What the asset's page and the overview show of alerts."""

from typing import Any

from wherehold.alerts import access, queries, shown
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor

LINES = 6


def panel(*, actor: Actor, asset_id: int) -> dict[str, Any]:
    """Return the alerts about a thing: those that stand, and those of before."""
    lines, _after = queries.page(actor=actor, state="all", asset_id=asset_id)
    standing = [one for one in lines if one.over_at is None and one.resolved_at is None]
    return {
        "groups": shown.groups(actor=actor, lines=standing),
        "before": [one for one in lines if one not in standing],
        "currency": organisation.current().currency,
    }


def sees(actor: Actor) -> bool:
    """Say whether alerts are shown to somebody at all."""
    return actor.may_somewhere(access.HANDLE)


def number(*, actor: Actor, asset_id: int) -> int:
    """Return how many alerts about a thing stand."""
    lines, _after = queries.page(actor=actor, state="open", asset_id=asset_id)
    return len(lines)


def open_now(actor: Actor) -> dict[str, Any] | None:
    """Return the worst that is open, for the overview; None for whoever handles none.

    What is alike stands in one line, so it is gathered before lines are counted.
    """
    if not sees(actor):
        return None
    groups = shown.groups(actor=actor, lines=queries.worst(actor=actor))
    return {
        "rows": [row for group in groups for row in group.rows][:LINES],
        "risk": queries.risk(actor=actor),
        "currency": organisation.current().currency,
    }
