"""A zone may go along with a thing; who may see where people are, by category."""

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
        migrations.AddField(
            "state",
            "theirs_from_us",
            models.BigIntegerField(
                db_default=0,
                help_text="From when on one person last kept the thing, that gave it back,",
            ),
        ),
        migrations.AddField(
            "state",
            "theirs_until_us",
            models.BigIntegerField(db_default=0, help_text="and until when."),
        ),
        migrations.AddField(
            "state",
            "theirs_id",
            models.BigIntegerField(help_text="The party that it was.", null=True),
        ),
        migrations.AddField("privacyrule", "live_allowed", models.BooleanField(db_default=False)),
        migrations.AddField("privacyrule", "exact_allowed", models.BooleanField(db_default=False)),
        migrations.AddField(
            "privacyrule", "history_days", models.PositiveSmallIntegerField(db_default=0)
        ),
        migrations.AddField(
            "privacyrule",
            "category",
            models.ForeignKey(
                help_text="Else all things.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.category",
            ),
        ),
        migrations.AddConstraint(
            "privacyrule",
            models.CheckConstraint(
                condition=models.Q(("history_days__lte", 30)), name="tracking_privacy_history"
            ),
        ),
    ]
