"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("transfers", "0001_initial"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Transfer",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "Prepared"),
                                    ("sent", "Sent"),
                                    ("arrived", "Arrived"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="prepared",
                                max_length=12,
                            ),
                        ),
                        ("carrier", models.CharField(blank=True, max_length=120)),
                        ("tracking_no", models.CharField(blank=True, max_length=120)),
                        ("expected_on", models.DateField(null=True)),
                        ("note", models.TextField(blank=True)),
                        ("made_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                        (
                            "closed_at",
                            models.DateTimeField(
                                help_text="When the last of it was accounted for.", null=True
                            ),
                        ),
                        (
                            "from_place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "to_place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "transit",
                            models.ForeignKey(
                                help_text="Where it is on its way.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Item",
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
                        ("name", models.CharField(max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("listed", "Listed"),
                                    ("sent", "Sent"),
                                    ("received", "Received"),
                                    ("short", "Short"),
                                    ("surplus", "Surplus"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="listed",
                                max_length=12,
                            ),
                        ),
                        ("open", models.BooleanField(default=True)),
                        ("received_at", models.DateTimeField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Open"),
                                    ("found", "Found"),
                                    ("stayed", "Stayed"),
                                    ("lost", "Lost"),
                                    ("kept", "Kept"),
                                    ("goes_back", "Goes Back"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "received_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "transfer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="transfers.transfer",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="transfer",
                    index=models.Index(fields=["state", "expected_on"], name="transfers_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="item",
                    constraint=models.UniqueConstraint(
                        fields=("transfer", "asset"), name="transfers_item_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="item",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("open", True)),
                        fields=("asset",),
                        name="transfers_one_way_at_once",
                    ),
                ),
            ]
        )
    ]
