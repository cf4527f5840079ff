"""Imports: the file, what its columns become, how far it is, and what is wrong with its rows."""

from typing import ClassVar

from django.db import models

from wherehold.register.models import Party


class Import(models.Model):
    """One file and its way into the register. `source` of its ledger entries is `import:<id>`."""

    class State(models.TextChoices):
        READY = "ready"
        CHECKING = "checking"
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    UNDER_WAY: ClassVar[frozenset[str]] = frozenset({"checking", "running", "undoing"})

    by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=80, help_text="Who it runs as, as in the ledger.")
    scopes = models.JSONField(null=True, help_text="To which a token narrows it.")
    name = models.CharField(max_length=200, help_text="Of the file, as it was called.")
    stored = models.CharField(max_length=64, help_text="Of the file, as it is kept.")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="In bytes.")
    format = models.CharField(max_length=8)
    about = models.JSONField(default=dict, help_text="Encoding and separator, or the sheet.")
    program = models.CharField(max_length=20, blank=True, help_text="Whose export it looks like.")
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=list, help_text="The field that each column becomes.")
    options = models.JSONField(default=dict)
    mends = models.JSONField(default=dict, help_text="By column: text in the file, text instead.")
    survey = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    dry_run = models.BooleanField(default=False, help_text="Nothing is to be imported.")
    rows = models.BigIntegerField(default=0)
    trial = models.JSONField(default=dict, help_text="Counts of the last trial run.")
    counts = models.JSONField(default=dict, help_text="Counts of the import itself.")
    trouble = models.TextField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="importers_import_by")]

    def __str__(self) -> str:
        return f"{self.pk} {self.name}"


class ImportChunk(models.Model):
    """Rows that were imported together. The import goes on after the last chunk there is."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField(help_text="From 0, in the order of the file.")
    last_line = models.BigIntegerField()
    rows = models.PositiveIntegerField()
    act = models.UUIDField(help_text="Of what it did, in the ledger.")
    counts = models.JSONField(default=dict)
    links = models.JSONField(
        default=list, help_text="What is part of what: id of the asset, line, code of the other."
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="importers_chunk_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.number}"


class RowFault(models.Model):
    """What is wrong with one cell of a row that was put aside."""

    run = models.ForeignKey(Import, models.CASCADE, related_name="+", db_index=False)
    trial = models.BooleanField(help_text="Found by a trial run, not by the import.")
    line = models.BigIntegerField()
    column = models.IntegerField(help_text="From 0; -1 for the row as a whole.")
    code = models.CharField(max_length=40)
    value = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict, help_text="What the sentence needs.")
    suggestion = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["run", "trial", "line"], name="importers_fault_line"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.code}"


class Template(models.Model):
    """Which headings become which fields, under a name, to be used again."""

    name = models.CharField(max_length=80, unique=True)
    by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+")
    columns = models.JSONField(help_text="Field by heading.")
    options = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """Assets that somebody took out as a file; of large ones the file, until it is a day old."""

    by = models.ForeignKey(Party, models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=80)
    scopes = models.JSONField(null=True)
    given = models.JSONField(default=dict, help_text="The filters, as in an address.")
    columns = models.JSONField(default=list, help_text="Empty for all.")
    format = models.CharField(max_length=8)
    stored = models.CharField(max_length=64, blank=True)
    assets = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk} {self.format}"
