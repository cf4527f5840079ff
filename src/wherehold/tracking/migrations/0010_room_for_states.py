from django.db import migrations


def leave_room(apps, schema_editor):
    """Fill pages of states by half: a batch writes each anew, beside the one that it was.

    Where there is no room on its page, PostgreSQL enters a state in all indexes again.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE tracking_state SET (fillfactor = 50)")


class Migration(migrations.Migration):
    """Storing readings on PostgreSQL no longer writes the indexes of states."""

    dependencies = [("tracking", "0009_one_private_time_at_once")]
    operations = [migrations.RunPython(leave_room, migrations.RunPython.noop, elidable=False)]
