"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("kits", "0001_initial"),
    ]

    dependencies = [
        ("custody", "0001_tables"),
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Template",
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
                            "use",
                            models.CharField(
                                choices=[("kit", "Kit"), ("role", "Role")],
                                default="kit",
                                max_length=8,
                            ),
                        ),
                        ("archived_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("archived_at", None)),
                                fields=("use", "name"),
                                name="kits_template_name_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Kit",
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
                        ("made_at", models.DateTimeField()),
                        ("unmade_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="kits.template",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Want",
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
                        ("position", models.PositiveSmallIntegerField()),
                        ("quantity", models.PositiveSmallIntegerField(default=1)),
                        (
                            "must",
                            models.BooleanField(
                                default=True, help_text="Without it the kit is incomplete."
                            ),
                        ),
                        (
                            "substitutes",
                            models.JSONField(
                                default=list, help_text="Models that will do as well, by id."
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
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kits.kit",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.model",
                            ),
                        ),
                        (
                            "template",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kits.template",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Missing",
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
                        ("noticed_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Open"),
                                    ("found", "Found"),
                                    ("lost", "Lost"),
                                    ("replaced", "Replaced"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kits.kit",
                            ),
                        ),
                        (
                            "noticed_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "replacement",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="custody.checkout",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outcome", "")),
                                fields=("asset",),
                                name="kits_missing_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Piece",
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
                        ("since", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "kit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="kits.kit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("left_at", None)),
                                fields=("asset",),
                                name="kits_piece_in_one_kit",
                            )
                        ],
                    },
                ),
                migrations.AddConstraint(
                    model_name="kit",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("unmade_at", None)),
                        fields=("asset",),
                        name="kits_one_kit_per_asset",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="want",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kit", None), ("template__isnull", False)),
                            models.Q(("kit__isnull", False), ("template", None)),
                            _connector="OR",
                        ),
                        name="kits_want_of_one",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="want",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asset__isnull", False),
                                ("category", None),
                                ("model", None),
                                ("quantity", 1),
                            ),
                            models.Q(("asset", None), ("category", None), ("model__isnull", False)),
                            models.Q(("asset", None), ("category__isnull", False), ("model", None)),
                            _connector="OR",
                        ),
                        name="kits_want_one_thing",
                    ),
                ),
            ]
        )
    ]
