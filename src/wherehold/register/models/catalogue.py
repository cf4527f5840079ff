"""What sorts of things there are: makers, models, categories, own fields, keywords."""

from django.db import models


class Manufacturer(models.Model):
    """Who makes a model."""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A node of the category tree. An asset has its own; its model's is only the default."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=120, help_text="See kernel.paths; set once it has an id.")
    full_name = models.CharField(max_length=500)
    icon = models.CharField(max_length=40, blank=True)
    accountable = models.ForeignKey("Party", models.PROTECT, null=True, related_name="+")
    life_months = models.PositiveIntegerField(null=True, help_text="Expected life.")
    tag_prefix = models.CharField(
        max_length=12, blank=True, help_text="Tags of its assets begin so; empty: as above it."
    )
    tag_digits = models.PositiveSmallIntegerField(default=4)
    tag_next = models.BigIntegerField(default=1)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["path"], name="register_category_path"),
            models.Index(fields=["parent", "name"], name="register_category_parent"),
        ]

    def __str__(self) -> str:
        return self.full_name


class Model(models.Model):
    """A product that assets are pieces of."""

    name = models.CharField(max_length=200)
    number = models.CharField(max_length=100, blank=True)
    manufacturer = models.ForeignKey(Manufacturer, models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    life_months = models.PositiveIntegerField(null=True, help_text="Expected life.")
    image = models.ForeignKey("Attachment", models.SET_NULL, null=True, related_name="+")
    fields = models.JSONField(default=dict)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["name"], name="register_model_name")]

    def __str__(self) -> str:
        return self.name


class FieldDefinition(models.Model):
    """A field that the organisation adds to a kind of object, everywhere or for a category.

    Values live in the object's `fields`, by key, as JSON without fractions: numbers are
    decimal strings, days ISO 8601, money is {"minor": 1250, "currency": "EUR"}.
    """

    class Target(models.TextChoices):
        ASSET = "asset"
        MODEL = "model"
        PLACE = "place"
        PARTY = "party"

    class Type(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        MONEY = "money"
        DATE = "date"
        CHOICE = "choice"
        YES_NO = "yes_no"
        LINK = "link"
        PERSON = "person"

    target = models.CharField(max_length=16, choices=Target.choices, default=Target.ASSET)
    key = models.SlugField(max_length=60)
    label = models.CharField(max_length=120)
    type = models.CharField(max_length=16, choices=Type.choices, default=Type.TEXT)
    unit = models.CharField(max_length=20, blank=True)
    choices = models.JSONField(default=list)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    required = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "key"], name="register_field_key"),
        ]

    def __str__(self) -> str:
        return self.label


class Keyword(models.Model):
    """A free word that things are sorted by, across categories."""

    name = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.name


class AssetKeyword(models.Model):
    """One keyword on one asset."""

    asset = models.ForeignKey("Asset", models.CASCADE, related_name="+")
    keyword = models.ForeignKey(Keyword, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keyword", "asset"], name="register_keyword_once"),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} {self.keyword_id}"
