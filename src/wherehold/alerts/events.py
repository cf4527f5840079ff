"""What alerts write to the ledger. Fields are added, never renamed or removed."""

from dataclasses import dataclass, field
from typing import Any

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class RuleSaved(Event):
    """A rule was made or changed."""

    kind = "alerts.rule_saved"
    subject_type = "alert_rule"
    name: str
    finder: str
    parameters: dict[str, Any]
    severity: str
    mail_to: list[str]
    on: bool
    category_id: int | None = None
    place_id: int | None = None
    asset_id: int | None = None
    owner_id: int | None = None
    tell: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Opened(Event):
    """A rule found something that was not known yet."""

    kind = "alerts.opened"
    subject_type = "alert"
    rule_id: int
    about: str
    severity: str


@dataclass(frozen=True, kw_only=True)
class Acknowledged(Event):
    """Somebody has seen to an alert."""

    kind = "alerts.acknowledged"
    subject_type = "alert"


@dataclass(frozen=True, kw_only=True)
class Snoozed(Event):
    """An alert is to come up again later."""

    kind = "alerts.snoozed"
    subject_type = "alert"
    until: str


@dataclass(frozen=True, kw_only=True)
class Resolved(Event):
    """Somebody says that an alert is dealt with, and how."""

    kind = "alerts.resolved"
    subject_type = "alert"
    reason: str


@dataclass(frozen=True, kw_only=True)
class Over(Event):
    """What an alert told of is so no more."""

    kind = "alerts.over"
    subject_type = "alert"


@dataclass(frozen=True, kw_only=True)
class ChannelAdded(Event):
    """Somebody wants to be told by a service."""

    kind = "alerts.channel_added"
    subject_type = "alert_channel"
    party_id: int
    service: str


@dataclass(frozen=True, kw_only=True)
class ChannelRemoved(Event):
    """Somebody is told by a service no more."""

    kind = "alerts.channel_removed"
    subject_type = "alert_channel"
    party_id: int
