"""Let PostgreSQL find codes by how they begin, whatever the database's order of letters."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX register_identifier_begins "
            "ON register_identifier (key varchar_pattern_ops)"
        )


class Migration(migrations.Migration):
    dependencies = [("register", "0003_tallies_by_trigger")]
    operations = [migrations.RunPython(add_index, elidable=False)]
