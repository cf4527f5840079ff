"""Things held for sale, and what letting them go costs: two lists of words grow."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0002_costs_meters_and_tax_years"),
    ]

    # Words are checked by forms and programs, not by the database.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="change",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("estimate", "Estimate"),
                            ("improve", "Improve"),
                            ("impair", "Impair"),
                            ("reverse", "Reverse"),
                            ("revalue", "Revalue"),
                            ("suspend", "Suspend"),
                            ("resume", "Resume"),
                            ("transfer", "Transfer"),
                            ("hold", "Hold"),
                            ("release", "Release"),
                            ("part", "Part"),
                            ("dispose", "Dispose"),
                        ],
                        max_length=12,
                    ),
                ),
                migrations.AlterField(
                    model_name="cost",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("addition", "Addition"),
                            ("improvement", "Improvement"),
                            ("repair", "Repair"),
                            ("running", "Running"),
                            ("energy", "Energy"),
                            ("insurance", "Insurance"),
                            ("lease", "Lease"),
                            ("disposal", "Disposal"),
                            ("proceeds", "Proceeds"),
                        ],
                        max_length=12,
                    ),
                ),
            ]
        )
    ]
