"""What is kept beside the assets so that finding and counting stay fast at a million.

Triggers of the database keep the tallies right, whichever command changes an asset. On
PostgreSQL they append what changed, so that writers do not wait for each other, and a job
sums it up; so the sum over the rows of a key is its number, never one row alone.
"""

from django.db import models

from wherehold.register.models.assets import Asset


class SearchText(models.Model):
    """The words by which an asset is found, in lower case."""

    asset = models.OneToOneField(Asset, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()

    def __str__(self) -> str:
        return self.text


class FieldValue(models.Model):
    """One value of an own field of an asset, as it is found: letters without their case."""

    asset = models.ForeignKey(Asset, models.CASCADE, related_name="+")
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "value", "asset"], name="register_fieldvalue_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.value}"


class Tally(models.Model):
    """How many unarchived assets share these traits, and what they are worth."""

    place_path = models.CharField(max_length=120)
    category_path = models.CharField(max_length=120)
    stage = models.CharField(max_length=16)
    held = models.BooleanField()
    priced = models.BooleanField()
    accountable = models.BooleanField(help_text="Has an accountable party of its own.")
    assets = models.BigIntegerField()
    value_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["place_path", "category_path", "stage", "held", "priced", "accountable"],
                name="register_tally_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_path} {self.category_path} {self.stage}: {self.assets}"


class ConfirmTally(models.Model):
    """How many unarchived assets were last confirmed on a day."""

    place_path = models.CharField(max_length=120)
    category_path = models.CharField(max_length=120)
    confirmed_on = models.DateField(help_text="In UTC; 0001-01-01 for never.")
    assets = models.BigIntegerField()
    value_minor = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["place_path", "category_path", "confirmed_on"],
                name="register_confirm_tally_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.confirmed_on}: {self.assets}"
