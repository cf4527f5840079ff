"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("labels", "0001_initial"),
        ("labels", "0002_archived_stocks_and_printers"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="OwnStock",
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
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("table", models.JSONField(help_text="As a table of labels/stocks.toml.")),
                        ("archived_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Printer",
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
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "profile",
                            models.CharField(
                                help_text="Code of a built-in profile.", max_length=40
                            ),
                        ),
                        (
                            "right_um",
                            models.IntegerField(
                                default=0, help_text="Move to the right, in micrometres."
                            ),
                        ),
                        (
                            "down_um",
                            models.IntegerField(default=0, help_text="Move down, in micrometres."),
                        ),
                        (
                            "scale_ppm",
                            models.IntegerField(
                                default=1000000, help_text="1,000,000 is true size."
                            ),
                        ),
                        ("calibrated_at", models.DateTimeField(null=True)),
                        ("archived_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="SavedDesign",
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
                        ("name", models.CharField(max_length=80, unique=True)),
                        (
                            "design",
                            models.JSONField(
                                help_text="See labels.design; checked anew whenever it is used."
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Batch",
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
                        ("size", models.PositiveIntegerField()),
                        ("design", models.JSONField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Blank",
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
                        ("tag", models.CharField(max_length=64)),
                        (
                            "key",
                            models.CharField(
                                help_text="The token as it is looked up.",
                                max_length=64,
                                unique=True,
                            ),
                        ),
                        ("token", models.CharField(max_length=64)),
                        ("claimed_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "batch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="labels.batch",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["batch", "id"], name="labels_blank_batch"),
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset"],
                                name="labels_blank_asset",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                            "token",
                            models.CharField(
                                help_text="As in the address; may stand for nothing.", max_length=64
                            ),
                        ),
                        ("text", models.TextField()),
                        ("contact", models.CharField(max_length=200)),
                        ("received_at", models.DateTimeField()),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-id"], name="labels_finding_newest")],
                    },
                ),
                migrations.CreateModel(
                    name="Print",
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
                            "scopes",
                            models.JSONField(
                                help_text="What the token may; null without one.", null=True
                            ),
                        ),
                        (
                            "asked",
                            models.JSONField(help_text='{"ids": [...]} or {"given": {...}}.'),
                        ),
                        ("design", models.JSONField()),
                        ("format", models.CharField(max_length=4)),
                        ("total", models.PositiveIntegerField()),
                        ("done", models.PositiveIntegerField(default=0)),
                        (
                            "after_id",
                            models.BigIntegerField(
                                default=0, help_text="Filters go by id: the last one done."
                            ),
                        ),
                        ("parts", models.PositiveIntegerField(default=0)),
                        (
                            "stored",
                            models.CharField(
                                help_text="Begins the names of its files.", max_length=64
                            ),
                        ),
                        ("trouble", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["by", "-id"], name="labels_print_by")],
                    },
                ),
            ]
        )
    ]
