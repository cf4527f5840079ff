"""Hand-overs: what was given, what both sides said of it, and what came of differences."""

from django.db import models

from wherehold.custody.models import Checkout
from wherehold.register.models import Asset, Category, Party


class Terms(models.Model):
    """What receivers agree to, for a category or for everything: one version of it.

    Versions are kept as they were. The latest one of a category is good until it is withdrawn.
    """

    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    category_key = models.BigIntegerField(default=0, help_text="The category's id; 0 for none.")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True, help_text="Also when a later version came.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category_key", "version"], name="handover_terms_version_once"
            ),
            models.UniqueConstraint(
                fields=["category_key"],
                condition=models.Q(withdrawn_at=None),
                name="handover_terms_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.version}"


class Handover(models.Model):
    """Many things given to one receiver at once, and what the receiver said of it."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        CONFIRMED = "confirmed"
        DISPUTED = "disputed"
        WITHDRAWN = "withdrawn"

    class Way(models.TextChoices):
        NONE = ""
        SIGNATURE = "signature"
        ACCOUNT = "account"
        CODE = "code"
        LINK = "link"

    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    giver = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    receiver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(help_text="When it was so.")
    opened_at = models.DateTimeField(help_text="When it was written.")
    due_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    act = models.UUIDField(help_text="The act in the ledger that handed the things out.")
    giver_signature = models.JSONField(default=dict, help_text="Strokes, or a typed name.")
    receiver_signature = models.JSONField(default=dict)
    way = models.CharField(max_length=12, choices=Way.choices, blank=True)
    answered_at = models.DateTimeField(null=True, help_text="When the receiver said yes or no.")
    settled_at = models.DateTimeField(null=True, help_text="When nothing was in dispute any more.")
    flagged_at = models.DateTimeField(null=True, help_text="Nobody answered in time.")
    withdrawn_why = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "opened_at"], name="handover_by_state")]

    def __str__(self) -> str:
        return f"H-{self.pk}"


class HandoverTerms(models.Model):
    """Which version of which terms a hand-over is on."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="+")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "terms"], name="handover_terms_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.terms_id}"


class Acceptance(models.Model):
    """Somebody has accepted a version of terms, by answering a hand-over."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    way = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "terms"], name="handover_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.terms_id}"


class GivenBack(models.Model):
    """Some things of a hand-over came back at once."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    taken_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    signature = models.JSONField(default=dict, help_text="Of whoever brought it.")
    act = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.handover_id} at {self.at:%Y-%m-%d}"


class Item(models.Model):
    """One thing of a hand-over, as it was when it went and as it was when it came back.

    Name and codes are kept as they were written down then. Whether it is out still is for its
    stay to say, since things also come back without this document.
    """

    class Verdict(models.TextChoices):
        NONE = ""
        SAME = "same"
        WEAR = "wear"
        DAMAGE = "damage"
        DISPUTE = "dispute"

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    stay = models.ForeignKey(Checkout, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    codes = models.JSONField(default=list, help_text="Kind and value of each identifier.")
    condition_out = models.CharField(max_length=16)
    note_out = models.TextField(blank=True)
    photos_out = models.JSONField(default=list, help_text="Number, name and hash of each.")
    received = models.BooleanField(null=True, help_text="What the receiver said: as given, or not.")
    back = models.ForeignKey(GivenBack, models.SET_NULL, null=True, related_name="+")
    condition_in = models.CharField(max_length=16, blank=True)
    note_in = models.TextField(blank=True)
    photos_in = models.JSONField(default=list)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["handover", "asset"], name="handover_item_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Case(models.Model):
    """A difference that a third person decides: on receipt ("out") or on return ("in")."""

    class Outcome(models.TextChoices):
        OPEN = ""
        AS_GIVEN = "as_given"
        WEAR = "wear"
        DAMAGE = "damage"
        NOT_RECEIVED = "not_received"

    item = models.ForeignKey(Item, models.CASCADE, related_name="+")
    leg = models.CharField(max_length=4, help_text="'out' or 'in'.")
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    reason = models.TextField(blank=True)
    cost_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    carried_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "leg"], name="handover_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.leg}"


class Statement(models.Model):
    """What one side says in a case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    side = models.CharField(max_length=8, help_text="'giver' or 'receiver'.")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.side}"


class Key(models.Model):
    """What lets a receiver answer without an account; only a digest of it is kept.

    A code is short, so it dies after a few wrong tries. Whoever has typed it gets a link.
    """

    class Kind(models.TextChoices):
        LINK = "link"
        CODE = "code"
        TYPED = "typed"

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often it was mistyped.")

    def __str__(self) -> str:
        return f"{self.kind} of {self.handover_id}"


class Policy(models.Model):
    """What becomes of hand-overs that nobody confirms. There is one row at most."""

    class Then(models.TextChoices):
        FLAG = "flag"
        TAKE_BACK = "take_back"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    remind_days = models.PositiveSmallIntegerField(default=2, help_text="Between reminders.")
    out_days = models.PositiveSmallIntegerField(default=7, help_text="Until it times out.")
    then = models.CharField(max_length=12, choices=Then.choices, default=Then.FLAG)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="handover_policy_one"),
        ]

    def __str__(self) -> str:
        return f"{self.out_days} days, then {self.then}"
