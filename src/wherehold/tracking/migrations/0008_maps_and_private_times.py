"""The organisation's own map is named by a row; times that people keep to themselves."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    dependencies = [("register", "0001_tables"), ("tracking", "0007_stacks_of_readings")]

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
                migrations.CreateModel(
                    "PrivateTime",
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
                        ("from_at", models.DateTimeField()),
                        (
                            "until_at",
                            models.DateTimeField(help_text="None: until they end it.", null=True),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
            ]
        ),
        migrations.AddField(
            "privacyrule",
            "precision",
            models.PositiveSmallIntegerField(
                db_default=0,
                help_text="Where others see it is: 0 site, 1 building, 2 room, 3 exactly.",
            ),
        ),
        migrations.RunSQL(
            "UPDATE tracking_privacyrule SET precision = 3 WHERE exact_allowed",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("privacyrule", "exact_allowed"),
        migrations.AddField(
            "privacyrule",
            "work_days",
            models.PositiveSmallIntegerField(
                db_default=31, help_text="Days on which it is told at all, as bits; 1 is Monday."
            ),
        ),
        migrations.AddField(
            "privacyrule",
            "work_from",
            models.PositiveSmallIntegerField(db_default=6, help_text="From this hour,"),
        ),
        migrations.AddField(
            "privacyrule",
            "work_until",
            models.PositiveSmallIntegerField(db_default=20, help_text="until this one."),
        ),
    ]
