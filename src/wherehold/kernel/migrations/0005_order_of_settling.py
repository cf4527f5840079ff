"""Let the sequencer find what is settled. SQLite has one writer and needs no such index."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX kernel_entry_settling ON kernel_entry (xid, seq)")


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_keys")]
    operations = [migrations.RunPython(add_index, elidable=False)]
