"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("scan", "0001_scans_kept_once"),
        ("scan", "0002_acts_of_phones"),
    ]

    dependencies = [
        ("accounts", "0001_tables"),
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Op",
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
                        ("op_id", models.CharField(max_length=64)),
                        ("act", models.CharField(max_length=16)),
                        ("args", models.JSONField()),
                        (
                            "base",
                            models.JSONField(
                                help_text="A list with what the phone knew, if it said so.",
                                null=True,
                            ),
                        ),
                        ("captured_at", models.DateTimeField()),
                        (
                            "said_at",
                            models.DateTimeField(help_text="What a wrong clock said.", null=True),
                        ),
                        ("received_at", models.DateTimeField()),
                        (
                            "status",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("applied", "Applied"),
                                    ("conflict", "Conflict"),
                                    ("rejected", "Rejected"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("answer", models.JSONField(default=dict)),
                        ("done", models.UUIDField(help_text="The act in the ledger.", null=True)),
                        (
                            "review",
                            models.CharField(
                                blank=True,
                                choices=[("open", "Open"), ("settled", "Settled")],
                                max_length=8,
                            ),
                        ),
                        ("choice", models.CharField(blank=True, max_length=8)),
                        ("settled_at", models.DateTimeField(null=True)),
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
                            "blocked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="scan.op",
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.device",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "settled_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("review", "open")),
                                fields=["review", "asset"],
                                name="scan_op_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("device", "op_id"), name="scan_op_once")
                        ],
                    },
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
                        (
                            "caller",
                            models.CharField(
                                help_text="The phone, token or person it came from.", max_length=64
                            ),
                        ),
                        ("client_id", models.CharField(max_length=64)),
                        ("code", models.CharField(max_length=1000)),
                        ("at", models.DateTimeField()),
                        (
                            "said_at",
                            models.DateTimeField(help_text="What a wrong clock said.", null=True),
                        ),
                        ("received_at", models.DateTimeField()),
                        ("latitude", models.FloatField(null=True)),
                        ("longitude", models.FloatField(null=True)),
                        ("accuracy_m", models.FloatField(null=True)),
                        ("method", models.CharField(max_length=16)),
                        (
                            "refusal",
                            models.CharField(
                                blank=True, help_text="Its code; empty if recorded.", max_length=40
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
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["caller", "at"], name="scan_of_caller"),
                            models.Index(
                                condition=models.Q(("asset__isnull", False)),
                                fields=["asset", "at"],
                                name="scan_of_asset",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("caller", "client_id"), name="scan_once"
                            )
                        ],
                    },
                ),
            ]
        )
    ]
