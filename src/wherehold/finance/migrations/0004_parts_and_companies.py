"""Parts of things with lives of their own, and whose books are whose."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0003_sales_and_estimates"),
        ("register", "0005_codes_by_how_they_begin"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="line",
            name="finance_one_line_per_book",
        ),
        migrations.AddField(
            model_name="book",
            name="company",
            field=models.CharField(
                blank=True, db_default="", help_text="Whose books these are.", max_length=80
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="other",
            field=models.ForeignKey(
                db_index=False,
                help_text="The line that it came from, or went to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.line",
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="part",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
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
                    ("divide", "Divide"),
                    ("leave", "Leave"),
                    ("enter", "Enter"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.UniqueConstraint(
                fields=("book", "asset", "part"), name="finance_one_line_per_part"
            ),
        ),
    ]
