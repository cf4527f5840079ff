"""Parts of the earth and of floor plans, and what went into and out of them."""

from django.db import models

from wherehold.register.models import Asset, Attachment, Place
from wherehold.tracking.models.devices import Device


class Zone(models.Model):
    """A piece of the earth that things go into and out of: circle, area or corridor."""

    name = models.CharField(max_length=200, unique=True)
    geometry = models.JSONField(help_text="GeoJSON: Point, LineString, Polygon or MultiPolygon.")
    reach_m = models.FloatField(default=0, help_text="Radius of a circle, half a corridor.")
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", help_text="What is in it is seen there."
    )
    around = models.ForeignKey(
        Asset, models.PROTECT, null=True, related_name="+", help_text="It goes along: no geometry."
    )
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # Whether any has changed is asked for each batch: without a look at their shapes.
            models.Index(
                fields=["changed_at", "id"],
                condition=models.Q(archived_at__isnull=True, around__isnull=True),
                name="tracking_zone_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Crossing(models.Model):
    """A device went into a zone or out of it. One that late readings took back is superseded."""

    id = models.UUIDField(primary_key=True, help_text="Made of device, zone, way and instant.")
    device = models.ForeignKey(Device, models.CASCADE, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="+", db_index=False)
    entered = models.BooleanField()
    at_us = models.BigIntegerField()
    by_us = models.BigIntegerField(help_text="Of the position that confirmed it.")
    by_k = models.SmallIntegerField()
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    late = models.BooleanField(default=False)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["device", "by_us"], name="tracking_crossing_device"),
            models.Index(fields=["zone", "at_us"], name="tracking_crossing_zone"),
            models.Index(fields=["asset", "at_us"], name="tracking_crossing_asset"),
            models.Index(
                fields=["asset", "zone", "at_us"],
                condition=models.Q(superseded_at__isnull=True),
                name="tracking_crossing_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {'into' if self.entered else 'out of'} {self.zone_id}"


class Plan(models.Model):
    """The plan of a place as a picture, and, by two of its points, how it lies in metres.

    An anchor is `[x px, y px, x m, y m]`, with latitude and longitude where they are known.
    """

    place = models.OneToOneField(Place, models.PROTECT, related_name="+")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", db_index=False)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    anchors = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"plan of {self.place_id}"


class Area(models.Model):
    """A piece of a plan, its corners in metres. With a place, what is there is in it."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    corners = models.JSONField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="tracking_area_once"),
        ]

    def __str__(self) -> str:
        return self.name
