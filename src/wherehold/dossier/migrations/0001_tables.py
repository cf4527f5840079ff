"""Files that were asked for of what is held about people."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("register", "0001_tables")]

    operations = [
        migrations.CreateModel(
            "Dossier",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stored",
                    models.CharField(
                        blank=True, help_text="Of the file, as it is kept.", max_length=64
                    ),
                ),
                ("size", models.BigIntegerField(default=0, help_text="In bytes.")),
                ("created_at", models.DateTimeField()),
                (
                    "ended_at",
                    models.DateTimeField(help_text="None while it is being made.", null=True),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        help_text="About whom.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="register.party",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["party", "by"],
                        condition=models.Q(ended_at=None),
                        name="dossier_one_being_made",
                    )
                ]
            },
        ),
    ]
