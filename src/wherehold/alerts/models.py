"""Rules, and what they found."""

from django.db import models

from wherehold.register.models import Asset, Party


class Rule(models.Model):
    """What is looked for: a finder with its parameters, how bad it is, and who is told."""

    class Severity(models.TextChoices):
        CRITICAL = "critical"
        HIGH = "high"
        NORMAL = "normal"

    name = models.CharField(max_length=120, unique=True)
    finder = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.NORMAL)
    mail_to = models.JSONField(default=list, help_text="E-mail addresses.")
    on = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Alert(models.Model):
    """Something that a rule found. It stands until what it tells of is over."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, help_text="What it is about, as 'asset:7'.")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    evidence = models.JSONField(default=dict)
    since = models.DateTimeField(help_text="Since when it is so.")
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "key"],
                condition=models.Q(over_at__isnull=True),
                name="alerts_alert_once",
            ),
        ]
        indexes = [models.Index(fields=["-opened_at"], name="alerts_alert_opened")]

    def __str__(self) -> str:
        return self.title
