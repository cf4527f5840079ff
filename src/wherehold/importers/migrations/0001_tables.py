"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("importers", "0001_initial"),
        ("importers", "0002_what_is_part_of_what"),
        ("importers", "0003_exports"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Export",
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
                        ("actor", models.CharField(max_length=80)),
                        ("scopes", models.JSONField(null=True)),
                        (
                            "given",
                            models.JSONField(
                                default=dict, help_text="The filters, as in an address."
                            ),
                        ),
                        ("columns", models.JSONField(default=list, help_text="Empty for all.")),
                        ("format", models.CharField(max_length=8)),
                        ("stored", models.CharField(blank=True, max_length=64)),
                        ("assets", models.BigIntegerField(default=0)),
                        ("created_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Import",
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
                            "actor",
                            models.CharField(
                                help_text="Who it runs as, as in the ledger.", max_length=80
                            ),
                        ),
                        (
                            "scopes",
                            models.JSONField(help_text="To which a token narrows it.", null=True),
                        ),
                        (
                            "name",
                            models.CharField(
                                help_text="Of the file, as it was called.", max_length=200
                            ),
                        ),
                        (
                            "stored",
                            models.CharField(
                                help_text="Of the file, as it is kept.", max_length=64
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.BigIntegerField(help_text="In bytes.")),
                        ("format", models.CharField(max_length=8)),
                        (
                            "about",
                            models.JSONField(
                                default=dict, help_text="Encoding and separator, or the sheet."
                            ),
                        ),
                        (
                            "program",
                            models.CharField(
                                blank=True, help_text="Whose export it looks like.", max_length=20
                            ),
                        ),
                        ("headings", models.JSONField(default=list)),
                        (
                            "columns",
                            models.JSONField(
                                default=list, help_text="The field that each column becomes."
                            ),
                        ),
                        ("options", models.JSONField(default=dict)),
                        (
                            "mends",
                            models.JSONField(
                                default=dict, help_text="By column: text in the file, text instead."
                            ),
                        ),
                        ("survey", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("ready", "Ready"),
                                    ("checking", "Checking"),
                                    ("checked", "Checked"),
                                    ("running", "Running"),
                                    ("done", "Done"),
                                    ("stopped", "Stopped"),
                                    ("failed", "Failed"),
                                    ("undoing", "Undoing"),
                                    ("undone", "Undone"),
                                ],
                                default="ready",
                                max_length=8,
                            ),
                        ),
                        (
                            "dry_run",
                            models.BooleanField(
                                default=False, help_text="Nothing is to be imported."
                            ),
                        ),
                        ("rows", models.BigIntegerField(default=0)),
                        (
                            "trial",
                            models.JSONField(
                                default=dict, help_text="Counts of the last trial run."
                            ),
                        ),
                        (
                            "counts",
                            models.JSONField(
                                default=dict, help_text="Counts of the import itself."
                            ),
                        ),
                        ("trouble", models.TextField(blank=True)),
                        ("created_at", models.DateTimeField()),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="ImportChunk",
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
                            "number",
                            models.PositiveIntegerField(
                                help_text="From 0, in the order of the file."
                            ),
                        ),
                        ("last_line", models.BigIntegerField()),
                        ("rows", models.PositiveIntegerField()),
                        ("act", models.UUIDField(help_text="Of what it did, in the ledger.")),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "links",
                            models.JSONField(
                                default=list,
                                help_text="What is part of what: id of the asset, line, code of the other.",
                            ),
                        ),
                        ("undone_at", models.DateTimeField(null=True)),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="importers.import",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RowFault",
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
                            "trial",
                            models.BooleanField(
                                help_text="Found by a trial run, not by the import."
                            ),
                        ),
                        ("line", models.BigIntegerField()),
                        (
                            "column",
                            models.IntegerField(help_text="From 0; -1 for the row as a whole."),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("value", models.CharField(blank=True, max_length=80)),
                        (
                            "facts",
                            models.JSONField(default=dict, help_text="What the sentence needs."),
                        ),
                        ("suggestion", models.CharField(blank=True, max_length=200)),
                        (
                            "run",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="importers.import",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Template",
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
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("columns", models.JSONField(help_text="Field by heading.")),
                        ("options", models.JSONField(default=dict)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="import",
                    index=models.Index(fields=["by", "-id"], name="importers_import_by"),
                ),
                migrations.AddConstraint(
                    model_name="importchunk",
                    constraint=models.UniqueConstraint(
                        fields=("run", "number"), name="importers_chunk_once"
                    ),
                ),
                migrations.AddIndex(
                    model_name="rowfault",
                    index=models.Index(
                        fields=["run", "trial", "line"], name="importers_fault_line"
                    ),
                ),
            ]
        )
    ]
