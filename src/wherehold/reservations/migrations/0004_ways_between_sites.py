"""How long things are under way between sites, and which bookings wait for one to come."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0005_codes_by_how_they_begin"),
        ("reservations", "0003_bookings_that_come_again"),
    ]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="comes_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="register.place",
            ),
        ),
        migrations.AddField(
            model_name="booking",
            name="way_minutes",
            field=models.PositiveIntegerField(
                default=0, help_text="It comes from another site and goes back: within the period."
            ),
        ),
        CreateTables(
            steps=[
                migrations.CreateModel(
                    name="Transport",
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
                        ("minutes", models.PositiveIntegerField()),
                        (
                            "site_a",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "site_b",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.comparison.Coalesce("site_a", 0),
                                django.db.models.functions.comparison.Coalesce("site_b", 0),
                                name="reservations_one_way_a_pair",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("site_a", None), ("site_b", None)),
                                    ("site_a__lt", models.F("site_b")),
                                    _connector="OR",
                                ),
                                name="reservations_pair_in_order",
                            ),
                        ],
                    },
                )
            ]
        ),
    ]
