"""The tables of tracking."""

from wherehold.tracking.models.devices import (
    NEVER_US,
    Binding,
    Checkpoint,
    Count,
    Day,
    Device,
    Month,
    Quarantined,
    Refold,
    Retention,
    Secret,
    Stack,
    State,
)
from wherehold.tracking.models.maps import BaseMap
from wherehold.tracking.models.people import Glimpse, PrivacyRule, PrivateTime, Share
from wherehold.tracking.models.zones import Area, Crossing, Plan, Zone

__all__ = [
    "Area",
    "BaseMap",
    "Binding",
    "Checkpoint",
    "Count",
    "Crossing",
    "Day",
    "Device",
    "Glimpse",
    "Month",
    "NEVER_US",
    "Plan",
    "PrivacyRule",
    "PrivateTime",
    "Quarantined",
    "Refold",
    "Retention",
    "Secret",
    "Share",
    "Stack",
    "State",
    "Zone",
]
