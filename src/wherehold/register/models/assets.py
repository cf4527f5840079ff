"""The things themselves, how they are known, and what keeps them from being used."""

from django.db import models
from django.db.models.functions import Coalesce, Length, Substr
from django.db.models.lookups import Exact

from wherehold.register.models.catalogue import Category, Model
from wherehold.register.models.parties import Party
from wherehold.register.models.places import Place


def _begins(path: str, other: str) -> Exact:
    """Return the condition that the path in one column begins as the one in another does."""
    return Exact(Substr(path, 1, Length(other)), models.F(other))


def _seen_elsewhere() -> models.Case:
    """Return the condition that an asset was seen elsewhere than it is recorded to be.

    Seen since that was last said, and neither there, nor inside that place, nor above it. What a
    person or team has goes where they go.
    """
    known = ~models.Q(held="party") & ~models.Q(place_path="") & ~models.Q(seen_path="")
    later = models.Q(seen_at__gt=Coalesce("placed_at", "created_at"))
    inside, above = _begins("seen_path", "place_path"), _begins("place_path", "seen_path")
    apart = ~models.Q(inside) & ~models.Q(above)
    return models.Case(
        models.When(known & later & apart, then=models.Value(True)),
        default=models.Value(False),
        output_field=models.BooleanField(),
    )


class Asset(models.Model):
    """One thing that we track: its present state. How it came about is in the ledger.

    `place` is where it is recorded to be, `seen_place` where it was last observed; `astray`,
    which the database keeps, says that the two disagree. Who holds it stands here for lists;
    the stays themselves belong to custody. Paths are copies of its places' and category's, so
    that what somebody may see is a range of one index.
    """

    class Stage(models.TextChoices):
        PLANNED = "planned"
        ORDERED = "ordered"
        IN_STOCK = "in_stock"
        IN_SERVICE = "in_service"
        IN_REPAIR = "in_repair"
        MISSING = "missing"
        RETIRED = "retired"
        DISPOSED = "disposed"

    class Condition(models.TextChoices):
        NEW = "new"
        GOOD = "good"
        WORN = "worn"
        DAMAGED = "damaged"
        BROKEN = "broken"

    class Held(models.TextChoices):
        NOBODY = ""
        PARTY = "party"
        PLACE = "place"
        ASSET = "asset"

    tag = models.CharField(max_length=64, unique=True)
    serial = models.CharField(max_length=128, blank=True, help_text="Copy of its identifier.")
    name = models.CharField(max_length=200)
    model = models.ForeignKey(Model, models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False
    )
    category_path = models.CharField(max_length=120, blank=True)
    stage = models.CharField(max_length=16, choices=Stage.choices, default=Stage.IN_STOCK)
    condition = models.CharField(max_length=16, choices=Condition.choices, default=Condition.GOOD)

    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+", db_index=False)
    place_path = models.CharField(max_length=120, blank=True)
    placed_at = models.DateTimeField(
        null=True, help_text="When its place was last said or vouched for; empty: when entered."
    )
    container = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    seen_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    seen_path = models.CharField(max_length=120, blank=True, db_default="")
    seen_at = models.DateTimeField(null=True)
    seen_how = models.CharField(max_length=16, blank=True)
    confirmed_at = models.DateTimeField(null=True, help_text="When someone last vouched for it.")
    confirmed_how = models.CharField(max_length=16, blank=True)

    held = models.CharField(max_length=8, choices=Held.choices, default=Held.NOBODY, blank=True)
    holder = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    held_place = models.ForeignKey(
        Place, models.PROTECT, null=True, related_name="+", db_index=False
    )
    held_asset = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    held_since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)

    accountable = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", db_index=False
    )
    supplier = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", db_index=False)
    order_no = models.CharField(max_length=100, blank=True)
    purchased_on = models.DateField(null=True)
    price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    rate = models.CharField(
        max_length=24, blank=True, help_text="Into the organisation's currency, at purchase."
    )
    value_minor = models.BigIntegerField(
        null=True, help_text="The price in the organisation's currency."
    )
    warranty_until = models.DateField(null=True)
    refresh_on = models.DateField(null=True)
    notes = models.TextField(blank=True)
    fields = models.JSONField(default=dict)
    photo = models.ForeignKey("Attachment", models.SET_NULL, null=True, related_name="+")

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True, help_text="Entered by mistake.")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", db_index=False
    )
    astray = models.GeneratedField(
        expression=_seen_elsewhere(), output_field=models.BooleanField(), db_persist=True
    )

    class Meta:
        # What may be seen and where the two paths lead is read off the index alone. Orders of
        # lists end with the id, so that a page goes on among equals.
        indexes = [
            models.Index(
                fields=[
                    *("place_path", "category_path", "stage"),
                    *("archived_at", "merged_into", "tag"),
                ],
                name="register_asset_reach",
            ),
            models.Index(
                fields=["category_path", "stage", "archived_at", "merged_into", "tag"],
                name="register_asset_sorts",
            ),
            models.Index(fields=["stage", "tag"], name="register_asset_stage"),
            models.Index(fields=["name", "id"], name="register_asset_by_name"),
            models.Index(fields=["seen_at", "id"], name="register_asset_by_seen"),
            models.Index(fields=["purchased_on", "id"], name="register_asset_by_purchase"),
            models.Index(fields=["value_minor", "id"], name="register_asset_by_value"),
            models.Index(fields=["confirmed_at"], name="register_asset_confirmed"),
            models.Index(
                fields=["warranty_until", "id"],
                condition=models.Q(warranty_until__isnull=False),
                name="register_asset_warranty",
            ),
            models.Index(
                fields=["supplier"],
                condition=models.Q(supplier__isnull=False),
                name="register_asset_supplier",
            ),
            models.Index(
                fields=["place_path", "category_path", "tag"],
                condition=models.Q(astray=True),
                name="register_asset_astray",
            ),
            models.Index(
                fields=["archived_at"],
                condition=models.Q(archived_at__isnull=False),
                name="register_asset_archived",
            ),
            models.Index(
                fields=["merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="register_asset_merged",
            ),
            models.Index(
                fields=["holder"],
                condition=models.Q(holder__isnull=False),
                name="register_asset_holder",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=models.Q(due_on__isnull=False),
                name="register_asset_by_due",
            ),
            models.Index(
                fields=["container"],
                condition=models.Q(container__isnull=False),
                name="register_asset_container",
            ),
            models.Index(
                fields=["held_asset"],
                condition=models.Q(held_asset__isnull=False),
                name="register_asset_held_asset",
            ),
        ]

    def __str__(self) -> str:
        return self.tag


class Identifier(models.Model):
    """One code by which an asset, a party or a place is known. Unique within its kind.

    `key` is the value as it is looked up (see `register.codes.key_of`): a scanner, a
    spreadsheet and a person write the same code differently.
    """

    class Kind(models.TextChoices):
        TAG = "tag"
        SERIAL = "serial"
        EPC = "epc"
        MAC = "mac"
        IMEI = "imei"
        DEVICE = "device"
        MAKER = "maker"
        TOKEN = "token"
        OTHER = "other"
        EMAIL = "email"
        USERNAME = "username"
        EMPLOYEE_NO = "employee_no"
        BADGE = "badge"
        PLACE_CODE = "place_code"

    kind = models.CharField(max_length=16, choices=Kind.choices)
    key = models.CharField(max_length=128)
    value = models.CharField(max_length=128)
    asset = models.ForeignKey(Asset, models.CASCADE, null=True, related_name="+", db_index=False)
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+", db_index=False)
    place = models.ForeignKey(Place, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="register_identifier_unique"),
        ]
        indexes = [
            models.Index(fields=["asset"], name="register_identifier_asset"),
            models.Index(
                fields=["party"],
                condition=models.Q(party__isnull=False),
                name="register_identifier_party",
            ),
            models.Index(
                fields=["place"],
                condition=models.Q(place__isnull=False),
                name="register_identifier_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Hold(models.Model):
    """A reason why an asset may not be handed out or used. It stands until it is lifted."""

    asset = models.ForeignKey(Asset, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    cause = models.CharField(max_length=40, help_text="Who says so: 'person', 'stocktake', ...")
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["asset"],
                condition=models.Q(lifted_at__isnull=True),
                name="register_hold_standing",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Attachment(models.Model):
    """A file on something: a photo, an invoice. The bytes lie in the data directory.

    `stored` is a random name that we chose; what the sender called it is only shown.
    """

    subject_type = models.CharField(max_length=16)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=16, help_text="'photo' or 'document'.")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.BigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=64, unique=True)
    thumbnail = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="register_attachment_subject"),
        ]

    def __str__(self) -> str:
        return self.name
