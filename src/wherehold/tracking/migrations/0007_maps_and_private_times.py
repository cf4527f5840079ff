"""The organisation's own map is named by a row."""

from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    dependencies = [("tracking", "0006_carriers_of_zones")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    "BaseMap",
                    [
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "file",
                            models.CharField(
                                help_text="Its name within the folder of maps.", max_length=80
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField()),
                        ("kept_at", models.DateTimeField()),
                    ],
                ),
            ]
        )
    ]
