"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("finance", "0001_initial"),
        ("finance", "0002_periods"),
        ("finance", "0003_people_and_days"),
        ("finance", "0004_changes"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Book",
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
                        ("code", models.CharField(max_length=20, unique=True)),
                        ("name", models.CharField(max_length=80)),
                        ("currency", models.CharField(max_length=3)),
                        (
                            "fiscal_start",
                            models.PositiveSmallIntegerField(
                                default=1, help_text="Month, from 1 to 12."
                            ),
                        ),
                        ("rounding", models.CharField(default="cumulative", max_length=16)),
                        (
                            "threshold_minor",
                            models.BigIntegerField(
                                default=0, help_text="What costs less is not taken in."
                            ),
                        ),
                        (
                            "expense_account",
                            models.CharField(default="Expenses:Depreciation", max_length=120),
                        ),
                        (
                            "accumulated_account",
                            models.CharField(
                                default="Assets:Accumulated-Depreciation", max_length=120
                            ),
                        ),
                        (
                            "accounts",
                            models.JSONField(
                                default=dict, help_text="Others, by what they are for."
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
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
                        ("cost_minor", models.BigIntegerField()),
                        (
                            "residual_minor",
                            models.BigIntegerField(help_text="Empty: by the policy.", null=True),
                        ),
                        ("in_service_on", models.DateField(null=True)),
                        ("own", models.JSONField(default=dict)),
                        ("opening_minor", models.BigIntegerField(default=0)),
                        ("opening_through", models.DateField(null=True)),
                        ("opening_months", models.PositiveIntegerField(null=True)),
                        ("cost_centre", models.CharField(blank=True, db_default="", max_length=60)),
                        (
                            "booked_on",
                            models.DateField(
                                help_text="When its cost came into the accounts: in no month that was posted.",
                                null=True,
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "book",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="finance.book",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Change",
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
                                    ("estimate", "Estimate"),
                                    ("improve", "Improve"),
                                    ("impair", "Impair"),
                                    ("reverse", "Reverse"),
                                    ("revalue", "Revalue"),
                                    ("suspend", "Suspend"),
                                    ("resume", "Resume"),
                                    ("transfer", "Transfer"),
                                    ("part", "Part"),
                                    ("dispose", "Dispose"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("on", models.DateField()),
                        ("begins", models.DateField()),
                        ("booked_on", models.DateField()),
                        ("way", models.CharField(blank=True, max_length=16)),
                        ("note", models.CharField(blank=True, max_length=200)),
                        (
                            "cost_minor",
                            models.BigIntegerField(
                                default=0, help_text="By which the cost changed."
                            ),
                        ),
                        (
                            "accumulated_minor",
                            models.BigIntegerField(
                                default=0, help_text="By which it changed what is accumulated."
                            ),
                        ),
                        (
                            "result_minor",
                            models.BigIntegerField(default=0, help_text="To profit or loss."),
                        ),
                        ("surplus_minor", models.BigIntegerField(default=0)),
                        (
                            "gain_minor",
                            models.BigIntegerField(default=0, help_text="Of a disposal."),
                        ),
                        (
                            "proceeds_minor",
                            models.BigIntegerField(default=0, help_text="Less what the sale cost."),
                        ),
                        (
                            "late_minor",
                            models.BigIntegerField(
                                default=0,
                                help_text="By which it moves what was posted: made up for in the open month.",
                            ),
                        ),
                        (
                            "charged_minor",
                            models.BigIntegerField(help_text="What was charged before."),
                        ),
                        ("held", models.JSONField(help_text="What is held since.")),
                        ("own", models.JSONField(default=dict)),
                        ("cost_centre", models.CharField(blank=True, max_length=60)),
                        ("recorded_at", models.DateTimeField()),
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
                            "line",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="finance.line",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Period",
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
                        ("ends", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("staged", "Staged"),
                                    ("posted", "Posted"),
                                    ("closed", "Closed"),
                                ],
                                default="staged",
                                max_length=8,
                            ),
                        ),
                        (
                            "engine",
                            models.PositiveSmallIntegerField(
                                help_text="Version of what reckoned it."
                            ),
                        ),
                        ("lines", models.PositiveIntegerField(default=0)),
                        ("charge_minor", models.BigIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        (
                            "journal",
                            models.JSONField(
                                default=list, help_text="As posted: kind, charge, lines."
                            ),
                        ),
                        ("accounts", models.JSONField(default=dict)),
                        (
                            "moves",
                            models.JSONField(
                                default=list, help_text="What else happened: text, postings."
                            ),
                        ),
                        (
                            "staged_at",
                            models.DateTimeField(
                                help_text="Set once all of it is reckoned.", null=True
                            ),
                        ),
                        ("posted_at", models.DateTimeField(null=True)),
                        ("closed_at", models.DateTimeField(null=True)),
                        ("reopen_why", models.CharField(blank=True, max_length=200)),
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
                            "closed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "posted_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "reopen_by",
                            models.ForeignKey(
                                db_index=False,
                                help_text="Who asked to have it opened again; another person then does it.",
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "staged_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Charge",
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
                        ("charge_minor", models.BigIntegerField()),
                        ("accumulated_minor", models.BigIntegerField()),
                        (
                            "kind",
                            models.CharField(
                                blank=True, help_text="Category, as it was called.", max_length=500
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="finance.line",
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="finance.period",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Policy",
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
                            "category_key",
                            models.BigIntegerField(help_text="Of the category; 0 for everything."),
                        ),
                        ("category_path", models.CharField(blank=True, max_length=120)),
                        ("method", models.CharField(max_length=32)),
                        ("convention", models.CharField(max_length=32)),
                        ("life", models.PositiveIntegerField(help_text="In steps.")),
                        (
                            "step_months",
                            models.PositiveSmallIntegerField(choices=[(1, "month"), (12, "year")]),
                        ),
                        (
                            "residual_permille",
                            models.PositiveSmallIntegerField(default=0, help_text="Of the cost."),
                        ),
                        ("rate", models.CharField(blank=True, max_length=24)),
                        ("factor", models.CharField(blank=True, max_length=24)),
                        ("switch", models.BooleanField(default=False)),
                        ("write_off_rest", models.BooleanField(default=False)),
                        (
                            "book",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="finance.book",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                    ],
                ),
                migrations.AddConstraint(
                    model_name="line",
                    constraint=models.UniqueConstraint(
                        fields=("book", "asset"), name="finance_one_line_per_book"
                    ),
                ),
                migrations.AddIndex(
                    model_name="change",
                    index=models.Index(fields=["line", "begins"], name="finance_change_of_line"),
                ),
                migrations.AddConstraint(
                    model_name="period",
                    constraint=models.UniqueConstraint(
                        fields=("book", "begins"), name="finance_one_period"
                    ),
                ),
                migrations.AddIndex(
                    model_name="charge",
                    index=models.Index(fields=["line", "period"], name="finance_charge_of_line"),
                ),
                migrations.AddConstraint(
                    model_name="charge",
                    constraint=models.UniqueConstraint(
                        fields=("period", "line"), name="finance_one_charge"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="policy",
                    constraint=models.UniqueConstraint(
                        fields=("book", "category_key"), name="finance_one_policy_per_category"
                    ),
                ),
            ]
        )
    ]
