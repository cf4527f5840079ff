"""Where things can be."""

from django.db import models


class Place(models.Model):
    """A node of the place tree: a site, a room, a shelf, a vehicle, or what is on the way."""

    class Kind(models.TextChoices):
        SITE = "site"
        BUILDING = "building"
        FLOOR = "floor"
        ROOM = "room"
        SHELF = "shelf"
        VEHICLE = "vehicle"
        TRANSIT = "transit"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.SITE)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=120, help_text="See kernel.paths; set once it has an id.")
    full_name = models.CharField(max_length=500, help_text="Names from the root, with ' · '.")
    address = models.CharField(max_length=400, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    time_zone = models.CharField(max_length=64, blank=True)
    accountable = models.ForeignKey("Party", models.PROTECT, null=True, related_name="+")
    fields = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="register_place_path"),
            models.Index(fields=["parent", "name"], name="register_place_parent"),
        ]

    def __str__(self) -> str:
        return self.full_name
