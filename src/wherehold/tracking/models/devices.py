"""Devices, what they are on, and what they reported.

Readings themselves lie in one table a month, which `months` makes when it is needed: old ones go
by dropping a table. Instants of readings are whole microseconds since 1970, as devices count.
"""

from django.db import models
from django.db.models.functions import Now

from wherehold.register.models import Asset, Place

NEVER_US = 253_402_300_799_999_999


class Device(models.Model):
    """Something that reports. Without `added_at` it waits for somebody to say what it is."""

    class Kind(models.TextChoices):
        GPS = "gps"
        BLE = "ble"
        RFID = "rfid"
        READER = "reader"
        GATEWAY = "gateway"
        PHONE = "phone"
        SENSOR = "sensor"
        OTHER = "other"

    key = models.CharField(max_length=128, unique=True, help_text="What it calls itself.")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField(max_length=200, blank=True)
    gateway = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", help_text="Which one speaks for it."
    )
    found_by = models.CharField(max_length=80, blank=True, help_text="The source that named it.")
    first_at = models.DateTimeField(help_text="When it was entered, or first heard of.")
    added_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["found_by"],
                condition=models.Q(added_at__isnull=True),
                name="tracking_device_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Secret(models.Model):
    """What a device shows when it reports by itself. Only its digest is kept."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hex.")
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(revoked_at__isnull=True),
                name="tracking_secret_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint}…"


class Binding(models.Model):
    """A span of time in which a device was on an asset or at a place."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, help_text="From when on it is so no more.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(asset__isnull=True) ^ models.Q(place__isnull=True),
                name="tracking_binding_to_one",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="tracking_binding_forwards",
            ),
            models.UniqueConstraint(
                fields=["device"],
                condition=models.Q(ends_at__isnull=True),
                name="tracking_binding_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} since {self.starts_at:%Y-%m-%d}"


class State(models.Model):
    """What is known of a device last: one row each, locked while its readings are stored.

    It is the largest of what came by instant and number, so the order of coming does not matter.
    """

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="+")
    newest_us = models.BigIntegerField(default=0, help_text="Of all that is stored.")
    contact_us = models.BigIntegerField(default=0, help_text="When something of it last came.")
    battery_us = models.BigIntegerField(default=0)
    battery_pct = models.FloatField(null=True)
    at_us = models.BigIntegerField(default=0, help_text="Of the last sound position.")
    k = models.SmallIntegerField(default=0)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    accuracy_m = models.FloatField(null=True)
    speed_mps = models.FloatField(null=True)
    heading_deg = models.FloatField(null=True)
    fold = models.TextField(blank=True, help_text="See tracking.folding; empty when plain.")
    since = models.SmallIntegerField(default=0, help_text="Positions since the last checkpoint.")
    inside = models.TextField(blank=True, help_text="Ids of the zones that it is in, when plain.")
    rolled_us = models.BigIntegerField(db_default=0, help_text="Until when its days are rolled up.")
    stale_from_us = models.BigIntegerField(
        db_default=NEVER_US, help_text="From when on something came late in days rolled up,"
    )
    stale_until_us = models.BigIntegerField(db_default=0, help_text="and until when.")
    tile = models.BigIntegerField(db_default=-1, help_text="Of its position: see tracking.tiles.")
    patch = models.BigIntegerField(db_default=-1, help_text="The larger square around its tile.")
    asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, related_name="+", help_text="What it is on now."
    )
    from_us = models.BigIntegerField(db_default=0, help_text="Since when it is on that.")
    is_shared = models.BooleanField(db_default=False, help_text="Others are on the same thing.")
    theirs_from_us = models.BigIntegerField(
        db_default=0, help_text="From when on one person last kept the thing, that gave it back,"
    )
    theirs_until_us = models.BigIntegerField(db_default=0, help_text="and until when.")
    theirs_id = models.BigIntegerField(null=True, help_text="The party that it was.")

    class Meta:
        indexes = [models.Index(fields=["patch"], name="tracking_state_patch")]

    def __str__(self) -> str:
        return f"{self.device_id} at {self.at_us}"


class Checkpoint(models.Model):
    """How far a device's readings were folded at an earlier one, to begin again from there."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="+", db_index=False)
    at_us = models.BigIntegerField()
    k = models.SmallIntegerField()
    fold = models.TextField()
    is_floor = models.BooleanField(db_default=False, help_text="What lay before is kept no longer.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "at_us", "k"], name="tracking_checkpoint_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} at {self.at_us}"


class Refold(models.Model):
    """A device whose readings are to be folded again: late ones came, of this span."""

    device = models.OneToOneField(Device, models.CASCADE, primary_key=True, related_name="+")
    from_us = models.BigIntegerField()
    until_us = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.device_id} from {self.from_us}"


class Day(models.Model):
    """What a device's readings of a day came to. It stays when they are kept no longer.

    A day in UTC, in parts where the device was put on something else.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="+", db_index=False)
    begins_us = models.BigIntegerField()
    ends_us = models.BigIntegerField()
    points = models.IntegerField(help_text="Sound positions.")
    first_us = models.BigIntegerField(null=True, help_text="Of the first of them.")
    distance_m = models.FloatField()
    moving_us = models.BigIntegerField()
    standing_us = models.BigIntegerField()
    engine_us = models.BigIntegerField(null=True, help_text="Empty where nothing says if it ran.")
    legs = models.TextField(help_text="Trips and stands: see tracking.trips.")
    trail = models.BinaryField(help_text="A position a minute: see tracking.minutes.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device", "begins_us"], name="tracking_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} from {self.begins_us}"


class Month(models.Model):
    """A month, as 202611, that has a table of readings."""

    month = models.PositiveIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.month)


class Stack(models.Model):
    """So many readings of a month that came one after another: see tracking.stacks."""

    month = models.PositiveIntegerField()
    is_aside = models.BooleanField(help_text="Of readings that came late, or by a clock off.")
    readings = models.PositiveIntegerField(help_text="That were ever stored in it.")
    first_us = models.BigIntegerField(help_text="The earliest of their instants,")
    last_us = models.BigIntegerField(help_text="and the latest.")

    class Meta:
        indexes = [
            models.Index(fields=["month", "is_aside", "readings"], name="tracking_stack_with_room"),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.pk}"


class Count(models.Model):
    """What came of the readings of one source. Accepted is stored, duplicate and rejected."""

    source = models.CharField(max_length=80, primary_key=True)
    accepted = models.BigIntegerField(default=0)
    stored = models.BigIntegerField(default=0)
    duplicate = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0, help_text="Of those stored.")
    flagged = models.BigIntegerField(default=0, help_text="Of those stored.")
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    accepted=models.F("stored") + models.F("duplicate") + models.F("rejected")
                ),
                name="tracking_count_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Quarantined(models.Model):
    """A message that could not be read, whole, with the reason."""

    source = models.CharField(max_length=80)
    received_at = models.DateTimeField(db_index=True)
    content_type = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=300)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class Retention(models.Model):
    """For how many days readings of a kind of device are kept. Without one: without limit.

    `person` stands for what things said while one person kept them; without one, as
    `tracking.carried` says.
    """

    PERSON = "person"
    KINDS = (*Device.Kind.choices, (PERSON, "Person"))

    kind = models.CharField(primary_key=True, max_length=8, choices=KINDS)
    days = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.kind}: {self.days}"
