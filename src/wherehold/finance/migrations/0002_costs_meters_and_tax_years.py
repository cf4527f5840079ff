"""What things cost, what meters said, and the pools of tax years."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0001_tables"),
        ("register", "0005_codes_by_how_they_begin"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="total_units",
            field=models.BigIntegerField(
                default=0, help_text="Of a whole life, where units count."
            ),
        ),
        CreateTables(
            [
                migrations.CreateModel(
                    name="Allowance",
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
                                choices=[("special", "Special"), ("expense", "Expense")],
                                max_length=8,
                            ),
                        ),
                        ("begins", models.DateField()),
                        ("ends", models.DateField(null=True)),
                        ("permille", models.PositiveSmallIntegerField(default=0)),
                        ("limit_minor", models.BigIntegerField(default=0)),
                        ("above_minor", models.BigIntegerField(default=0)),
                        ("source", models.CharField(max_length=200)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "begins"), name="finance_one_allowance"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Cost",
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
                                    ("purchase", "Purchase"),
                                    ("addition", "Addition"),
                                    ("improvement", "Improvement"),
                                    ("repair", "Repair"),
                                    ("running", "Running"),
                                    ("energy", "Energy"),
                                    ("insurance", "Insurance"),
                                    ("lease", "Lease"),
                                    ("proceeds", "Proceeds"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("amount_minor", models.BigIntegerField(help_text="Without tax.")),
                        ("tax_minor", models.BigIntegerField(default=0)),
                        ("currency", models.CharField(max_length=3)),
                        ("rate", models.CharField(blank=True, max_length=24)),
                        (
                            "value_minor",
                            models.BigIntegerField(
                                help_text="In the organisation's currency.", null=True
                            ),
                        ),
                        ("invoice", models.CharField(blank=True, max_length=100)),
                        ("funding", models.CharField(blank=True, max_length=100)),
                        ("cost_centre", models.CharField(blank=True, max_length=60)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "capitalised",
                            models.BooleanField(
                                default=False, help_text="Added to its value in books."
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(null=True)),
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
                            "by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "supplier",
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
                            models.Index(fields=["asset", "on"], name="finance_cost_of_asset"),
                            models.Index(fields=["on", "id"], name="finance_cost_by_day"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
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
                        ("on", models.DateField()),
                        ("count", models.BigIntegerField()),
                        ("units", models.BigIntegerField()),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("asset", "on"), name="finance_one_reading_a_day"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxYear",
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
                        ("begins", models.DateField()),
                        ("convention", models.CharField(max_length=16)),
                        ("basis_minor", models.BigIntegerField()),
                        ("last_quarter_minor", models.BigIntegerField()),
                        ("locked_at", models.DateTimeField()),
                        (
                            "book",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="finance.book",
                            ),
                        ),
                        (
                            "locked_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("book", "begins"), name="finance_one_tax_year"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
