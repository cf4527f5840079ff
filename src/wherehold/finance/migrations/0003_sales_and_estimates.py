"""Things held for sale, what letting them go costs, insured values and a price index."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0002_costs_meters_and_tax_years"),
        ("register", "0005_codes_by_how_they_begin"),
    ]

    # Words are checked by forms and programs, not by the database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="change",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("estimate", "Estimate"),
                            ("improve", "Improve"),
                            ("impair", "Impair"),
                            ("reverse", "Reverse"),
                            ("revalue", "Revalue"),
                            ("suspend", "Suspend"),
                            ("resume", "Resume"),
                            ("transfer", "Transfer"),
                            ("hold", "Hold"),
                            ("release", "Release"),
                            ("part", "Part"),
                            ("dispose", "Dispose"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="cost",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("addition", "Addition"),
                            ("improvement", "Improvement"),
                            ("repair", "Repair"),
                            ("running", "Running"),
                            ("energy", "Energy"),
                            ("insurance", "Insurance"),
                            ("lease", "Lease"),
                            ("disposal", "Disposal"),
                            ("proceeds", "Proceeds"),
                        ],
                        max_length=12,
                    ),
                ),
            ]
        ),
        CreateTables(
            [
                migrations.CreateModel(
                    name="PriceIndex",
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
                        ("on", models.DateField(unique=True)),
                        (
                            "value",
                            models.CharField(
                                help_text="A decimal text, such as 112.4.", max_length=24
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=200)),
                    ],
                ),
                migrations.CreateModel(
                    name="Estimate",
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
                                choices=[("insured", "Insured"), ("replacement", "Replacement")],
                                max_length=12,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("value_minor", models.BigIntegerField()),
                        ("source", models.CharField(blank=True, max_length=200)),
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
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["asset", "kind", "on"], name="finance_estimate_of_asset"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
