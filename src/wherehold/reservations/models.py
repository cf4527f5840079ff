"""Reservations: who wants what from when to when, and which pieces are kept for it."""

from django.db import models
from django.db.models.functions import Coalesce

from wherehold.accounts.models import Role
from wherehold.register.models import Asset, Category, Model, Party, Place


class Reservation(models.Model):
    """Things wanted by somebody for a period.

    The paths are the narrowest around all that is wanted: who may see assets there, may see the
    reservation. `place` is where the things are fetched and brought back.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        REQUESTED = "requested"
        APPROVED = "approved"
        PREPARED = "prepared"
        OUT = "out"
        RETURNED = "returned"
        CANCELLED = "cancelled"
        NO_SHOW = "no_show"

    state = models.CharField(max_length=12, choices=State.choices)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    project = models.CharField(max_length=120, blank=True, help_text="What it is for.")
    note = models.TextField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    place_path = models.CharField(max_length=120, blank=True)
    category_path = models.CharField(max_length=120, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    approval = models.CharField(max_length=20, blank=True, help_text="Why a yes is needed.")
    offered_until = models.DateTimeField(null=True, help_text="Kept for who waited until then.")
    extended = models.PositiveSmallIntegerField(default=0, help_text="How many times.")
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was cancelled.")
    told = models.PositiveSmallIntegerField(default=0, help_text="The last reminder that went out.")
    series_id = models.BigIntegerField(null=True, help_text="The first of those it comes again as.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="reservations_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "begins_at"], name="reservations_by_state"),
            models.Index(fields=["party", "begins_at"], name="reservations_of_party"),
            models.Index(fields=["ends_at"], name="reservations_by_end"),
            models.Index(
                fields=["series_id"],
                condition=models.Q(series_id__isnull=False),
                name="reservations_of_series",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} for {self.party_id}"


class Line(models.Model):
    """One thing that is wanted: an asset, or so many of a model or category.

    `floating` pieces are promised and not chosen yet; `until_at` is the end and the time needed
    between. A line counts while it is `open`.
    """

    reservation = models.ForeignKey(Reservation, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+", db_index=False)
    model = models.ForeignKey(Model, models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False
    )
    features = models.JSONField(default=dict, help_text="Keywords and own fields it must have.")
    quantity = models.PositiveIntegerField(default=1)
    floating = models.PositiveIntegerField(default=0)
    begins_at = models.DateTimeField()
    until_at = models.DateTimeField()
    open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(asset__isnull=False, model=None, category=None)
                    | models.Q(asset=None, model__isnull=False, category=None)
                    | models.Q(asset=None, model=None, category__isnull=False)
                ),
                name="reservations_one_thing_a_line",
            ),
            models.CheckConstraint(
                condition=models.Q(floating__lte=models.F("quantity")),
                name="reservations_floating_within_quantity",
            ),
        ]
        indexes = [
            models.Index(
                fields=["until_at", "begins_at"],
                condition=models.Q(open=True, floating__gt=0),
                name="reservations_floating",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.reservation_id}"


class Booking(models.Model):
    """One piece that is kept for a line. On PostgreSQL two open ones of an asset cannot overlap."""

    line = models.ForeignKey(Line, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    begins_at = models.DateTimeField()
    until_at = models.DateTimeField()
    open = models.BooleanField(default=True)
    checkout_id = models.BigIntegerField(null=True, help_text="The stay that began with it.")
    returned_at = models.DateTimeField(null=True)
    way_minutes = models.PositiveIntegerField(
        default=0, help_text="It comes from another site and goes back: within the period."
    )
    comes_from = models.ForeignKey(
        Place, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["asset", "until_at", "begins_at"],
                condition=models.Q(open=True),
                name="reservations_of_asset",
            ),
            models.Index(fields=["asset", "begins_at"], name="reservations_ever_of_asset"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} for {self.line_id}"


class Rule(models.Model):
    """How things of a category are lent. The nearest up the tree holds, then the general one."""

    category = models.OneToOneField(Category, models.CASCADE, null=True, related_name="+")
    buffer_minutes = models.PositiveIntegerField(default=0)
    margin_percent = models.PositiveSmallIntegerField(default=0, help_text="Over-booking.")
    late_days = models.PositiveSmallIntegerField(
        default=7, help_text="An overdue thing is reckoned back after so many days."
    )
    no_show_hours = models.PositiveSmallIntegerField(default=24)
    offer_hours = models.PositiveSmallIntegerField(default=24)
    longest_days = models.PositiveSmallIntegerField(default=0, help_text="0: as long as one likes.")
    self_service = models.BooleanField(default=False, help_text="People take it by themselves.")
    borrow_most = models.PositiveSmallIntegerField(default=0, help_text="0: as many as one likes.")
    borrow_days = models.PositiveSmallIntegerField(default=0, help_text="0: as long as one likes.")
    deposit_minor = models.BigIntegerField(null=True, help_text="What is left as a deposit.")
    manager_days = models.PositiveSmallIntegerField(
        default=3, help_text="The holder's manager hears of it after so many days."
    )
    approve_always = models.BooleanField(default=False)
    approve_external = models.BooleanField(default=True)
    approve_from_minor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("category", 0), name="reservations_one_rule_a_category"
            ),
        ]

    def __str__(self) -> str:
        return f"of {self.category_id or 'all'}"


class RoleLimit(models.Model):
    """How much people with a role borrow by themselves, whatever it is."""

    role = models.OneToOneField(Role, models.CASCADE, related_name="+")
    most = models.PositiveSmallIntegerField(default=0, help_text="0: as many as one likes.")
    days = models.PositiveSmallIntegerField(default=0, help_text="0: as long as one likes.")
    approve = models.BooleanField(default=False, help_text="What they book needs a yes.")

    def __str__(self) -> str:
        return f"of {self.role_id}"


class Hours(models.Model):
    """When a place is open on a day of the week; a place without any is as the place around it."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "weekday", "opens"], name="reservations_hours_once"
            ),
            models.CheckConstraint(
                condition=models.Q(closes__gt=models.F("opens")), name="reservations_hours_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Transport(models.Model):
    """How long things are under way between two sites; without sites, between all others."""

    site_a = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+", db_index=False)
    site_b = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+", db_index=False)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("site_a", 0), Coalesce("site_b", 0), name="reservations_one_way_a_pair"
            ),
            models.CheckConstraint(
                condition=models.Q(site_a=None, site_b=None)
                | models.Q(site_a__lt=models.F("site_b")),
                name="reservations_pair_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_a_id}-{self.site_b_id}: {self.minutes} min"


class Feed(models.Model):
    """A calendar that other programs may read by a secret address; its hash alone is kept."""

    digest = models.CharField(max_length=64, unique=True)
    owner = models.ForeignKey(Party, models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=8, help_text="'asset', 'place' or 'person'.")
    subject_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"
