"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("register", "0001_initial"),
        ("register", "0002_category_numbering_and_void"),
        ("register", "0004_indexes_of_lists"),
        ("register", "0006_tallies_of_many_at_once"),
        ("register", "0007_seen_elsewhere"),
        ("register", "0008_values_of_own_fields"),
        ("register", "0009_records_that_were_merged_in"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Asset",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("tag", models.CharField(max_length=64, unique=True)),
                        (
                            "serial",
                            models.CharField(
                                blank=True, help_text="Copy of its identifier.", max_length=128
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("category_path", models.CharField(blank=True, max_length=120)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("ordered", "Ordered"),
                                    ("in_stock", "In Stock"),
                                    ("in_service", "In Service"),
                                    ("in_repair", "In Repair"),
                                    ("missing", "Missing"),
                                    ("retired", "Retired"),
                                    ("disposed", "Disposed"),
                                ],
                                default="in_stock",
                                max_length=16,
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("good", "Good"),
                                    ("worn", "Worn"),
                                    ("damaged", "Damaged"),
                                    ("broken", "Broken"),
                                ],
                                default="good",
                                max_length=16,
                            ),
                        ),
                        ("place_path", models.CharField(blank=True, max_length=120)),
                        (
                            "placed_at",
                            models.DateTimeField(
                                help_text="When its place was last said or vouched for; empty: when entered.",
                                null=True,
                            ),
                        ),
                        ("seen_path", models.CharField(blank=True, db_default="", max_length=120)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("seen_how", models.CharField(blank=True, max_length=16)),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                help_text="When someone last vouched for it.", null=True
                            ),
                        ),
                        ("confirmed_how", models.CharField(blank=True, max_length=16)),
                        (
                            "held",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Nobody"),
                                    ("party", "Party"),
                                    ("place", "Place"),
                                    ("asset", "Asset"),
                                ],
                                default="",
                                max_length=8,
                            ),
                        ),
                        ("held_since", models.DateTimeField(null=True)),
                        ("due_on", models.DateField(null=True)),
                        ("order_no", models.CharField(blank=True, max_length=100)),
                        ("purchased_on", models.DateField(null=True)),
                        ("price_minor", models.BigIntegerField(null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        (
                            "rate",
                            models.CharField(
                                blank=True,
                                help_text="Into the organisation's currency, at purchase.",
                                max_length=24,
                            ),
                        ),
                        (
                            "value_minor",
                            models.BigIntegerField(
                                help_text="The price in the organisation's currency.", null=True
                            ),
                        ),
                        ("warranty_until", models.DateField(null=True)),
                        ("refresh_on", models.DateField(null=True)),
                        ("notes", models.TextField(blank=True)),
                        ("fields", models.JSONField(default=dict)),
                        ("version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
                        ("updated_at", models.DateTimeField()),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "voided_at",
                            models.DateTimeField(help_text="Entered by mistake.", null=True),
                        ),
                        (
                            "astray",
                            models.GeneratedField(
                                db_persist=True,
                                expression=models.Case(
                                    models.When(
                                        models.Q(
                                            models.Q(("held", "party"), _negated=True),
                                            models.Q(("place_path", ""), _negated=True),
                                            models.Q(("seen_path", ""), _negated=True),
                                            (
                                                "seen_at__gt",
                                                django.db.models.functions.comparison.Coalesce(
                                                    "placed_at", "created_at"
                                                ),
                                            ),
                                            models.Q(
                                                django.db.models.lookups.Exact(
                                                    django.db.models.functions.text.Substr(
                                                        "seen_path",
                                                        1,
                                                        django.db.models.functions.text.Length(
                                                            "place_path"
                                                        ),
                                                    ),
                                                    models.F("place_path"),
                                                ),
                                                _negated=True,
                                            ),
                                            models.Q(
                                                django.db.models.lookups.Exact(
                                                    django.db.models.functions.text.Substr(
                                                        "place_path",
                                                        1,
                                                        django.db.models.functions.text.Length(
                                                            "seen_path"
                                                        ),
                                                    ),
                                                    models.F("seen_path"),
                                                ),
                                                _negated=True,
                                            ),
                                        ),
                                        then=models.Value(True),
                                    ),
                                    default=models.Value(False),
                                    output_field=models.BooleanField(),
                                ),
                                output_field=models.BooleanField(),
                            ),
                        ),
                        (
                            "container",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "held_asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Keyword",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Manufacturer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SearchText",
                    fields=[
                        (
                            "asset",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="register.asset",
                            ),
                        ),
                        ("text", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("subject_type", models.CharField(max_length=16)),
                        ("subject_id", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(help_text="'photo' or 'document'.", max_length=16),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("content_type", models.CharField(max_length=100)),
                        ("size", models.BigIntegerField(help_text="In bytes.")),
                        ("sha256", models.CharField(max_length=64)),
                        ("stored", models.CharField(max_length=64, unique=True)),
                        ("thumbnail", models.CharField(blank=True, max_length=64)),
                        ("added_at", models.DateTimeField()),
                        ("archived_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject_type", "subject_id"],
                                name="register_attachment_subject",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="asset",
                    name="photo",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="register.attachment",
                    ),
                ),
                migrations.CreateModel(
                    name="Category",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "path",
                            models.CharField(
                                help_text="See kernel.paths; set once it has an id.", max_length=120
                            ),
                        ),
                        ("full_name", models.CharField(max_length=500)),
                        ("icon", models.CharField(blank=True, max_length=40)),
                        (
                            "life_months",
                            models.PositiveIntegerField(help_text="Expected life.", null=True),
                        ),
                        (
                            "tag_prefix",
                            models.CharField(
                                blank=True,
                                help_text="Tags of its assets begin so; empty: as above it.",
                                max_length=12,
                            ),
                        ),
                        ("tag_digits", models.PositiveSmallIntegerField(default=4)),
                        ("tag_next", models.BigIntegerField(default=1)),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="asset",
                    name="category",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.category",
                    ),
                ),
                migrations.CreateModel(
                    name="ConfirmTally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("place_path", models.CharField(max_length=120)),
                        ("category_path", models.CharField(max_length=120)),
                        (
                            "confirmed_on",
                            models.DateField(help_text="In UTC; 0001-01-01 for never."),
                        ),
                        ("assets", models.BigIntegerField()),
                        ("value_minor", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["place_path", "category_path", "confirmed_on"],
                                name="register_confirm_tally_key",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Model",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("number", models.CharField(blank=True, max_length=100)),
                        (
                            "life_months",
                            models.PositiveIntegerField(help_text="Expected life.", null=True),
                        ),
                        ("fields", models.JSONField(default=dict)),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                        (
                            "image",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.attachment",
                            ),
                        ),
                        (
                            "manufacturer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.manufacturer",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="asset",
                    name="model",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.model",
                    ),
                ),
                migrations.CreateModel(
                    name="Party",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("person", "Person"),
                                    ("team", "Team"),
                                    ("department", "Department"),
                                    ("supplier", "Supplier"),
                                ],
                                default="person",
                                max_length=16,
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("email", models.CharField(blank=True, max_length=254)),
                        ("username", models.CharField(blank=True, max_length=150)),
                        (
                            "place_path",
                            models.CharField(
                                blank=True,
                                help_text="Empty: known in the whole organisation.",
                                max_length=120,
                            ),
                        ),
                        ("leaves_on", models.DateField(null=True)),
                        ("fields", models.JSONField(default=dict)),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "manager",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                help_text="Its team or department.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="category",
                    name="accountable",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
                migrations.AddField(
                    model_name="asset",
                    name="accountable",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
                migrations.AddField(
                    model_name="asset",
                    name="holder",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
                migrations.AddField(
                    model_name="asset",
                    name="supplier",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
                migrations.CreateModel(
                    name="Place",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("site", "Site"),
                                    ("building", "Building"),
                                    ("floor", "Floor"),
                                    ("room", "Room"),
                                    ("shelf", "Shelf"),
                                    ("vehicle", "Vehicle"),
                                    ("transit", "Transit"),
                                ],
                                default="site",
                                max_length=16,
                            ),
                        ),
                        (
                            "path",
                            models.CharField(
                                help_text="See kernel.paths; set once it has an id.", max_length=120
                            ),
                        ),
                        (
                            "full_name",
                            models.CharField(
                                help_text="Names from the root, with ' · '.", max_length=500
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=400)),
                        (
                            "latitude",
                            models.DecimalField(decimal_places=6, max_digits=9, null=True),
                        ),
                        (
                            "longitude",
                            models.DecimalField(decimal_places=6, max_digits=9, null=True),
                        ),
                        ("time_zone", models.CharField(blank=True, max_length=64)),
                        ("fields", models.JSONField(default=dict)),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "accountable",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="party",
                    name="place",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.place",
                    ),
                ),
                migrations.CreateModel(
                    name="Identifier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("tag", "Tag"),
                                    ("serial", "Serial"),
                                    ("epc", "Epc"),
                                    ("mac", "Mac"),
                                    ("imei", "Imei"),
                                    ("device", "Device"),
                                    ("maker", "Maker"),
                                    ("token", "Token"),
                                    ("other", "Other"),
                                    ("email", "Email"),
                                    ("username", "Username"),
                                    ("employee_no", "Employee No"),
                                    ("badge", "Badge"),
                                    ("place_code", "Place Code"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("key", models.CharField(max_length=128)),
                        ("value", models.CharField(max_length=128)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="asset",
                    name="held_place",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.place",
                    ),
                ),
                migrations.AddField(
                    model_name="asset",
                    name="place",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.place",
                    ),
                ),
                migrations.AddField(
                    model_name="asset",
                    name="seen_place",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.place",
                    ),
                ),
                migrations.CreateModel(
                    name="SavedView",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("name", models.CharField(max_length=80)),
                        (
                            "query",
                            models.JSONField(
                                help_text="As in the address: checked anew whenever it is used."
                            ),
                        ),
                        ("shared", models.BooleanField(default=False)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("place_path", models.CharField(max_length=120)),
                        ("category_path", models.CharField(max_length=120)),
                        ("stage", models.CharField(max_length=16)),
                        ("held", models.BooleanField()),
                        ("priced", models.BooleanField()),
                        (
                            "accountable",
                            models.BooleanField(help_text="Has an accountable party of its own."),
                        ),
                        ("assets", models.BigIntegerField()),
                        ("value_minor", models.BigIntegerField()),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=[
                                    "place_path",
                                    "category_path",
                                    "stage",
                                    "held",
                                    "priced",
                                    "accountable",
                                ],
                                name="register_tally_key",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FieldDefinition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "target",
                            models.CharField(
                                choices=[
                                    ("asset", "Asset"),
                                    ("model", "Model"),
                                    ("place", "Place"),
                                    ("party", "Party"),
                                ],
                                default="asset",
                                max_length=16,
                            ),
                        ),
                        ("key", models.SlugField(max_length=60)),
                        ("label", models.CharField(max_length=120)),
                        (
                            "type",
                            models.CharField(
                                choices=[
                                    ("text", "Text"),
                                    ("number", "Number"),
                                    ("money", "Money"),
                                    ("date", "Date"),
                                    ("choice", "Choice"),
                                    ("yes_no", "Yes No"),
                                    ("link", "Link"),
                                    ("person", "Person"),
                                ],
                                default="text",
                                max_length=16,
                            ),
                        ),
                        ("unit", models.CharField(blank=True, max_length=20)),
                        ("choices", models.JSONField(default=list)),
                        ("required", models.BooleanField(default=False)),
                        ("position", models.PositiveIntegerField(default=0)),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("target", "key"), name="register_field_key"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FieldValue",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("key", models.CharField(max_length=60)),
                        ("value", models.CharField(max_length=200)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("key", "value", "asset"), name="register_fieldvalue_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        (
                            "cause",
                            models.CharField(
                                help_text="Who says so: 'person', 'stocktake', ...", max_length=40
                            ),
                        ),
                        ("placed_at", models.DateTimeField()),
                        ("lifted_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lifted_at__isnull", True)),
                                fields=["asset"],
                                name="register_hold_standing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssetKeyword",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "keyword",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.keyword",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("keyword", "asset"), name="register_keyword_once"
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="model",
                    index=models.Index(fields=["name"], name="register_model_name"),
                ),
                migrations.AddIndex(
                    model_name="category",
                    index=models.Index(fields=["path"], name="register_category_path"),
                ),
                migrations.AddIndex(
                    model_name="category",
                    index=models.Index(fields=["parent", "name"], name="register_category_parent"),
                ),
                migrations.AddIndex(
                    model_name="place",
                    index=models.Index(fields=["path"], name="register_place_path"),
                ),
                migrations.AddIndex(
                    model_name="place",
                    index=models.Index(fields=["parent", "name"], name="register_place_parent"),
                ),
                migrations.AddIndex(
                    model_name="party",
                    index=models.Index(fields=["kind", "name"], name="register_party_name"),
                ),
                migrations.AddIndex(
                    model_name="party",
                    index=models.Index(fields=["place_path"], name="register_party_place_path"),
                ),
                migrations.AddIndex(
                    model_name="identifier",
                    index=models.Index(fields=["asset"], name="register_identifier_asset"),
                ),
                migrations.AddIndex(
                    model_name="identifier",
                    index=models.Index(
                        condition=models.Q(("party__isnull", False)),
                        fields=["party"],
                        name="register_identifier_party",
                    ),
                ),
                migrations.AddIndex(
                    model_name="identifier",
                    index=models.Index(
                        condition=models.Q(("place__isnull", False)),
                        fields=["place"],
                        name="register_identifier_place",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identifier",
                    constraint=models.UniqueConstraint(
                        fields=("key", "kind"), name="register_identifier_unique"
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        fields=[
                            "place_path",
                            "category_path",
                            "stage",
                            "archived_at",
                            "merged_into",
                            "tag",
                        ],
                        name="register_asset_reach",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        fields=["category_path", "stage", "archived_at", "merged_into", "tag"],
                        name="register_asset_sorts",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["stage", "tag"], name="register_asset_stage"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["name", "id"], name="register_asset_by_name"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["seen_at", "id"], name="register_asset_by_seen"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        fields=["purchased_on", "id"], name="register_asset_by_purchase"
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        fields=["value_minor", "id"], name="register_asset_by_value"
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(fields=["confirmed_at"], name="register_asset_confirmed"),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("warranty_until__isnull", False)),
                        fields=["warranty_until", "id"],
                        name="register_asset_warranty",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("supplier__isnull", False)),
                        fields=["supplier"],
                        name="register_asset_supplier",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("astray", True)),
                        fields=["place_path", "category_path", "tag"],
                        name="register_asset_astray",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("archived_at__isnull", False)),
                        fields=["archived_at"],
                        name="register_asset_archived",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="register_asset_merged",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("holder__isnull", False)),
                        fields=["holder"],
                        name="register_asset_holder",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("due_on__isnull", False)),
                        fields=["due_on", "id"],
                        name="register_asset_by_due",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("container__isnull", False)),
                        fields=["container"],
                        name="register_asset_container",
                    ),
                ),
                migrations.AddIndex(
                    model_name="asset",
                    index=models.Index(
                        condition=models.Q(("held_asset__isnull", False)),
                        fields=["held_asset"],
                        name="register_asset_held_asset",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="savedview",
                    constraint=models.UniqueConstraint(
                        fields=("owner", "name"), name="register_view_name"
                    ),
                ),
            ]
        )
    ]
