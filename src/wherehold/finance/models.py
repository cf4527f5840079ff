"""Books, how each depreciates what, and the lines of things in them."""

from django.db import models

from wherehold.register.models import Asset, Category

STEPS = ((1, "month"), (12, "year"))


class Book(models.Model):
    """A set of accounts: financial, tax, group. Each has its own currency, year and rounding."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    fiscal_start = models.PositiveSmallIntegerField(default=1, help_text="Month, from 1 to 12.")
    rounding = models.CharField(max_length=16, default="cumulative")
    threshold_minor = models.BigIntegerField(
        default=0, help_text="What costs less is not taken in."
    )
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

    `own` holds what differs from the policy, by the policy's names. The opening is what was
    charged before it came here, through which day, and how long it still lasted then.
    """

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    cost_minor = models.BigIntegerField()
    residual_minor = models.BigIntegerField(null=True, help_text="Empty: by the policy.")
    in_service_on = models.DateField(null=True)
    own = models.JSONField(default=dict)
    opening_minor = models.BigIntegerField(default=0)
    opening_through = models.DateField(null=True)
    opening_months = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "asset"], name="finance_one_line_per_book"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.book_id}"
