"""What the readings of a day came to, and until when the days of a device are rolled up."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables

KINDS = ["gps", "ble", "rfid", "reader", "gateway", "phone", "sensor", "other", "person"]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0003_plans_shares_and_looks")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Day",
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
                        ("begins_us", models.BigIntegerField()),
                        ("ends_us", models.BigIntegerField()),
                        ("points", models.IntegerField(help_text="Sound positions.")),
                        (
                            "first_us",
                            models.BigIntegerField(help_text="Of the first of them.", null=True),
                        ),
                        ("distance_m", models.FloatField()),
                        ("moving_us", models.BigIntegerField()),
                        ("standing_us", models.BigIntegerField()),
                        (
                            "engine_us",
                            models.BigIntegerField(
                                help_text="Empty where nothing says if it ran.", null=True
                            ),
                        ),
                        (
                            "legs",
                            models.TextField(help_text="Trips and stands: see tracking.trips."),
                        ),
                        (
                            "trail",
                            models.BinaryField(
                                help_text="A position a minute: see tracking.minutes."
                            ),
                        ),
                        (
                            "device",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="tracking.device",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=["device", "begins_us"], name="tracking_day_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="crossing",
            index=models.Index(
                condition=models.Q(superseded_at__isnull=True),
                fields=["asset", "zone", "at_us"],
                name="tracking_crossing_last",
            ),
        ),
        migrations.AlterField(
            model_name="retention",
            name="kind",
            field=models.CharField(
                choices=[(kind, kind.title()) for kind in KINDS],
                max_length=8,
                primary_key=True,
                serialize=False,
            ),
        ),
        migrations.AddField(
            model_name="state",
            name="rolled_us",
            field=models.BigIntegerField(
                db_default=0, help_text="Until when its days are rolled up."
            ),
        ),
        migrations.AddField(
            model_name="state",
            name="stale_from_us",
            field=models.BigIntegerField(
                db_default=253402300799999999,
                help_text="From when on something came late in days rolled up,",
            ),
        ),
        migrations.AddField(
            model_name="state",
            name="stale_until_us",
            field=models.BigIntegerField(db_default=0, help_text="and until when."),
        ),
    ]
