"""Transfers between places: what was sent, how, and what of it arrived."""

from django.db import models

from wherehold.register.models import Asset, Party, Place


class Transfer(models.Model):
    """Things that go from one place to another together."""

    class State(models.TextChoices):
        PREPARED = "prepared"
        SENT = "sent"
        ARRIVED = "arrived"
        CANCELLED = "cancelled"

    state = models.CharField(max_length=12, choices=State.choices, default=State.PREPARED)
    from_place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    to_place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    transit = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", help_text="Where it is on its way."
    )
    carrier = models.CharField(max_length=120, blank=True)
    tracking_no = models.CharField(max_length=120, blank=True)
    expected_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True, help_text="When the last of it was accounted for.")

    class Meta:
        indexes = [models.Index(fields=["state", "expected_on"], name="transfers_by_state")]

    def __str__(self) -> str:
        return f"T-{self.pk}"


class Item(models.Model):
    """One thing of a transfer. `open` while it is on the list of what goes, or on its way."""

    class State(models.TextChoices):
        LISTED = "listed"
        SENT = "sent"
        RECEIVED = "received"
        SHORT = "short"
        SURPLUS = "surplus"
        CANCELLED = "cancelled"

    class Outcome(models.TextChoices):
        OPEN = ""
        FOUND = "found"
        STAYED = "stayed"
        LOST = "lost"
        KEPT = "kept"
        GOES_BACK = "goes_back"

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    tag = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.LISTED)
    open = models.BooleanField(default=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transfer", "asset"], name="transfers_item_once"),
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(open=True), name="transfers_one_way_at_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag} in {self.transfer_id}"
