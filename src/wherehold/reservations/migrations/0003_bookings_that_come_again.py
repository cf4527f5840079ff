"""Reservations that come again know each other; roles have limits."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("register", "0005_codes_by_how_they_begin"),
        ("reservations", "0002_no_two_bookings_at_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="RoleLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "most",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: as many as one likes."
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: as long as one likes."
                    ),
                ),
                (
                    "approve",
                    models.BooleanField(default=False, help_text="What they book needs a yes."),
                ),
            ],
        ),
        migrations.AddField(
            model_name="reservation",
            name="series_id",
            field=models.BigIntegerField(
                help_text="The first of those it comes again as.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("series_id__isnull", False)),
                fields=["series_id"],
                name="reservations_of_series",
            ),
        ),
        migrations.AddField(
            model_name="rolelimit",
            name="role",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.role"
            ),
        ),
    ]
