"""Who is told of what happens, how far they are, and what came of telling them."""

from django.db import models

from wherehold.register.models import Party


class Webhook(models.Model):
    """An address that is told of entries of the ledger, with the rights of who made it."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list, help_text="As 'custody.*'; none means everything.")
    hidden = models.TextField(help_text="The key that signs, encrypted: see kernel.secrecy.")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    on = models.BooleanField(default=True)
    off_why = models.CharField(max_length=40, blank=True, help_text="'failing', 'no_rights', ...")
    pos = models.BigIntegerField(help_text="The position in the ledger that is looked at next.")
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, help_text="No call before.")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One entry on its way to one webhook."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="+", db_index=False)
    pos = models.BigIntegerField()
    event = models.CharField(max_length=40, help_text="The number that receivers know it by.")
    kind = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    status = models.PositiveIntegerField(null=True, help_text="Of the last answer.")
    answer = models.CharField(max_length=500, blank=True, help_text="How that begins.")
    took_ms = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["webhook", "-id"], name="webhooks_delivery_latest"),
            models.Index(
                fields=["webhook", "id"],
                condition=models.Q(state="waiting"),
                name="webhooks_delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.webhook_id}"
