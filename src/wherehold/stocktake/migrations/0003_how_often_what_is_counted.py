"""How often what comes round in the plan of counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Make the table of its one row."""

    dependencies = [("stocktake", "0002_lines_are_found_by_their_count")]

    operations = [
        migrations.CreateModel(
            name="Cycle",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("a_minor", models.BigIntegerField(default=100_000)),
                ("b_minor", models.BigIntegerField(default=20_000)),
                ("a_days", models.PositiveSmallIntegerField(default=91)),
                ("b_days", models.PositiveSmallIntegerField(default=182)),
                ("c_days", models.PositiveSmallIntegerField(default=365)),
                ("wrong_days", models.PositiveSmallIntegerField(default=730)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="stocktake_cycle_one"
                    )
                ],
            },
        ),
    ]
