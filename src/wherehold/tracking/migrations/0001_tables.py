"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("tracking", "0001_initial"),
        ("tracking", "0002_zones"),
        ("tracking", "0003_plain_folds"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Device",
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
                            "key",
                            models.CharField(
                                help_text="What it calls itself.", max_length=128, unique=True
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("gps", "Gps"),
                                    ("ble", "Ble"),
                                    ("rfid", "Rfid"),
                                    ("reader", "Reader"),
                                    ("gateway", "Gateway"),
                                    ("phone", "Phone"),
                                    ("sensor", "Sensor"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=8,
                            ),
                        ),
                        ("name", models.CharField(blank=True, max_length=200)),
                        (
                            "found_by",
                            models.CharField(
                                blank=True, help_text="The source that named it.", max_length=80
                            ),
                        ),
                        (
                            "first_at",
                            models.DateTimeField(
                                help_text="When it was entered, or first heard of."
                            ),
                        ),
                        ("added_at", models.DateTimeField(null=True)),
                        (
                            "gateway",
                            models.ForeignKey(
                                help_text="Which one speaks for it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Month",
                    fields=[
                        ("month", models.PositiveIntegerField(primary_key=True, serialize=False)),
                    ],
                ),
                migrations.CreateModel(
                    name="Quarantined",
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
                        ("source", models.CharField(max_length=80)),
                        ("received_at", models.DateTimeField(db_index=True)),
                        ("content_type", models.CharField(blank=True, max_length=100)),
                        ("reason", models.CharField(max_length=300)),
                        ("body", models.BinaryField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Count",
                    fields=[
                        (
                            "source",
                            models.CharField(max_length=80, primary_key=True, serialize=False),
                        ),
                        ("accepted", models.BigIntegerField(default=0)),
                        ("stored", models.BigIntegerField(default=0)),
                        ("duplicate", models.BigIntegerField(default=0)),
                        ("rejected", models.BigIntegerField(default=0)),
                        ("late", models.BigIntegerField(default=0, help_text="Of those stored.")),
                        (
                            "flagged",
                            models.BigIntegerField(default=0, help_text="Of those stored."),
                        ),
                        (
                            "last_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "accepted",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("stored"), "+", models.F("duplicate")
                                            ),
                                            "+",
                                            models.F("rejected"),
                                        ),
                                    )
                                ),
                                name="tracking_count_adds_up",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refold",
                    fields=[
                        (
                            "device",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="tracking.device",
                            ),
                        ),
                        ("from_us", models.BigIntegerField()),
                        ("until_us", models.BigIntegerField(default=0)),
                    ],
                ),
                migrations.CreateModel(
                    name="State",
                    fields=[
                        (
                            "device",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="tracking.device",
                            ),
                        ),
                        (
                            "newest_us",
                            models.BigIntegerField(default=0, help_text="Of all that is stored."),
                        ),
                        (
                            "contact_us",
                            models.BigIntegerField(
                                default=0, help_text="When something of it last came."
                            ),
                        ),
                        ("battery_us", models.BigIntegerField(default=0)),
                        ("battery_pct", models.FloatField(null=True)),
                        (
                            "at_us",
                            models.BigIntegerField(
                                default=0, help_text="Of the last sound position."
                            ),
                        ),
                        ("k", models.SmallIntegerField(default=0)),
                        ("lat", models.FloatField(null=True)),
                        ("lon", models.FloatField(null=True)),
                        ("accuracy_m", models.FloatField(null=True)),
                        ("speed_mps", models.FloatField(null=True)),
                        ("heading_deg", models.FloatField(null=True)),
                        (
                            "fold",
                            models.TextField(
                                blank=True, help_text="See tracking.folding; empty when plain."
                            ),
                        ),
                        (
                            "since",
                            models.SmallIntegerField(
                                default=0, help_text="Positions since the last checkpoint."
                            ),
                        ),
                        (
                            "inside",
                            models.TextField(
                                blank=True, help_text="Ids of the zones that it is in, when plain."
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Checkpoint",
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
                        ("at_us", models.BigIntegerField()),
                        ("k", models.SmallIntegerField()),
                        ("fold", models.TextField()),
                        (
                            "device",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Binding",
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
                        ("starts_at", models.DateTimeField()),
                        (
                            "ends_at",
                            models.DateTimeField(
                                help_text="From when on it is so no more.", null=True
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Secret",
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
                            "digest",
                            models.CharField(
                                help_text="SHA-256, in hex.", max_length=64, unique=True
                            ),
                        ),
                        ("hint", models.CharField(max_length=8)),
                        ("created_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Zone",
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
                        (
                            "geometry",
                            models.JSONField(
                                help_text="GeoJSON: Point, LineString, Polygon or MultiPolygon."
                            ),
                        ),
                        (
                            "reach_m",
                            models.FloatField(
                                default=0, help_text="Radius of a circle, half a corridor."
                            ),
                        ),
                        ("changed_at", models.DateTimeField()),
                        ("archived_at", models.DateTimeField(null=True)),
                        (
                            "place",
                            models.ForeignKey(
                                help_text="What is in it is seen there.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Crossing",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                help_text="Made of device, zone, way and instant.",
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("entered", models.BooleanField()),
                        ("at_us", models.BigIntegerField()),
                        (
                            "by_us",
                            models.BigIntegerField(help_text="Of the position that confirmed it."),
                        ),
                        ("by_k", models.SmallIntegerField()),
                        ("late", models.BooleanField(default=False)),
                        ("superseded_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="tracking.zone",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="device",
                    index=models.Index(
                        condition=models.Q(("added_at__isnull", True)),
                        fields=["found_by"],
                        name="tracking_device_waiting",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checkpoint",
                    constraint=models.UniqueConstraint(
                        fields=("device", "at_us", "k"), name="tracking_checkpoint_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="binding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("asset__isnull", True), ("place__isnull", True), _connector="XOR"
                        ),
                        name="tracking_binding_to_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="binding",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__isnull", True),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="tracking_binding_forwards",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="binding",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("ends_at__isnull", True)),
                        fields=("device",),
                        name="tracking_binding_one_open",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="secret",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("device",),
                        name="tracking_secret_one",
                    ),
                ),
                migrations.AddIndex(
                    model_name="crossing",
                    index=models.Index(fields=["device", "by_us"], name="tracking_crossing_device"),
                ),
                migrations.AddIndex(
                    model_name="crossing",
                    index=models.Index(fields=["zone", "at_us"], name="tracking_crossing_zone"),
                ),
                migrations.AddIndex(
                    model_name="crossing",
                    index=models.Index(fields=["asset", "at_us"], name="tracking_crossing_asset"),
                ),
            ]
        )
    ]
