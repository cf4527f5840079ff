"""The tables of this slice, as they were before the first release."""

from django.db import migrations, models

import wherehold.kernel.fields
import wherehold.kernel.transactions
from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("kernel", "0001_initial"),
        ("kernel", "0004_worker_and_horizon"),
        ("kernel", "0006_messages_by_other_ways"),
    ]

    dependencies = []

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Cursor",
                    fields=[
                        (
                            "name",
                            models.CharField(max_length=80, primary_key=True, serialize=False),
                        ),
                        ("pos", models.BigIntegerField(default=0)),
                        ("moved_at", models.DateTimeField(null=True)),
                        (
                            "trouble",
                            models.TextField(
                                blank=True, help_text="Why it does not go on; empty if it does."
                            ),
                        ),
                        ("failures", models.PositiveIntegerField(default=0)),
                        ("retry_at", models.DateTimeField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Horizon",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "server",
                            models.CharField(
                                help_text="Transactions are counted by server.", max_length=40
                            ),
                        ),
                        (
                            "xid",
                            models.BigIntegerField(
                                help_text="Of the last entry that was given a place."
                            ),
                        ),
                        ("seq", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Position",
                    fields=[
                        (
                            "pos",
                            models.BigIntegerField(
                                help_text="From 0, without a gap.",
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("seq", models.BigIntegerField(unique=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Root",
                    fields=[
                        ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("digest", models.BinaryField(max_length=32)),
                        ("sealed_at", models.DateTimeField()),
                        ("key", models.CharField(help_text="Which key signed it.", max_length=16)),
                        ("signature", models.BinaryField(max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                        (
                            "xid",
                            models.BigIntegerField(
                                db_default=wherehold.kernel.transactions.WritingTransaction(),
                                help_text="Which transaction wrote it; 0 on SQLite.",
                            ),
                        ),
                        (
                            "happened_at",
                            models.DateTimeField(help_text="When it was so; may lie in the past."),
                        ),
                        (
                            "recorded_at",
                            models.DateTimeField(help_text="When this row was written."),
                        ),
                        ("kind", models.CharField(max_length=80)),
                        ("subject_type", models.CharField(max_length=40)),
                        ("subject_id", models.BigIntegerField()),
                        ("actor", models.CharField(max_length=80)),
                        (
                            "source",
                            models.CharField(
                                help_text="Through which door: 'web', 'api', ...", max_length=40
                            ),
                        ),
                        (
                            "act",
                            models.UUIDField(
                                help_text="Shared by the entries of one command; in order of time."
                            ),
                        ),
                        (
                            "data",
                            wherehold.kernel.fields.CanonicalJSON(
                                help_text="Null once it is erased.", null=True
                            ),
                        ),
                        ("salt", models.BinaryField(max_length=16, null=True)),
                        (
                            "leaf",
                            models.BinaryField(
                                help_text="SHA-256; see kernel.leaves.", max_length=32
                            ),
                        ),
                        (
                            "mac",
                            models.BinaryField(
                                help_text="Of the leaf, with the installation's key.", max_length=16
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["subject_type", "subject_id", "seq"],
                                name="kernel_entry_subject",
                            ),
                            models.Index(fields=["act"], name="kernel_entry_act"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IdempotencyKey",
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
                            "caller",
                            models.CharField(help_text="The token or person.", max_length=80),
                        ),
                        ("key", models.CharField(max_length=255)),
                        ("body_digest", models.BinaryField(max_length=32)),
                        ("status", models.PositiveSmallIntegerField(default=0)),
                        ("answer", models.BinaryField(default=b"")),
                        ("created_at", models.DateTimeField(db_index=True)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("caller", "key"), name="kernel_idempotency_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Job",
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
                        ("name", models.CharField(max_length=80)),
                        ("payload", models.JSONField(default=dict)),
                        (
                            "key",
                            models.CharField(
                                help_text="One waiting job for a key, not two.",
                                max_length=120,
                                null=True,
                                unique=True,
                            ),
                        ),
                        (
                            "every_s",
                            models.PositiveIntegerField(
                                help_text="Seconds from one run to the next.", null=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("run_at", models.DateTimeField(help_text="Not before.")),
                        (
                            "attempts",
                            models.PositiveIntegerField(
                                default=0, help_text="Since it last succeeded."
                            ),
                        ),
                        (
                            "trouble",
                            models.TextField(
                                blank=True, help_text="What went wrong at the last attempt."
                            ),
                        ),
                        (
                            "progress",
                            models.JSONField(
                                default=dict, help_text='{"done": 4000, "total": 10000}.'
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        (
                            "worker",
                            models.CharField(blank=True, help_text="Who runs it.", max_length=120),
                        ),
                        (
                            "beat_at",
                            models.DateTimeField(
                                help_text="Last sign of life of whoever runs it.", null=True
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "run_at"], name="kernel_job_due"),
                            models.Index(fields=["name", "-id"], name="kernel_job_name"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Message",
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
                            "purpose",
                            models.CharField(
                                help_text="'invite', 'reset', 'overdue', ...", max_length=40
                            ),
                        ),
                        (
                            "via",
                            models.CharField(
                                default="mail", help_text="'mail', 'channel', ...", max_length=20
                            ),
                        ),
                        ("to", models.CharField(help_text="As people read it.", max_length=254)),
                        (
                            "address",
                            models.CharField(
                                blank=True, help_text="What its way knows it by.", max_length=40
                            ),
                        ),
                        ("subject", models.CharField(max_length=200)),
                        ("text", models.TextField()),
                        ("html", models.TextField(blank=True)),
                        (
                            "link",
                            models.CharField(
                                blank=True,
                                help_text="What it is about; shown to copy without mail.",
                                max_length=500,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("sent", "Sent"),
                                    ("failed", "Failed"),
                                    ("no_mail", "No Mail"),
                                ],
                                default="waiting",
                                max_length=8,
                            ),
                        ),
                        ("attempts", models.PositiveIntegerField(default=0)),
                        ("trouble", models.TextField(blank=True)),
                        (
                            "next_at",
                            models.DateTimeField(help_text="The next attempt, not before."),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("sent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "next_at"], name="kernel_message_due")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Organisation",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, primary_key=True, serialize=False
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("time_zone", models.CharField(default="UTC", max_length=64)),
                        ("currency", models.CharField(default="EUR", max_length=3)),
                        (
                            "modules",
                            models.JSONField(
                                default=list, help_text="Names of those that are switched on."
                            ),
                        ),
                        ("tag_prefix", models.CharField(blank=True, default="AST-", max_length=12)),
                        ("tag_digits", models.PositiveSmallIntegerField(default=6)),
                        ("tag_next", models.BigIntegerField(default=1)),
                        ("label_options", models.JSONField(default=dict)),
                        (
                            "stage_labels",
                            models.JSONField(
                                default=dict, help_text="Own words for lifecycle stages."
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="kernel_organisation_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreeNode",
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
                            "level",
                            models.SmallIntegerField(help_text="It spans 2 ** level positions."),
                        ),
                        (
                            "number",
                            models.BigIntegerField(
                                help_text="It begins at position number * 2 ** level."
                            ),
                        ),
                        ("digest", models.BinaryField(max_length=32)),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("level", "number"), name="kernel_treenode_once"
                            )
                        ],
                    },
                ),
            ]
        )
    ]
