"""Let three characters and more be found anywhere in the words of an asset.

SQLite: an FTS5 index of trigrams that keeps no text of its own, kept by triggers. It says which
rows hold all trigrams of what is sought; the text itself then says which hold it whole.
PostgreSQL: an index of trigrams, whose extension every owner of a database may create.
"""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE register_search USING fts5("
    "text, content='', detail=none, columnsize=0, tokenize='trigram')",
    "CREATE TRIGGER register_searchtext_added AFTER INSERT ON register_searchtext BEGIN "
    "INSERT INTO register_search (rowid, text) VALUES (NEW.asset_id, NEW.text); END",
    "CREATE TRIGGER register_searchtext_gone AFTER DELETE ON register_searchtext BEGIN "
    "INSERT INTO register_search (register_search, rowid, text) "
    "VALUES ('delete', OLD.asset_id, OLD.text); END",
    "CREATE TRIGGER register_searchtext_changed AFTER UPDATE ON register_searchtext BEGIN "
    "INSERT INTO register_search (register_search, rowid, text) "
    "VALUES ('delete', OLD.asset_id, OLD.text); "
    "INSERT INTO register_search (rowid, text) VALUES (NEW.asset_id, NEW.text); END",
    "INSERT INTO register_search (rowid, text) SELECT asset_id, text FROM register_searchtext",
)
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX register_searchtext_words ON register_searchtext USING gin (text gin_trgm_ops)",
    "ALTER TABLE register_searchtext SET (autovacuum_vacuum_insert_scale_factor = 0.02)",
)


def add_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_tables")]
    operations = [migrations.RunPython(add_index, elidable=False)]
