"""PostgreSQL itself refuses two open bookings of one asset that overlap.

On SQLite there is one writer at a time, and the transaction that writes looks first.
"""

from django.db import migrations

EXCLUDE = """
ALTER TABLE reservations_booking ADD CONSTRAINT reservations_no_two_at_once
EXCLUDE USING gist (asset_id WITH =, tstzrange(begins_at, until_at) WITH &&) WHERE (open)
"""


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        schema_editor.execute(EXCLUDE)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "ALTER TABLE reservations_booking DROP CONSTRAINT reservations_no_two_at_once"
        )


class Migration(migrations.Migration):
    dependencies = [("reservations", "0001_tables")]
    operations = [migrations.RunPython(install, remove)]
