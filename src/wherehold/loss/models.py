"""Searches for things that are gone, and what people said who were asked."""

from django.db import models

from wherehold.register.models import Asset, Party, Place


class Search(models.Model):
    """The search for one thing, from when it was given up to when it was found or written off.

    `stage` is what it was before. What was last known is kept as it was known then.
    """

    class State(models.TextChoices):
        OPEN = "open"
        FOUND = "found"
        WRITTEN_OFF = "written_off"

    class Reason(models.TextChoices):
        OVERDUE = "overdue"
        SILENT = "silent"
        COUNT = "count"
        REPORTED = "reported"
        OTHER = "other"

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.TextField(blank=True)
    stage = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", help_text="Who searches."
    )
    due_on = models.DateField(null=True, help_text="By when it is to be found or written off.")
    last_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    last_at = models.DateTimeField(null=True)
    last_how = models.CharField(max_length=16, blank=True)
    holder = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    found_at_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    statement = models.TextField(blank=True)
    police_ref = models.CharField(max_length=120, blank=True)
    insurance_ref = models.CharField(max_length=120, blank=True)
    value_minor = models.BigIntegerField(null=True, help_text="Of the thing when written off.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(state="open"), name="loss_search_one_open"
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="loss_search_by_state")]

    def __str__(self) -> str:
        return f"S-{self.pk}"


class Inquiry(models.Model):
    """Somebody was asked about a thing, and what they said."""

    search = models.ForeignKey(Search, models.CASCADE, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["search", "party"], name="loss_inquiry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} about {self.search_id}"
