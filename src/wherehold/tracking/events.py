"""What tracking writes to the ledger. Fields are added, never renamed or removed.

Readings are data, not events: an entry is written when somebody acts on a device.
"""

from dataclasses import dataclass
from typing import Any

from wherehold.kernel.ledger import Event


@dataclass(frozen=True, kw_only=True)
class DeviceAdded(Event):
    """A device was entered, or one that had been waiting was accepted."""

    kind = "tracking.device_added"
    subject_type = "device"
    key: str
    device_kind: str
    name: str
    was_waiting: bool = False


@dataclass(frozen=True, kw_only=True)
class DeviceChanged(Event):
    """Name, kind or gateway of a device changed: each with what it was and what it is."""

    kind = "tracking.device_changed"
    subject_type = "device"
    was: dict[str, Any]
    now: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bound(Event):
    """From an instant on, what a device reports is about an asset."""

    kind = "tracking.bound"
    subject_type = "asset"
    device_id: int
    device: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class BoundToPlace(Event):
    """From an instant on, a device stands at a place."""

    kind = "tracking.bound_to_place"
    subject_type = "place"
    device_id: int
    device: str
    starts_at: str


@dataclass(frozen=True, kw_only=True)
class Unbound(Event):
    """From an instant on, what a device reports is about an asset no more."""

    kind = "tracking.unbound"
    subject_type = "asset"
    device_id: int
    device: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class TakenFromPlace(Event):
    """From an instant on, a device stands at a place no more."""

    kind = "tracking.taken_from_place"
    subject_type = "place"
    device_id: int
    device: str
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class ZoneSaved(Event):
    """A zone was made, or changed."""

    kind = "tracking.zone_saved"
    subject_type = "zone"
    name: str
    geometry: str
    reach_mm: int
    place_id: int | None
    around_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ZoneArchived(Event):
    """A zone counts no more. What happened in it stays."""

    kind = "tracking.zone_archived"
    subject_type = "zone"
    name: str


@dataclass(frozen=True, kw_only=True)
class Entered(Event):
    """An asset went into a zone, by what its device reported; late when it was told afterwards."""

    kind = "tracking.entered"
    subject_type = "asset"
    zone_id: int
    zone: str
    device_id: int
    crossing: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class Left(Event):
    """An asset went out of a zone, by what its device reported; late when told afterwards."""

    kind = "tracking.left"
    subject_type = "asset"
    zone_id: int
    zone: str
    device_id: int
    crossing: str
    late: bool


@dataclass(frozen=True, kw_only=True)
class CrossingSuperseded(Event):
    """What came late shows that a crossing was none, or was at another instant."""

    kind = "tracking.crossing_superseded"
    subject_type = "asset"
    zone_id: int
    zone: str
    device_id: int
    crossing: str


@dataclass(frozen=True, kw_only=True)
class RetentionSet(Event):
    """For how many days readings of kinds of devices are kept; nothing is without limit."""

    kind = "tracking.retention_set"
    subject_type = "organisation"
    subject_id: int = 1
    was: dict[str, int | None]
    now: dict[str, int | None]


@dataclass(frozen=True, kw_only=True)
class ReadingsLetGo(Event):
    """So many readings of a month, until an instant, are kept no longer.

    `dropped` says that the month went as a whole.
    """

    kind = "tracking.readings_let_go"
    subject_type = "month"
    number: int
    until: str
    dropped: bool


@dataclass(frozen=True, kw_only=True)
class SecretMade(Event):
    """A device was given a secret to report with; any it had before opens nothing more."""

    kind = "tracking.secret_made"
    subject_type = "device"
    hint: str


@dataclass(frozen=True, kw_only=True)
class SecretRevoked(Event):
    """The secret of a device opens nothing more."""

    kind = "tracking.secret_revoked"
    subject_type = "device"


@dataclass(frozen=True, kw_only=True)
class PlanLaid(Event):
    """A place got a plan, or another one."""

    kind = "tracking.plan_laid"
    subject_type = "place"
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class PlanCalibrated(Event):
    """Two points of a plan were said to lie so; numbers as texts."""

    kind = "tracking.plan_calibrated"
    subject_type = "place"
    anchors: list[str]


@dataclass(frozen=True, kw_only=True)
class AreasDrawn(Event):
    """Areas of a plan were drawn, or drawn anew."""

    kind = "tracking.areas_drawn"
    subject_type = "place"
    names: list[str]


@dataclass(frozen=True, kw_only=True)
class AreasErased(Event):
    """Areas of a plan are no more."""

    kind = "tracking.areas_erased"
    subject_type = "place"
    names: list[str]


@dataclass(frozen=True, kw_only=True)
class Shared(Event):
    """Whoever has a link sees where a thing is, until it ends."""

    kind = "tracking.shared"
    subject_type = "asset"
    share_id: int
    ends_at: str
    note: str


@dataclass(frozen=True, kw_only=True)
class ShareEnded(Event):
    """A link that showed where a thing is shows nothing more."""

    kind = "tracking.share_ended"
    subject_type = "asset"
    share_id: int


@dataclass(frozen=True, kw_only=True)
class LookAsked(Event):
    """Somebody asked to see where a person is, in an emergency."""

    kind = "tracking.look_asked"
    subject_type = "party"
    look_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class LookGranted(Event):
    """Somebody else granted it, until an instant."""

    kind = "tracking.look_granted"
    subject_type = "party"
    look_id: int
    ends_at: str


@dataclass(frozen=True, kw_only=True)
class Looked(Event):
    """Somebody saw where a person's things are: how many told of it, and nothing of where."""

    kind = "tracking.looked"
    subject_type = "party"
    look_id: int
    things: int


@dataclass(frozen=True, kw_only=True)
class KeptSeen(Event):
    """Somebody saw where a thing is that a person keeps, as settings allow: how, and not where."""

    kind = "tracking.kept_seen"
    subject_type = "party"
    asset_id: int
    exact: bool
    days: int


@dataclass(frozen=True, kw_only=True)
class LookEnded(Event):
    """Nobody may look any more."""

    kind = "tracking.look_ended"
    subject_type = "party"
    look_id: int


@dataclass(frozen=True, kw_only=True)
class PrivacyAsked(Event):
    """Somebody asks to keep less of where people are from others; a second one has to grant it."""

    kind = "tracking.privacy_asked"
    subject_type = "organisation"
    subject_id: int = 1
    rule_id: int
    was: dict[str, int]
    now: dict[str, int]
    reason: str
    category_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PrivacySet(Event):
    """What is kept from others of where people are is otherwise, from an instant on."""

    kind = "tracking.privacy_set"
    subject_type = "organisation"
    subject_id: int = 1
    rule_id: int
    was: dict[str, int]
    now: dict[str, int]
    reason: str
    from_at: str
    category_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class PrivateBegun(Event):
    """Somebody keeps to themselves where they are, until an instant or until they end it."""

    kind = "tracking.private_begun"
    subject_type = "party"
    until: str | None


@dataclass(frozen=True, kw_only=True)
class PrivateEnded(Event):
    """Somebody keeps to themselves no longer where they are."""

    kind = "tracking.private_ended"
    subject_type = "party"


@dataclass(frozen=True, kw_only=True)
class MapKept(Event):
    """Maps stand on another file of pictures from now on."""

    kind = "tracking.map_kept"
    subject_type = "organisation"
    subject_id: int = 1
    sha256: str
    size: int
    pictures: str
    zoom_most: int


@dataclass(frozen=True, kw_only=True)
class MapDropped(Event):
    """Maps stand on what comes along again."""

    kind = "tracking.map_dropped"
    subject_type = "organisation"
    subject_id: int = 1
