"""How long readings are kept, and an index by which it is told whether a zone has changed."""

from django.db import migrations, models

KINDS = ["gps", "ble", "rfid", "reader", "gateway", "phone", "sensor", "other"]


class Migration(migrations.Migration):
    dependencies = [("tracking", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[(kind, kind.title()) for kind in KINDS],
                        max_length=8,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("days", models.PositiveIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="is_floor",
            field=models.BooleanField(
                db_default=False, help_text="What lay before is kept no longer."
            ),
        ),
        migrations.AddIndex(
            model_name="zone",
            index=models.Index(
                condition=models.Q(archived_at__isnull=True),
                fields=["changed_at", "id"],
                name="tracking_zone_changed",
            ),
        ),
    ]
