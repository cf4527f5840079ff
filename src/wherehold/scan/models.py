"""What was scanned and what phones sent, each kept once."""

from django.db import models

from wherehold.accounts.models import Device
from wherehold.register.models import Asset, Party, Place


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


class Op(models.Model):
    """One act as a phone brought it, with the answer that it was given: kept, whatever came of it.

    What could not be done as it was brought is open until somebody has settled it.
    """

    class Status(models.TextChoices):
        APPLIED = "applied"
        CONFLICT = "conflict"
        REJECTED = "rejected"

    class Review(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"

    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    op_id = models.CharField(max_length=64)
    act = models.CharField(max_length=16)
    args = models.JSONField()
    base = models.JSONField(null=True, help_text="A list with what the phone knew, if it said so.")
    captured_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True, help_text="What a wrong clock said.")
    received_at = models.DateTimeField()
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, choices=Status.choices, blank=True)
    answer = models.JSONField(default=dict)
    done = models.UUIDField(null=True, help_text="The act in the ledger.")
    review = models.CharField(max_length=8, choices=Review.choices, blank=True)
    blocked_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    choice = models.CharField(max_length=8, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "op_id"], name="scan_op_once"),
        ]
        indexes = [
            models.Index(
                fields=["review", "asset"],
                condition=models.Q(review="open"),
                name="scan_op_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.op_id}"
