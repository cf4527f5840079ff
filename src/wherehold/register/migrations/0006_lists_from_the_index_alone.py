"""Let PostgreSQL answer the list of who sees a part of all from its index, without the table.

SQLite keeps the id in every index. Here it is added, and the table is told soon after many have
come which of its pages need not be looked at.
"""

from django.db import migrations

POSTGRESQL = (
    "DROP INDEX register_asset_reach",
    "CREATE INDEX register_asset_reach ON register_asset "
    "(place_path, category_path, stage, archived_at, merged_into_id, tag) INCLUDE (id)",
    "ALTER TABLE register_asset SET (autovacuum_vacuum_insert_scale_factor = 0.02)",
)


def add_id(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("register", "0005_codes_by_how_they_begin")]
    operations = [migrations.RunPython(add_id, elidable=False)]
