"""Let whoever inserts many assets on SQLite count them as a group."""

from django.db import migrations

from wherehold.register.tally_triggers import install


def renew_triggers(apps, schema_editor):
    install(schema_editor.connection.vendor, schema_editor.execute)


class Migration(migrations.Migration):
    dependencies = [("register", "0005_codes_by_how_they_begin")]
    operations = [migrations.RunPython(renew_triggers, elidable=False)]
