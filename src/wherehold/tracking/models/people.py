"""What others may know of where people are, who looked, and with whom a position is shared."""

from django.db import models

from wherehold.register.models import Asset, Category, Party


class Share(models.Model):
    """A link by which anybody sees where one thing is, until it ends. Its token is not kept."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hex.")
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"share of {self.asset_id}"


class Glimpse(models.Model):
    """A request to look at where a person is in an emergency, asked by one, granted by another."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    granted_at = models.DateTimeField(null=True)
    granted_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"look at {self.party_id}"


class PrivateTime(models.Model):
    """A time that somebody keeps to themselves: nothing is stored of where they are."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, help_text="None: until they end it.")
    latest = models.BooleanField(default=True, help_text="The last that this person began.")

    class Meta:
        constraints = [
            # Only the last one may go on, so of two that are begun at once one has to wait.
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(latest=True), name="tracking_private_once"
            ),
            models.CheckConstraint(
                condition=models.Q(latest=True) | models.Q(until_at__isnull=False),
                name="tracking_private_before_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"of {self.party_id} from {self.from_at}"


class PrivacyRule(models.Model):
    """What is kept from others of where people are, as somebody set it: from an instant on.

    The last one that holds already counts; for things of a category, that of the nearest one that
    has any. One without `from_at` waits for a second person.
    """

    long_days = models.PositiveSmallIntegerField()
    look_allowed = models.BooleanField()
    look_minutes = models.PositiveSmallIntegerField()
    share_allowed = models.BooleanField()
    live_allowed = models.BooleanField(db_default=False)
    precision = models.PositiveSmallIntegerField(
        db_default=0, help_text="Where others see it is: 0 site, 1 building, 2 room, 3 exactly."
    )
    work_days = models.PositiveSmallIntegerField(
        db_default=31, help_text="Days on which it is told at all, as bits; 1 is Monday."
    )
    work_from = models.PositiveSmallIntegerField(db_default=6, help_text="From this hour,")
    work_until = models.PositiveSmallIntegerField(db_default=20, help_text="until this one.")
    history_days = models.PositiveSmallIntegerField(db_default=0)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", help_text="Else all things."
    )
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    granted_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    from_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # The floor: what nobody may loosen, whoever they are.
            models.CheckConstraint(
                condition=models.Q(long_days__lte=14, look_minutes__gte=5, look_minutes__lte=60),
                name="tracking_privacy_floor",
            ),
            models.CheckConstraint(
                condition=models.Q(history_days__lte=30), name="tracking_privacy_history"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.from_at}"
