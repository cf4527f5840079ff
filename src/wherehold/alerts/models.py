"""Rules, what they found, whom they tell, and how people want to be told."""

from django.db import models
from django.db.models.functions import Now

from wherehold.kernel.models import Message
from wherehold.register.models import Asset, Category, Party, Place


class Severity(models.TextChoices):
    """How bad something is."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"


class Rule(models.Model):
    """What is looked for: a finder with its parameters, where, how bad it is, and who is told."""

    name = models.CharField(max_length=120, unique=True)
    finder = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.NORMAL)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", help_text="Else who answers for it."
    )
    mail_to = models.JSONField(default=list, help_text="E-mail addresses.")
    on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Recipient(models.Model):
    """Somebody whom a rule tells: at once, or after a while if nobody has seen to it by then."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    after_min = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "party"], name="alerts_recipient_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} of {self.rule_id}"


class Watch(models.Model):
    """Something that must last for a while before it is told of, and since when it was found."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="alerts_watch_once")]

    def __str__(self) -> str:
        return f"{self.key} since {self.since:%Y-%m-%d}"


class Alert(models.Model):
    """Something that a rule found. It stands until what it tells of is over."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, help_text="What it is about, as 'asset:7'.")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.NORMAL)
    owner = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    value_minor = models.BigIntegerField(
        null=True, help_text="What is at risk, in the organisation's currency, when it was found."
    )
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


class Channel(models.Model):
    """A way in which somebody is told beside mail. What opens it is kept hidden."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    service = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    hidden = models.TextField(help_text="What was typed, encrypted: see kernel.secrecy.")
    hint = models.CharField(max_length=80, help_text="What of it may be shown.")
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Preference(models.Model):
    """When and how somebody wants to be told. Hours are of the day in their own time zone."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="+")
    by_mail = models.BooleanField(default=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Else the organisation's.")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    through_quiet = models.CharField(
        max_length=8,
        choices=Severity.choices,
        default=Severity.CRITICAL,
        blank=True,
        help_text="What is told in quiet hours all the same, and worse; empty: nothing.",
    )
    digest_at = models.TimeField(null=True, help_text="When what is normal is told, once a day.")

    def __str__(self) -> str:
        return f"of {self.party_id}"


class Notice(models.Model):
    """One person or address that is to be told of an alert, by one way, not before an instant."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True, help_text="Of a mail.")
    due_at = models.DateTimeField()
    why = models.CharField(max_length=12, blank=True, help_text="'quiet', 'digest', 'storm', ...")
    unless_seen_to = models.BooleanField(default=False, help_text="It escalates.")
    told_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True, help_text="It was over before, or seen to.")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(told_at__isnull=True, dropped_at__isnull=True),
                name="alerts_notice_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id or self.address} of {self.alert_id}"
