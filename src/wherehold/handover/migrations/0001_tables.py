"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("handover", "0001_initial"),
    ]

    dependencies = [
        ("custody", "0001_tables"),
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Handover",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("unconfirmed", "Unconfirmed"),
                                    ("confirmed", "Confirmed"),
                                    ("disputed", "Disputed"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="unconfirmed",
                                max_length=12,
                            ),
                        ),
                        ("given_at", models.DateTimeField(help_text="When it was so.")),
                        ("opened_at", models.DateTimeField(help_text="When it was written.")),
                        ("due_on", models.DateField(null=True)),
                        ("note", models.TextField(blank=True)),
                        (
                            "act",
                            models.UUIDField(
                                help_text="The act in the ledger that handed the things out."
                            ),
                        ),
                        (
                            "giver_signature",
                            models.JSONField(default=dict, help_text="Strokes, or a typed name."),
                        ),
                        ("receiver_signature", models.JSONField(default=dict)),
                        (
                            "way",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("signature", "Signature"),
                                    ("account", "Account"),
                                    ("code", "Code"),
                                    ("link", "Link"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "answered_at",
                            models.DateTimeField(
                                help_text="When the receiver said yes or no.", null=True
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(
                                help_text="When nothing was in dispute any more.", null=True
                            ),
                        ),
                        (
                            "flagged_at",
                            models.DateTimeField(help_text="Nobody answered in time.", null=True),
                        ),
                        ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                        ("reminded_at", models.DateTimeField(null=True)),
                        ("reminders", models.PositiveSmallIntegerField(default=0)),
                        (
                            "giver",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "receiver",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="GivenBack",
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
                        ("at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("note", models.TextField(blank=True)),
                        (
                            "signature",
                            models.JSONField(default=dict, help_text="Of whoever brought it."),
                        ),
                        ("act", models.UUIDField()),
                        (
                            "taken_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.handover",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Item",
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
                        ("name", models.CharField(max_length=200)),
                        (
                            "codes",
                            models.JSONField(
                                default=list, help_text="Kind and value of each identifier."
                            ),
                        ),
                        ("condition_out", models.CharField(max_length=16)),
                        ("note_out", models.TextField(blank=True)),
                        (
                            "photos_out",
                            models.JSONField(
                                default=list, help_text="Number, name and hash of each."
                            ),
                        ),
                        (
                            "received",
                            models.BooleanField(
                                help_text="What the receiver said: as given, or not.", null=True
                            ),
                        ),
                        ("condition_in", models.CharField(blank=True, max_length=16)),
                        ("note_in", models.TextField(blank=True)),
                        ("photos_in", models.JSONField(default=list)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "None"),
                                    ("same", "Same"),
                                    ("wear", "Wear"),
                                    ("damage", "Damage"),
                                    ("dispute", "Dispute"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "asset",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "back",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="handover.givenback",
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.handover",
                            ),
                        ),
                        (
                            "stay",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="custody.checkout",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Case",
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
                        ("leg", models.CharField(help_text="'out' or 'in'.", max_length=4)),
                        ("opened_at", models.DateTimeField()),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Open"),
                                    ("as_given", "As Given"),
                                    ("wear", "Wear"),
                                    ("damage", "Damage"),
                                    ("not_received", "Not Received"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("reason", models.TextField(blank=True)),
                        ("cost_minor", models.BigIntegerField(null=True)),
                        ("currency", models.CharField(blank=True, max_length=3)),
                        ("carried_by", models.CharField(blank=True, max_length=200)),
                        ("decided_at", models.DateTimeField(null=True)),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.item",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Key",
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
                            "kind",
                            models.CharField(
                                choices=[("link", "Link"), ("code", "Code"), ("typed", "Typed")],
                                max_length=8,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "tries",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="How often it was mistyped."
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.handover",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Policy",
                    fields=[
                        (
                            "id",
                            models.PositiveSmallIntegerField(
                                default=1, primary_key=True, serialize=False
                            ),
                        ),
                        (
                            "remind_days",
                            models.PositiveSmallIntegerField(
                                default=2, help_text="Between reminders."
                            ),
                        ),
                        (
                            "out_days",
                            models.PositiveSmallIntegerField(
                                default=7, help_text="Until it times out."
                            ),
                        ),
                        (
                            "then",
                            models.CharField(
                                choices=[("flag", "Flag"), ("take_back", "Take Back")],
                                default="flag",
                                max_length=12,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("id", 1)), name="handover_policy_one"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
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
                            "side",
                            models.CharField(help_text="'giver' or 'receiver'.", max_length=8),
                        ),
                        ("text", models.TextField()),
                        ("at", models.DateTimeField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.case",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Terms",
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
                            "category_key",
                            models.BigIntegerField(
                                default=0, help_text="The category's id; 0 for none."
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("text", models.TextField()),
                        ("published_at", models.DateTimeField()),
                        (
                            "withdrawn_at",
                            models.DateTimeField(
                                help_text="Also when a later version came.", null=True
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
                            "published_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="HandoverTerms",
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
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.handover",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="handover.terms",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Acceptance",
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
                        ("at", models.DateTimeField()),
                        ("way", models.CharField(max_length=12)),
                        (
                            "party",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="handover.handover",
                            ),
                        ),
                        (
                            "terms",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="handover.terms",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="handover",
                    index=models.Index(fields=["state", "opened_at"], name="handover_by_state"),
                ),
                migrations.AddConstraint(
                    model_name="item",
                    constraint=models.UniqueConstraint(
                        fields=("handover", "asset"), name="handover_item_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="case",
                    constraint=models.UniqueConstraint(
                        fields=("item", "leg"), name="handover_case_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.UniqueConstraint(
                        fields=("category_key", "version"), name="handover_terms_version_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="terms",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("category_key",),
                        name="handover_terms_one_in_force",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="handoverterms",
                    constraint=models.UniqueConstraint(
                        fields=("handover", "terms"), name="handover_terms_once"
                    ),
                ),
                migrations.AddConstraint(
                    model_name="acceptance",
                    constraint=models.UniqueConstraint(
                        fields=("handover", "terms"), name="handover_accepted_once"
                    ),
                ),
            ]
        )
    ]
