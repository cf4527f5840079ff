"""Counts: the frozen list, the scans, and what was decided about each difference."""

from django.db import models

from wherehold.register.models import Asset, Party, Place


class Stocktake(models.Model):
    """One count: what it is of, when its list was frozen, and how far it is.

    The paths are the narrowest around all that was expected: who may see assets there, may see
    the count. `digest` is the hash over all scans so far, each chained to the one before.
    """

    class State(models.TextChoices):
        COUNTING = "counting"
        REVIEW = "review"
        CLOSED = "closed"
        CANCELLED = "cancelled"

    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=State.choices, default=State.COUNTING)
    given = models.JSONField(default=dict, help_text="The filters, as in an address.")
    view = models.CharField(max_length=80, blank=True, help_text="The saved view it came from.")
    place_path = models.CharField(max_length=120, blank=True)
    category_path = models.CharField(max_length=120, blank=True)
    sample = models.PositiveIntegerField(null=True, help_text="How many were drawn at random.")
    seed = models.CharField(max_length=40, blank=True, help_text="The draw can be repeated.")
    population = models.PositiveIntegerField(help_text="How many matched when it was frozen.")
    expected = models.PositiveIntegerField()
    value_minor = models.BigIntegerField(help_text="Of what is expected, as far as priced.")
    currency = models.CharField(max_length=3)
    blind = models.BooleanField(default=False, help_text="Counters do not see what is expected.")
    alone = models.BooleanField(default=False, help_text="One person may count and sign.")
    second_minor = models.BigIntegerField(
        null=True, help_text="From this value on, a second person counts as well."
    )
    goal_permille = models.PositiveSmallIntegerField(default=980)
    note = models.TextField(blank=True)
    signer = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    counted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    close_note = models.TextField(blank=True)
    scans = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=1, help_text="Rises with every change.")
    result = models.JSONField(null=True, help_text="The figures as they were signed.")
    plan = models.ForeignKey("Plan", models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["state", "opened_at"], name="stocktake_by_state"),
            models.Index(fields=["plan"], name="stocktake_of_plan"),
        ]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """A room of a count, with how far it is. What has no place is a zone of its own.

    The numbers are of what is expected here; what was still to count is the rest.
    """

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    path = models.CharField(max_length=120, blank=True)
    name = models.CharField(max_length=500)
    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField(default=0)
    elsewhere = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return self.name


class ZonePlace(models.Model):
    """Which zone a place lies in; 0 stands for what has no place."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+", db_index=False)
    place_key = models.BigIntegerField()
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "place_key"], name="stocktake_one_zone_per_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_key} in {self.zone_id}"


class Counter(models.Model):
    """Somebody who is to count a zone."""

    zone = models.ForeignKey(Zone, models.CASCADE, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["zone", "party"], name="stocktake_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in {self.zone_id}"


class Line(models.Model):
    """One asset of a count: as it was recorded when the list was frozen, and how it was seen.

    What is not expected got its line when it was seen. `place` and `value_minor` are frozen;
    `moved` says that the record had changed by the time of the scan.
    """

    class State(models.TextChoices):
        OPEN = "open"
        FOUND = "found"
        ELSEWHERE = "elsewhere"
        MISSING = "missing"
        MOVED = "moved"

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    value_minor = models.BigIntegerField(null=True)
    expected = models.BooleanField(default=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    seen_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    times = models.PositiveIntegerField(default=0, help_text="How often it was scanned again.")
    other_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    twice = models.BooleanField(default=False, help_text="Seen at two places in one count.")
    moved = models.BooleanField(default=False)
    second_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    recount = models.BooleanField(default=False, help_text="To be counted again.")
    outcome = models.CharField(max_length=12, blank=True)
    outcome_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "asset"], name="stocktake_one_line_per_asset"
            ),
        ]
        indexes = [
            models.Index(fields=["zone", "state"], name="stocktake_line_zone"),
            # The dearest first: the order of the review.
            models.Index(
                fields=["stocktake", "state", "value_minor", "id", "outcome"],
                name="stocktake_line_state",
            ),
            models.Index(
                fields=["stocktake"],
                condition=models.Q(times__gt=0),
                name="stocktake_line_again",
            ),
            models.Index(
                fields=["stocktake", "state"],
                condition=models.Q(expected=False),
                name="stocktake_line_extra",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.state}"


class Scan(models.Model):
    """One read of a code, as it came: kept for ever, in the order in which it was taken in.

    `result` is what it was told to be. A scan that was a mistake is taken back, not removed.
    """

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+", db_index=False)
    client_id = models.CharField(max_length=64)
    code = models.CharField(max_length=300)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    method = models.CharField(max_length=16)
    device = models.CharField(max_length=64, blank=True)
    captured_at = models.DateTimeField(help_text="By the clock of the device.")
    at = models.DateTimeField(help_text="The same, within the count.")
    clock = models.CharField(max_length=8, blank=True, help_text="'ahead' or 'behind' if clamped.")
    recorded_at = models.DateTimeField()
    result = models.CharField(max_length=12)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "client_id"], name="stocktake_scan_once"),
        ]
        indexes = [
            models.Index(
                fields=["stocktake", "asset"],
                condition=models.Q(asset__isnull=False),
                name="stocktake_scan_asset",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Unknown(models.Model):
    """A code that stood for nothing its counter may know of. Kept until somebody says what."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=300)
    code = models.CharField(max_length=300)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)
    photo = models.CharField(max_length=64, blank=True, help_text="The stored picture's name.")
    photo_type = models.CharField(max_length=40, blank=True)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12, blank=True, help_text="'linked' or 'left'.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "key"], name="stocktake_unknown_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Device(models.Model):
    """How many scans a device last said that it still holds."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=80, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    pending = models.PositiveIntegerField()
    reported_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "key"], name="stocktake_device_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Question(models.Model):
    """A link by which a holder says which of their things they have."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stocktake", "party"], name="stocktake_question_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}"


class Answer(models.Model):
    """What a holder was asked about one thing, and what they said."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    line = models.ForeignKey(Line, models.CASCADE, related_name="+", db_index=False)
    said = models.CharField(max_length=8, blank=True, help_text="'yes' or 'no'.")
    words = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.said


class Plan(models.Model):
    """A count that comes again: what of, how often, in whose name, and when next."""

    name = models.CharField(max_length=100)
    terms = models.JSONField(help_text="What the count is opened with.")
    every_days = models.PositiveSmallIntegerField()
    next_on = models.DateField()
    owner = models.ForeignKey(Party, models.CASCADE, related_name="+", db_index=False)
    trouble = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_on"],
                condition=models.Q(ended_at__isnull=True),
                name="stocktake_plan_next",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Cycle(models.Model):
    """How often what comes round in the plan of counts. There is one row, or none yet.

    Class A begins at `a_minor`, B at `b_minor`, all else is C; what a count of the last
    `wrong_days` found missing or elsewhere is one class higher.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    a_minor = models.BigIntegerField(default=100_000)
    b_minor = models.BigIntegerField(default=20_000)
    a_days = models.PositiveSmallIntegerField(default=91)
    b_days = models.PositiveSmallIntegerField(default=182)
    c_days = models.PositiveSmallIntegerField(default=365)
    wrong_days = models.PositiveSmallIntegerField(default=730)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="stocktake_cycle_one"),
        ]

    def __str__(self) -> str:
        return f"{self.a_days}/{self.b_days}/{self.c_days}"
