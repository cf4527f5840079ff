"""The tables of this slice, as they were before the first release."""

from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("insights", "0001_daily_figures"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="DailyFigure",
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
                        ("day", models.DateField()),
                        ("site_path", models.CharField(blank=True, max_length=5)),
                        ("category_path", models.CharField(blank=True, max_length=5)),
                        ("assets", models.BigIntegerField()),
                        ("held", models.BigIntegerField()),
                        ("value_minor", models.BigIntegerField()),
                        ("confirmed", models.BigIntegerField(help_text="In the 90 days before.")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "site_path", "category_path"),
                                name="insights_figure_once",
                            )
                        ],
                    },
                ),
            ]
        )
    ]
