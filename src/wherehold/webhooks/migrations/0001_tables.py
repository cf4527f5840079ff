"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("webhooks", "0001_initial"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Webhook",
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
                        ("url", models.CharField(max_length=500)),
                        (
                            "kinds",
                            models.JSONField(
                                default=list, help_text="As 'custody.*'; none means everything."
                            ),
                        ),
                        (
                            "hidden",
                            models.TextField(
                                help_text="The key that signs, encrypted: see kernel.secrecy."
                            ),
                        ),
                        ("on", models.BooleanField(default=True)),
                        (
                            "off_why",
                            models.CharField(
                                blank=True, help_text="'failing', 'no_rights', ...", max_length=40
                            ),
                        ),
                        (
                            "pos",
                            models.BigIntegerField(
                                help_text="The position in the ledger that is looked at next."
                            ),
                        ),
                        ("failing_since", models.DateTimeField(null=True)),
                        ("next_at", models.DateTimeField(help_text="No call before.", null=True)),
                        ("created_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                        ("pos", models.BigIntegerField()),
                        (
                            "event",
                            models.CharField(
                                help_text="The number that receivers know it by.", max_length=40
                            ),
                        ),
                        ("kind", models.CharField(max_length=80)),
                        ("body", models.TextField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("delivered", "Delivered"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        (
                            "status",
                            models.PositiveIntegerField(help_text="Of the last answer.", null=True),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True, help_text="How that begins.", max_length=500
                            ),
                        ),
                        ("took_ms", models.PositiveIntegerField(null=True)),
                        ("created_at", models.DateTimeField()),
                        ("tried_at", models.DateTimeField(null=True)),
                        (
                            "webhook",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="webhooks.webhook",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["webhook", "-id"], name="webhooks_delivery_latest"
                            ),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["webhook", "id"],
                                name="webhooks_delivery_waiting",
                            ),
                        ],
                    },
                ),
            ]
        )
    ]
