"""Refuse changes of what is recorded and sealed, in the database itself.

The one change of an entry that passes is erasure: data and salt to NULL, the rest as it was.
"""

from django.db import migrations

MESSAGE = "the ledger is append-only"
SEALED = ("kernel_position", "kernel_root")
KEPT = (
    "seq", "xid", "happened_at", "recorded_at", "kind", "subject_type", "subject_id", "actor",
    "source", "act", "leaf", "mac",
)  # fmt: skip


def sqlite():
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    yield (
        "CREATE TRIGGER kernel_entry_no_update BEFORE UPDATE ON kernel_entry "
        f"WHEN NEW.data IS NOT NULL OR NEW.salt IS NOT NULL OR {changed} {refuse}"
    )
    yield f"CREATE TRIGGER kernel_entry_no_delete BEFORE DELETE ON kernel_entry {refuse}"
    for table in SEALED:
        for verb in ("update", "delete"):
            yield f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} {refuse}"


def postgresql():
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
    yield (
        "CREATE FUNCTION kernel_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
    )
    yield (
        "CREATE TRIGGER kernel_entry_no_update BEFORE UPDATE ON kernel_entry FOR EACH ROW "
        f"WHEN (NEW.data IS NOT NULL OR NEW.salt IS NOT NULL OR {changed}) "
        "EXECUTE FUNCTION kernel_refuse()"
    )
    yield (
        "CREATE TRIGGER kernel_entry_no_delete BEFORE DELETE ON kernel_entry FOR EACH STATEMENT "
        "EXECUTE FUNCTION kernel_refuse()"
    )
    for table in SEALED:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse()"
        )


def add_triggers(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[
        schema_editor.connection.vendor
    ]():
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_tables")]
    operations = [migrations.RunPython(add_triggers, elidable=False)]
