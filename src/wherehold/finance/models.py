"""Books, how each depreciates what, and the lines of things in them."""

from django.db import models

from wherehold.register.models import Asset, Category, Party

STEPS = ((1, "month"), (12, "year"))


class Book(models.Model):
    """A set of accounts: financial, tax, group. Each has its own currency, year and rounding."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    company = models.CharField(
        max_length=80, blank=True, db_default="", help_text="Whose books these are."
    )
    currency = models.CharField(max_length=3)
    fiscal_start = models.PositiveSmallIntegerField(default=1, help_text="Month, from 1 to 12.")
    rounding = models.CharField(max_length=16, default="cumulative")
    threshold_minor = models.BigIntegerField(
        default=0, help_text="What costs less is not taken in."
    )
    expense_account = models.CharField(max_length=120, default="Expenses:Depreciation")
    accumulated_account = models.CharField(
        max_length=120, default="Assets:Accumulated-Depreciation"
    )
    accounts = models.JSONField(default=dict, help_text="Others, by what they are for.")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Policy(models.Model):
    """How a book depreciates what is in a category and below it; no category: everything.

    Rates and factors are kept as they were written: decimal texts.
    """

    book = models.ForeignKey(Book, models.CASCADE, related_name="+", db_index=False)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False
    )
    category_key = models.BigIntegerField(help_text="Of the category; 0 for everything.")
    category_path = models.CharField(max_length=120, blank=True)
    method = models.CharField(max_length=32)
    convention = models.CharField(max_length=32)
    life = models.PositiveIntegerField(help_text="In steps.")
    step_months = models.PositiveSmallIntegerField(choices=STEPS)
    residual_permille = models.PositiveSmallIntegerField(default=0, help_text="Of the cost.")
    rate = models.CharField(max_length=24, blank=True)
    factor = models.CharField(max_length=24, blank=True)
    switch = models.BooleanField(default=False)
    write_off_rest = models.BooleanField(default=False)
    total_units = models.BigIntegerField(default=0, help_text="Of a whole life, where units count.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "category_key"], name="finance_one_policy_per_category"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}: {self.method}"


class Line(models.Model):
    """One thing in one book: what it cost there, since when it serves, and what is its own.

    A thing whose parts have lives of their own has a line a part, each by its name. What is not
    divided, and what is left of what was, has none.
    `own` holds what differs from the policy, by the policy's names. The opening is what was
    charged before it came here, through which day, and how long it still lasted then.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    part = models.CharField(max_length=80, blank=True, db_default="")
    cost_minor = models.BigIntegerField()
    residual_minor = models.BigIntegerField(null=True, help_text="Empty: by the policy.")
    in_service_on = models.DateField(null=True)
    own = models.JSONField(default=dict)
    opening_minor = models.BigIntegerField(default=0)
    opening_through = models.DateField(null=True)
    opening_months = models.PositiveIntegerField(null=True)
    cost_centre = models.CharField(max_length=60, blank=True, db_default="")
    booked_on = models.DateField(
        null=True, help_text="When its cost came into the accounts: in no month that was posted."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "asset", "part"], name="finance_one_line_per_part"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.book_id}"


class Period(models.Model):
    """One month of a book: staged while its charges come in, then posted, then closed.

    What was posted stays as it was: its charges, the engine that reckoned them, and the journal.
    """

    class State(models.TextChoices):
        STAGED = "staged"
        POSTED = "posted"
        CLOSED = "closed"

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    engine = models.PositiveSmallIntegerField(help_text="Version of what reckoned it.")
    lines = models.PositiveIntegerField(default=0)
    charge_minor = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    journal = models.JSONField(default=list, help_text="As posted: kind, charge, lines.")
    accounts = models.JSONField(default=dict)
    moves = models.JSONField(default=list, help_text="What else happened: text, postings.")
    staged_at = models.DateTimeField(null=True, help_text="Set once all of it is reckoned.")
    posted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    staged_by = models.ForeignKey(
        Party, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    posted_by = models.ForeignKey(
        Party, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    closed_by = models.ForeignKey(
        Party, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    reopen_by = models.ForeignKey(
        Party,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
        help_text="Who asked to have it opened again; another person then does it.",
    )
    reopen_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "begins"], name="finance_one_period"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.begins:%Y-%m}"


class Charge(models.Model):
    """What a period charges for one line; it counts once the period is posted."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="+", db_index=False)
    line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    charge_minor = models.BigIntegerField()
    accumulated_minor = models.BigIntegerField()
    kind = models.CharField(max_length=500, blank=True, help_text="Category, as it was called.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["period", "line"], name="finance_one_charge"),
        ]
        indexes = [models.Index(fields=["line", "period"], name="finance_charge_of_line")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.charge_minor}"


class Change(models.Model):
    """Something that happened to a thing in a book, and what is held of it since: a fact.

    What it moved is kept as it was reckoned then, so a later policy does not change it. `begins`
    is the day from which what is held counts; `booked_on` is when it comes into the accounts, in
    no month that was posted before.
    """

    class Kind(models.TextChoices):
        ESTIMATE = "estimate"
        IMPROVE = "improve"
        IMPAIR = "impair"
        REVERSE = "reverse"
        REVALUE = "revalue"
        SUSPEND = "suspend"
        RESUME = "resume"
        TRANSFER = "transfer"
        HOLD = "hold"
        RELEASE = "release"
        PART = "part"
        DISPOSE = "dispose"
        DIVIDE = "divide"
        LEAVE = "leave"
        ENTER = "enter"

    line = models.ForeignKey(Line, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    begins = models.DateField()
    booked_on = models.DateField()
    way = models.CharField(max_length=16, blank=True)
    note = models.CharField(max_length=200, blank=True)
    cost_minor = models.BigIntegerField(default=0, help_text="By which the cost changed.")
    accumulated_minor = models.BigIntegerField(
        default=0, help_text="By which it changed what is accumulated."
    )
    result_minor = models.BigIntegerField(default=0, help_text="To profit or loss.")
    surplus_minor = models.BigIntegerField(default=0)
    gain_minor = models.BigIntegerField(default=0, help_text="Of a disposal.")
    proceeds_minor = models.BigIntegerField(default=0, help_text="Less what the sale cost.")
    late_minor = models.BigIntegerField(
        default=0, help_text="By which it moves what was posted: made up for in the open month."
    )
    charged_minor = models.BigIntegerField(help_text="What was charged before.")
    held = models.JSONField(help_text="What is held since.")
    own = models.JSONField(default=dict)
    cost_centre = models.CharField(max_length=60, blank=True)
    other = models.ForeignKey(
        Line,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        help_text="The line that it came from, or went to.",
    )
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["line", "begins"], name="finance_change_of_line")]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.kind} {self.on}"


class Cost(models.Model):
    """What was paid for a thing, or came in for it, once: a fact, which another may take back.

    The rate is the one of that day and stays; `value_minor` is the net amount by it, in the
    organisation's currency. Money that came in is positive too: its kind says so.
    """

    class Kind(models.TextChoices):
        PURCHASE = "purchase"
        ADDITION = "addition"
        IMPROVEMENT = "improvement"
        REPAIR = "repair"
        RUNNING = "running"
        ENERGY = "energy"
        INSURANCE = "insurance"
        LEASE = "lease"
        DISPOSAL = "disposal"
        PROCEEDS = "proceeds"

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    amount_minor = models.BigIntegerField(help_text="Without tax.")
    tax_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=24, blank=True)
    value_minor = models.BigIntegerField(null=True, help_text="In the organisation's currency.")
    supplier = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    invoice = models.CharField(max_length=100, blank=True)
    funding = models.CharField(max_length=100, blank=True)
    cost_centre = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+", db_index=False)
    capitalised = models.BooleanField(default=False, help_text="Added to its value in books.")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asset", "on"], name="finance_cost_of_asset"),
            models.Index(fields=["on", "id"], name="finance_cost_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.kind} {self.on}"


class Estimate(models.Model):
    """What somebody says that a thing is insured for, or that a new one would cost: a fact.

    The last of a kind counts from its day on. Units: the organisation's currency.
    """

    class Kind(models.TextChoices):
        INSURED = "insured"
        REPLACEMENT = "replacement"

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    value_minor = models.BigIntegerField()
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["asset", "kind", "on"], name="finance_estimate_of_asset")]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.kind} {self.on}"


class PriceIndex(models.Model):
    """Where the prices of new things stood from a day on, as somebody entered it."""

    on = models.DateField(unique=True)
    value = models.CharField(max_length=24, help_text="A decimal text, such as 112.4.")
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class Reading(models.Model):
    """What the meter of a thing said at the end of a day. `units` were used before, in all.

    A meter that was replaced begins anew; `units` goes on.
    """

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    count = models.BigIntegerField()
    units = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "on"], name="finance_one_reading_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.units} on {self.on}"


class TaxYear(models.Model):
    """The pool of what was put to use in a tax year of a book, once it is locked."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    begins = models.DateField()
    convention = models.CharField(max_length=16)
    basis_minor = models.BigIntegerField()
    last_quarter_minor = models.BigIntegerField()
    locked_at = models.DateTimeField()
    locked_by = models.ForeignKey(
        Party, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "begins"], name="finance_one_tax_year"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id} {self.begins:%Y}"


class Allowance(models.Model):
    """What tax law grants from one day to another, as somebody entered it, and where that is said.

    A special allowance has a share; an election to expense has a limit, and an amount above which
    the limit falls. Units: US dollars in cents.
    """

    class Kind(models.TextChoices):
        SPECIAL = "special"
        EXPENSE = "expense"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    begins = models.DateField()
    ends = models.DateField(null=True)
    permille = models.PositiveSmallIntegerField(default=0)
    limit_minor = models.BigIntegerField(default=0)
    above_minor = models.BigIntegerField(default=0)
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "begins"], name="finance_one_allowance"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.begins}"
