"""What an organisation adds to labels: designs, printers, stocks; blank labels; large prints."""

from django.db import models

from wherehold.register.models import Asset, Party


class SavedDesign(models.Model):
    """A design under a name, for everybody who prints labels."""

    name = models.CharField(max_length=80, unique=True)
    design = models.JSONField(help_text="See labels.design; checked anew whenever it is used.")

    def __str__(self) -> str:
        return self.name


class Printer(models.Model):
    """A printer of the organisation: whose dots it has, and how far off it prints."""

    name = models.CharField(max_length=80, unique=True)
    profile = models.CharField(max_length=40, help_text="Code of a built-in profile.")
    right_um = models.IntegerField(default=0, help_text="Move to the right, in micrometres.")
    down_um = models.IntegerField(default=0, help_text="Move down, in micrometres.")
    scale_ppm = models.IntegerField(default=1_000_000, help_text="1,000,000 is true size.")
    calibrated_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class OwnStock(models.Model):
    """A label stock that the organisation measured itself."""

    name = models.CharField(max_length=80, unique=True)
    table = models.JSONField(help_text="As a table of labels/stocks.toml.")
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Blank labels that were printed at once, to be claimed one by one."""

    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    design = models.JSONField()
    by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Blank(models.Model):
    """One label of a batch: its tag and token are taken, and stand for nothing until claimed."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="+")
    tag = models.CharField(max_length=64)
    key = models.CharField(max_length=64, unique=True, help_text="The token as it is looked up.")
    token = models.CharField(max_length=64)
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, related_name="+", db_index=False)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["batch", "id"], name="labels_blank_batch"),
            models.Index(
                fields=["asset"],
                condition=models.Q(asset__isnull=False),
                name="labels_blank_asset",
            ),
        ]

    def __str__(self) -> str:
        return self.tag


class Print(models.Model):
    """Labels that are made in the background: how far it is, and where the file lies."""

    by = models.ForeignKey(Party, models.PROTECT, related_name="+")
    scopes = models.JSONField(null=True, help_text="What the token may; null without one.")
    asked = models.JSONField(help_text='{"ids": [...]} or {"given": {...}}.')
    design = models.JSONField()
    format = models.CharField(max_length=4)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    after_id = models.BigIntegerField(default=0, help_text="Filters go by id: the last one done.")
    parts = models.PositiveIntegerField(default=0)
    stored = models.CharField(max_length=64, help_text="Begins the names of its files.")
    trouble = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="labels_print_by")]

    def __str__(self) -> str:
        return f"{self.total} labels, {self.format}"


class Finding(models.Model):
    """What a finder wrote on the public page. Which thing it is about, only members see."""

    token = models.CharField(max_length=64, help_text="As in the address; may stand for nothing.")
    asset = models.ForeignKey(Asset, models.SET_NULL, null=True, related_name="+", db_index=False)
    text = models.TextField()
    contact = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-id"], name="labels_finding_newest")]

    def __str__(self) -> str:
        return self.contact
