"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("stocktake", "0001_initial"),
        ("stocktake", "0002_lines_are_found_by_their_count"),
        ("stocktake", "0003_how_often_what_is_counted"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Cycle",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, primary_key=True, serialize=False
                            ),
                        ),
                        ("a_minor", models.BigIntegerField(default=100000)),
                        ("b_minor", models.BigIntegerField(default=20000)),
                        ("a_days", models.PositiveSmallIntegerField(default=91)),
                        ("b_days", models.PositiveSmallIntegerField(default=182)),
                        ("c_days", models.PositiveSmallIntegerField(default=365)),
                        ("wrong_days", models.PositiveSmallIntegerField(default=730)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="stocktake_cycle_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Line",
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
                        ("value_minor", models.BigIntegerField(null=True)),
                        ("expected", models.BooleanField(default=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "Open"),
                                    ("found", "Found"),
                                    ("elsewhere", "Elsewhere"),
                                    ("missing", "Missing"),
                                    ("moved", "Moved"),
                                ],
                                default="open",
                                max_length=12,
                            ),
                        ),
                        ("seen_at", models.DateTimeField(null=True)),
                        (
                            "times",
                            models.PositiveIntegerField(
                                default=0, help_text="How often it was scanned again."
                            ),
                        ),
                        (
                            "twice",
                            models.BooleanField(
                                default=False, help_text="Seen at two places in one count."
                            ),
                        ),
                        ("moved", models.BooleanField(default=False)),
                        ("second_at", models.DateTimeField(null=True)),
                        (
                            "recount",
                            models.BooleanField(default=False, help_text="To be counted again."),
                        ),
                        ("outcome", models.CharField(blank=True, max_length=12)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "other_place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "outcome_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "seen_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "seen_place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Plan",
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
                        ("name", models.CharField(max_length=100)),
                        ("terms", models.JSONField(help_text="What the count is opened with.")),
                        ("every_days", models.PositiveSmallIntegerField()),
                        ("next_on", models.DateField()),
                        ("trouble", models.CharField(blank=True, max_length=300)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Question",
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
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("asked_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Answer",
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
                            "said",
                            models.CharField(blank=True, help_text="'yes' or 'no'.", max_length=8),
                        ),
                        ("words", models.CharField(blank=True, max_length=200)),
                        (
                            "line",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.line",
                            ),
                        ),
                        (
                            "question",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.question",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Stocktake",
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
                        ("name", models.CharField(max_length=120)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("counting", "Counting"),
                                    ("review", "Review"),
                                    ("closed", "Closed"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="counting",
                                max_length=12,
                            ),
                        ),
                        (
                            "given",
                            models.JSONField(
                                default=dict, help_text="The filters, as in an address."
                            ),
                        ),
                        (
                            "view",
                            models.CharField(
                                blank=True, help_text="The saved view it came from.", max_length=80
                            ),
                        ),
                        ("place_path", models.CharField(blank=True, max_length=120)),
                        ("category_path", models.CharField(blank=True, max_length=120)),
                        (
                            "sample",
                            models.PositiveIntegerField(
                                help_text="How many were drawn at random.", null=True
                            ),
                        ),
                        (
                            "seed",
                            models.CharField(
                                blank=True, help_text="The draw can be repeated.", max_length=40
                            ),
                        ),
                        (
                            "population",
                            models.PositiveIntegerField(
                                help_text="How many matched when it was frozen."
                            ),
                        ),
                        ("expected", models.PositiveIntegerField()),
                        (
                            "value_minor",
                            models.BigIntegerField(
                                help_text="Of what is expected, as far as priced."
                            ),
                        ),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "blind",
                            models.BooleanField(
                                default=False, help_text="Counters do not see what is expected."
                            ),
                        ),
                        (
                            "alone",
                            models.BooleanField(
                                default=False, help_text="One person may count and sign."
                            ),
                        ),
                        (
                            "second_minor",
                            models.BigIntegerField(
                                help_text="From this value on, a second person counts as well.",
                                null=True,
                            ),
                        ),
                        ("goal_permille", models.PositiveSmallIntegerField(default=980)),
                        ("note", models.TextField(blank=True)),
                        ("opened_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("close_note", models.TextField(blank=True)),
                        ("scans", models.PositiveIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        (
                            "revision",
                            models.PositiveIntegerField(
                                default=1, help_text="Rises with every change."
                            ),
                        ),
                        (
                            "result",
                            models.JSONField(
                                help_text="The figures as they were signed.", null=True
                            ),
                        ),
                        (
                            "closed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "opened_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="stocktake.plan",
                            ),
                        ),
                        (
                            "signer",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Scan",
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
                        ("client_id", models.CharField(max_length=64)),
                        ("code", models.CharField(max_length=300)),
                        ("method", models.CharField(max_length=16)),
                        ("device", models.CharField(blank=True, max_length=64)),
                        (
                            "captured_at",
                            models.DateTimeField(help_text="By the clock of the device."),
                        ),
                        ("at", models.DateTimeField(help_text="The same, within the count.")),
                        (
                            "clock",
                            models.CharField(
                                blank=True,
                                help_text="'ahead' or 'behind' if clamped.",
                                max_length=8,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField()),
                        ("result", models.CharField(max_length=12)),
                        ("taken_back_at", models.DateTimeField(null=True)),
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
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "stocktake",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.stocktake",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="question",
                    name="stocktake",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stocktake.stocktake",
                    ),
                ),
                migrations.AddField(
                    model_name="line",
                    name="stocktake",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stocktake.stocktake",
                    ),
                ),
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
                        ("key", models.CharField(max_length=64)),
                        ("name", models.CharField(blank=True, max_length=80)),
                        ("pending", models.PositiveIntegerField()),
                        ("reported_at", models.DateTimeField()),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "stocktake",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.stocktake",
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
                        ("path", models.CharField(blank=True, max_length=120)),
                        ("name", models.CharField(max_length=500)),
                        ("expected", models.PositiveIntegerField()),
                        ("found", models.PositiveIntegerField(default=0)),
                        ("elsewhere", models.PositiveIntegerField(default=0)),
                        ("missing", models.PositiveIntegerField(default=0)),
                        ("moved", models.PositiveIntegerField(default=0)),
                        ("finished_at", models.DateTimeField(null=True)),
                        (
                            "finished_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "stocktake",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.stocktake",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Unknown",
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
                        ("key", models.CharField(max_length=300)),
                        ("code", models.CharField(max_length=300)),
                        ("first_at", models.DateTimeField()),
                        ("last_at", models.DateTimeField()),
                        ("times", models.PositiveIntegerField(default=0)),
                        ("note", models.CharField(blank=True, max_length=300)),
                        (
                            "photo",
                            models.CharField(
                                blank=True, help_text="The stored picture's name.", max_length=64
                            ),
                        ),
                        ("photo_type", models.CharField(blank=True, max_length=40)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, help_text="'linked' or 'left'.", max_length=12
                            ),
                        ),
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
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "stocktake",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.stocktake",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.zone",
                            ),
                        ),
                    ],
                ),
                migrations.AddField(
                    model_name="line",
                    name="zone",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="stocktake.zone",
                    ),
                ),
                migrations.CreateModel(
                    name="Counter",
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
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.zone",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ZonePlace",
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
                        ("place_key", models.BigIntegerField()),
                        (
                            "stocktake",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.stocktake",
                            ),
                        ),
                        (
                            "zone",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="stocktake.zone",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="plan",
                    index=models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["next_on"],
                        name="stocktake_plan_next",
                    ),
                ),
                migrations.AddIndex(
                    model_name="stocktake",
                    index=models.Index(fields=["state", "opened_at"], name="stocktake_by_state"),
                ),
                migrations.AddIndex(
                    model_name="stocktake",
                    index=models.Index(fields=["plan"], name="stocktake_of_plan"),
                ),
                migrations.AddIndex(
                    model_name="scan",
                    index=models.Index(
                        condition=models.Q(("asset__isnull", False)),
                        fields=["stocktake", "asset"],
                        name="stocktake_scan_asset",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="scan",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "client_id"), name="stocktake_scan_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="question",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "party"), name="stocktake_question_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="device",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "key"), name="stocktake_device_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="unknown",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "key"), name="stocktake_unknown_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="line",
                    index=models.Index(fields=["zone", "state"], name="stocktake_line_zone"),
                ),
                migrations.AddIndex(
                    model_name="line",
                    index=models.Index(
                        fields=["stocktake", "state", "value_minor", "id", "outcome"],
                        name="stocktake_line_state",
                    ),
                ),
                migrations.AddIndex(
                    model_name="line",
                    index=models.Index(
                        condition=models.Q(("times__gt", 0)),
                        fields=["stocktake"],
                        name="stocktake_line_again",
                    ),
                ),
                migrations.AddIndex(
                    model_name="line",
                    index=models.Index(
                        condition=models.Q(("expected", False)),
                        fields=["stocktake", "state"],
                        name="stocktake_line_extra",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="line",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "asset"), name="stocktake_one_line_per_asset"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="counter",
                    constraint=models.UniqueConstraint(
                        fields=("zone", "party"), name="stocktake_counter_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="zoneplace",
                    constraint=models.UniqueConstraint(
                        fields=("stocktake", "place_key"), name="stocktake_one_zone_per_place"
                    ),
                ),
            ]
        )
    ]
