"""A zone may go along with a thing."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_tables"),
        ("tracking", "0005_squares_and_privacy"),
    ]

    operations = [
        migrations.AddField(
            "zone",
            "around",
            models.ForeignKey(
                help_text="It goes along: no geometry.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.asset",
            ),
        ),
        migrations.RemoveIndex("zone", "tracking_zone_changed"),
        migrations.AddIndex(
            "zone",
            models.Index(
                condition=models.Q(("archived_at__isnull", True), ("around__isnull", True)),
                fields=["changed_at", "id"],
                name="tracking_zone_changed",
            ),
        ),
    ]
