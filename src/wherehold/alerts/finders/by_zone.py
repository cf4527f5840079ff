"""What finders of zones share: the last visit of each thing, and how a finding tells of it."""

from django.utils.translation import gettext_lazy

from wherehold.alerts.finding import Found, Parameter
from wherehold.tracking.queries.zones import Visit

ZONE = Parameter("zone_id", gettext_lazy("Zone"), kind="zone")


def found(visit: Visit, title: str) -> Found:
    """Return what a visit tells of: since its end, or its begin while it lasts."""
    return Found(
        key=f"asset:{visit.asset_id}",
        title=title.format(thing=visit.asset, zone=visit.zone),
        since=visit.left_at or visit.entered_at,
        asset_id=visit.asset_id,
        evidence={"crossing": str(visit.id), "zone": visit.zone},
    )
