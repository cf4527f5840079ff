"""Keep the tallies in the database itself, whichever command changes an asset.

SQLite has one writer: each row moves its number at once. PostgreSQL has many: each statement
appends what it changed, grouped, so that nobody waits for a popular row.
"""

from django.db import migrations

from wherehold.register.tally_triggers import install


def add_triggers(apps, schema_editor):
    install(schema_editor.connection.vendor, schema_editor.execute)


class Migration(migrations.Migration):
    dependencies = [("register", "0002_search_anywhere_in_words")]
    operations = [migrations.RunPython(add_triggers, elidable=False)]
