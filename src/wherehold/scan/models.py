"""What was scanned and what phones sent, each kept once."""

from django.db import models

from wherehold.register.models import Asset, Place


class Scan(models.Model):
    """One scan as it was told, whatever came of it. `client_id` makes it known again."""

    caller = models.CharField(max_length=64, help_text="The phone, token or person it came from.")
    client_id = models.CharField(max_length=64)
    code = models.CharField(max_length=1000)
    at = models.DateTimeField()
    said_at = models.DateTimeField(null=True, help_text="What a wrong clock said.")
    received_at = models.DateTimeField()
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    method = models.CharField(max_length=16)
    refusal = models.CharField(max_length=40, blank=True, help_text="Its code; empty if recorded.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "client_id"], name="scan_once"),
        ]
        indexes = [
            models.Index(fields=["caller", "at"], name="scan_of_caller"),
            models.Index(
                fields=["asset", "at"],
                condition=models.Q(asset__isnull=False),
                name="scan_of_asset",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} at {self.at:%Y-%m-%d %H:%M}"
