"""The tables of the kernel: ledger and seal, readers, jobs, messages, keys, the organisation."""

from typing import Any

from django.db import models

from wherehold.kernel.fields import CanonicalJSON
from wherehold.kernel.transactions import WritingTransaction


class Entry(models.Model):
    """One thing that happened. Rows are inserted only; triggers refuse the rest.

    The one change that they let through is erasure: `data` and `salt` become NULL, which leaves
    `leaf`, and so every seal and proof, as it was.
    """

    seq = models.BigAutoField(primary_key=True)
    xid = models.BigIntegerField(
        db_default=WritingTransaction(), help_text="Which transaction wrote it; 0 on SQLite."
    )
    happened_at = models.DateTimeField(help_text="When it was so; may lie in the past.")
    recorded_at = models.DateTimeField(help_text="When this row was written.")
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor = models.CharField(max_length=80)
    source = models.CharField(max_length=40, help_text="Through which door: 'web', 'api', ...")
    act = models.UUIDField(help_text="Shared by the entries of one command; in order of time.")
    data: "models.Field[Any, Any]" = CanonicalJSON(null=True, help_text="Null once it is erased.")
    salt = models.BinaryField(max_length=16, null=True)
    leaf = models.BinaryField(max_length=32, help_text="SHA-256; see kernel.leaves.")
    mac = models.BinaryField(max_length=16, help_text="Of the leaf, with the installation's key.")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "seq"], name="kernel_entry_subject"),
            models.Index(fields=["act"], name="kernel_entry_act"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.subject_type}:{self.subject_id}"


class Position(models.Model):
    """The place of an entry in the order that every reader and the seal go by."""

    pos = models.BigIntegerField(primary_key=True, help_text="From 0, without a gap.")
    seq = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"{self.pos}: {self.seq}"


class Horizon(models.Model):
    """How far the sequencer has come on a PostgreSQL server. There is one row there."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    server = models.CharField(max_length=40, help_text="Transactions are counted by server.")
    xid = models.BigIntegerField(help_text="Of the last entry that was given a place.")
    seq = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.server} {self.xid} {self.seq}"


class TreeNode(models.Model):
    """The hash of a complete subtree of the sealed entries, so that proofs read little."""

    level = models.SmallIntegerField(help_text="It spans 2 ** level positions.")
    number = models.BigIntegerField(help_text="It begins at position number * 2 ** level.")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "number"], name="kernel_treenode_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Root(models.Model):
    """A signed tree head: what the first `size` entries were when it was sealed."""

    size = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()
    key = models.CharField(max_length=16, help_text="Which key signed it.")
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"{self.size}: {bytes(self.digest).hex()}"


class Cursor(models.Model):
    """How far a reader of the ledger has come: the next position that it will read."""

    name = models.CharField(max_length=80, primary_key=True)
    pos = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, help_text="Why it does not go on; empty if it does.")
    failures = models.PositiveIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.pos}"


class Job(models.Model):
    """Work to be done after the answer: once, or again and again."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(
        max_length=120, null=True, unique=True, help_text="One waiting job for a key, not two."
    )
    every_s = models.PositiveIntegerField(null=True, help_text="Seconds from one run to the next.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField(help_text="Not before.")
    attempts = models.PositiveIntegerField(default=0, help_text="Since it last succeeded.")
    trouble = models.TextField(blank=True, help_text="What went wrong at the last attempt.")
    progress = models.JSONField(default=dict, help_text='{"done": 4000, "total": 10000}.')
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True, help_text="Who runs it.")
    beat_at = models.DateTimeField(null=True, help_text="Last sign of life of whoever runs it.")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "run_at"], name="kernel_job_due"),
            models.Index(fields=["name", "-id"], name="kernel_job_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Message(models.Model):
    """A mail, or a message by another way, on its way out."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        NO_MAIL = "no_mail"

    purpose = models.CharField(max_length=40, help_text="'invite', 'reset', 'overdue', ...")
    via = models.CharField(max_length=20, default="mail", help_text="'mail', 'channel', ...")
    to = models.CharField(max_length=254, help_text="As people read it.")
    address = models.CharField(max_length=40, blank=True, help_text="What its way knows it by.")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    link = models.CharField(
        max_length=500, blank=True, help_text="What it is about; shown to copy without mail."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    next_at = models.DateTimeField(help_text="The next attempt, not before.")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="kernel_message_due")]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.to}"


class IdempotencyKey(models.Model):
    """The answer that a call with a key was given, to be given again."""

    caller = models.CharField(max_length=80, help_text="The token or person.")
    key = models.CharField(max_length=255)
    body_digest = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="kernel_idempotency_once"),
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class Organisation(models.Model):
    """Whose things these are. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    modules = models.JSONField(default=list, help_text="Names of those that are switched on.")
    tag_prefix = models.CharField(max_length=12, default="AST-", blank=True)
    tag_digits = models.PositiveSmallIntegerField(default=6)
    tag_next = models.BigIntegerField(default=1)
    label_options = models.JSONField(default=dict)
    stage_labels = models.JSONField(default=dict, help_text="Own words for lifecycle stages.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="kernel_organisation_one"),
        ]

    def __str__(self) -> str:
        return self.name
