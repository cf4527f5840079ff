"""Of the times that somebody keeps to themselves, only the last one they began may go on."""

from django.db import migrations, models

NEXT = """(
    SELECT min(n.from_at) FROM tracking_privatetime n
    WHERE n.party_id = tracking_privatetime.party_id AND n.id > tracking_privatetime.id
)"""
# One that has not ended by then ends where the next one begins.
END = (
    f"UPDATE tracking_privatetime SET latest = %s, until_at = CASE WHEN until_at < {NEXT} "  # noqa: S608
    f"THEN until_at ELSE {NEXT} END WHERE {NEXT} IS NOT NULL"
)


class Migration(migrations.Migration):
    dependencies = [("tracking", "0008_maps_and_private_times")]

    operations = [
        migrations.AddField(
            "privatetime",
            "latest",
            models.BooleanField(default=True, help_text="The last that this person began."),
        ),
        migrations.RunSQL([(END, [False])], migrations.RunSQL.noop),
        migrations.AddConstraint(
            "privatetime",
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(latest=True), name="tracking_private_once"
            ),
        ),
        migrations.AddConstraint(
            "privatetime",
            models.CheckConstraint(
                condition=models.Q(latest=True) | models.Q(until_at__isnull=False),
                name="tracking_private_before_ends",
            ),
        ),
    ]
