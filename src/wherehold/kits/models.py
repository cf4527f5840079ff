"""Kits: what belongs into a thing, what is in it, and what is missing from it."""

from django.db import models

from wherehold.custody.models import Checkout
from wherehold.register.models import Asset, Category, Model, Party


class Template(models.Model):
    """What belongs together: into a kit, or into the hands of somebody with a role."""

    class Use(models.TextChoices):
        KIT = "kit"
        ROLE = "role"

    name = models.CharField(max_length=120)
    use = models.CharField(max_length=8, choices=Use.choices, default=Use.KIT)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["use", "name"],
                condition=models.Q(archived_at=None),
                name="kits_template_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Kit(models.Model):
    """A thing with its own tag that is made of things. What lies in it is for the register."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    unmade_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(unmade_at=None),
                name="kits_one_kit_per_asset",
            ),
        ]

    def __str__(self) -> str:
        return f"kit {self.asset_id}"


class Want(models.Model):
    """One line of what belongs into a kit or template: one thing, or so many of a sort."""

    template = models.ForeignKey(Template, models.CASCADE, null=True, related_name="+")
    kit = models.ForeignKey(Kit, models.CASCADE, null=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="+")
    model = models.ForeignKey(Model, models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveSmallIntegerField(default=1)
    must = models.BooleanField(default=True, help_text="Without it the kit is incomplete.")
    substitutes = models.JSONField(default=list, help_text="Models that will do as well, by id.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(template__isnull=False, kit=None)
                    | models.Q(template=None, kit__isnull=False)
                ),
                name="kits_want_of_one",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(asset__isnull=False, model=None, category=None, quantity=1)
                    | models.Q(asset=None, model__isnull=False, category=None)
                    | models.Q(asset=None, model=None, category__isnull=False)
                ),
                name="kits_want_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of line {self.position}"


class Piece(models.Model):
    """A thing that belongs to a kit, whether it lies in it just now or not."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(left_at=None),
                name="kits_piece_in_one_kit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.kit_id}"


class Missing(models.Model):
    """A piece that was not there when its kit came back or was counted, and what became of it."""

    class Outcome(models.TextChoices):
        OPEN = ""
        FOUND = "found"
        LOST = "lost"
        REPLACED = "replaced"

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="+")
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    holder = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    stay = models.ForeignKey(Checkout, models.PROTECT, null=True, related_name="+", db_index=False)
    noticed_at = models.DateTimeField()
    noticed_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    replacement = models.ForeignKey(
        Asset, models.PROTECT, null=True, related_name="+", db_index=False
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=models.Q(outcome=""), name="kits_missing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} missing from {self.kit_id}"
