"""Who holds what, now and before."""

from django.db import models

from wherehold.register.models import Asset, Category, Party, Place


class Checkout(models.Model):
    """One stay of an asset with a person or team, at a place, or in another asset.

    It is open until `returned_at` is set. A stay that was a mistake is voided: it stays
    readable, and counts for nothing.
    """

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    into_asset = models.ForeignKey(
        Asset, models.PROTECT, null=True, related_name="+", db_index=False
    )
    checked_out_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    condition_out = models.CharField(max_length=16, blank=True)
    note_out = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True)
    condition_in = models.CharField(max_length=16, blank=True)
    note_in = models.TextField(blank=True)
    act_out = models.UUIDField(help_text="The act in the ledger that opened it.")
    act_in = models.UUIDField(null=True, help_text="The act that closed it.")
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(returned_at=None, voided_at=None),
                name="custody_one_open_checkout_per_asset",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(holder__isnull=False, place=None, into_asset=None)
                    | models.Q(holder=None, place__isnull=False, into_asset=None)
                    | models.Q(holder=None, place=None, into_asset__isnull=False)
                ),
                name="custody_one_target",
            ),
        ]
        indexes = [
            models.Index(fields=["asset", "checked_out_at"], name="custody_of_asset"),
            models.Index(
                fields=["holder", "checked_out_at"],
                condition=models.Q(holder__isnull=False),
                name="custody_of_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} since {self.checked_out_at:%Y-%m-%d}"


class Settlement(models.Model):
    """Why a stay ended without the asset coming back: decided by name, for somebody who leaves."""

    class Outcome(models.TextChoices):
        LOST = "lost"
        KEPT = "kept"
        WRITTEN_OFF = "written_off"

    stay = models.OneToOneField(Checkout, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    def __str__(self) -> str:
        return f"{self.stay_id}: {self.outcome}"


class IdentitySeen(models.Model):
    """Somebody has shown who they are: which document, to whom, when. Never its number."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    document = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"{self.party_id}: {self.document}"


class IdentityAsked(models.Model):
    """Things of a category go outside only to those whose identity was seen; none is all."""

    category = models.OneToOneField(Category, models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"of {self.category_id or 'all'}"
