"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("alerts", "0001_initial"),
        ("alerts", "0002_channels_owners_and_notices"),
        ("alerts", "0003_how_bad_alerts_were"),
    ]

    dependencies = [
        ("kernel", "0001_tables"),
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Preference",
                    fields=[
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="register.party",
                            ),
                        ),
                        ("by_mail", models.BooleanField(default=True)),
                        (
                            "time_zone",
                            models.CharField(
                                blank=True, help_text="Else the organisation's.", max_length=64
                            ),
                        ),
                        ("quiet_from", models.TimeField(null=True)),
                        ("quiet_until", models.TimeField(null=True)),
                        (
                            "through_quiet",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("critical", "Critical"),
                                    ("high", "High"),
                                    ("normal", "Normal"),
                                ],
                                default="critical",
                                help_text="What is told in quiet hours all the same, and worse; empty: nothing.",
                                max_length=8,
                            ),
                        ),
                        (
                            "digest_at",
                            models.TimeField(
                                help_text="When what is normal is told, once a day.", null=True
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Channel",
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
                        ("service", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "hidden",
                            models.TextField(
                                help_text="What was typed, encrypted: see kernel.secrecy."
                            ),
                        ),
                        (
                            "hint",
                            models.CharField(help_text="What of it may be shown.", max_length=80),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("removed_at", models.DateTimeField(null=True)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Rule",
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
                        ("name", models.CharField(max_length=120, unique=True)),
                        ("finder", models.CharField(max_length=40)),
                        ("parameters", models.JSONField(default=dict)),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("high", "High"),
                                    ("normal", "Normal"),
                                ],
                                default="normal",
                                max_length=8,
                            ),
                        ),
                        ("mail_to", models.JSONField(default=list, help_text="E-mail addresses.")),
                        ("on", models.BooleanField(default=True)),
                        (
                            "changed_at",
                            models.DateTimeField(
                                db_default=django.db.models.functions.datetime.Now()
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                help_text="Else who answers for it.",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Alert",
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
                        (
                            "key",
                            models.CharField(
                                help_text="What it is about, as 'asset:7'.", max_length=60
                            ),
                        ),
                        ("title", models.CharField(max_length=200)),
                        (
                            "severity",
                            models.CharField(
                                choices=[
                                    ("critical", "Critical"),
                                    ("high", "High"),
                                    ("normal", "Normal"),
                                ],
                                default="normal",
                                max_length=8,
                            ),
                        ),
                        (
                            "value_minor",
                            models.BigIntegerField(
                                help_text="What is at risk, in the organisation's currency, when it was found.",
                                null=True,
                            ),
                        ),
                        ("evidence", models.JSONField(default=dict)),
                        ("since", models.DateTimeField(help_text="Since when it is so.")),
                        ("opened_at", models.DateTimeField()),
                        ("acknowledged_at", models.DateTimeField(null=True)),
                        ("snoozed_until", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=300)),
                        ("over_at", models.DateTimeField(null=True)),
                        (
                            "acknowledged_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="alerts.rule",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Watch",
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
                        ("key", models.CharField(max_length=60)),
                        ("since", models.DateTimeField()),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="alerts.rule",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Notice",
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
                        (
                            "address",
                            models.CharField(blank=True, help_text="Of a mail.", max_length=254),
                        ),
                        ("due_at", models.DateTimeField()),
                        (
                            "why",
                            models.CharField(
                                blank=True,
                                help_text="'quiet', 'digest', 'storm', ...",
                                max_length=12,
                            ),
                        ),
                        (
                            "unless_seen_to",
                            models.BooleanField(default=False, help_text="It escalates."),
                        ),
                        ("told_at", models.DateTimeField(null=True)),
                        (
                            "dropped_at",
                            models.DateTimeField(
                                help_text="It was over before, or seen to.", null=True
                            ),
                        ),
                        (
                            "alert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="alerts.alert",
                            ),
                        ),
                        (
                            "channel",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="alerts.channel",
                            ),
                        ),
                        (
                            "message",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="kernel.message",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(
                                    ("dropped_at__isnull", True), ("told_at__isnull", True)
                                ),
                                fields=["due_at"],
                                name="alerts_notice_due",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recipient",
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
                        ("after_min", models.PositiveIntegerField(default=0)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="alerts.rule",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rule", "party"), name="alerts_recipient_once"
                            )
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="alert",
                    index=models.Index(fields=["-opened_at"], name="alerts_alert_opened"),
                ),
                migrations.AddConstraint(
                    model_name="alert",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("over_at__isnull", True)),
                        fields=("rule", "key"),
                        name="alerts_alert_once",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="watch",
                    constraint=models.UniqueConstraint(
                        fields=("rule", "key"), name="alerts_watch_once"
                    ),
                ),
            ]
        )
    ]
