"""Keep apart, and tell apart, where assets are recorded to be and where they were seen.

SQLite makes the table anew for some of this, and its triggers with it. What was moved before is
taken from the ledger, where it stands against the record: the rest needs no instant.
"""

from django.db import migrations, models
from django.db.models.functions import Coalesce, Length, Substr
from django.db.models.lookups import Exact

from wherehold.register.tally_triggers import install

MOVED = {
    "sqlite": "json_extract(e.data, '$.changed.place_id') IS NOT NULL",
    "postgresql": "e.data::jsonb -> 'changed' -> 'place_id' IS NOT NULL",
}
SEEN = (
    "UPDATE register_asset SET seen_path = (SELECT p.path FROM register_place p "
    "WHERE p.id = register_asset.seen_place_id) WHERE seen_place_id IS NOT NULL"
)
PLACED = (
    "UPDATE register_asset SET placed_at = (SELECT max(e.happened_at) FROM kernel_entry e "
    "WHERE e.subject_type = 'asset' AND e.subject_id = register_asset.id AND {moved}) "
    "WHERE seen_place_id IS NOT NULL AND seen_place_id <> place_id"
)


def fill(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    install(vendor, schema_editor.execute)
    schema_editor.execute(SEEN)
    schema_editor.execute(PLACED.format(moved=MOVED[vendor]))


def begins(path, other):
    return Exact(Substr(path, 1, Length(other)), models.F(other))


class AddGenerated(migrations.AddField):
    """Add a column that the database keeps; SQLite stores one only in a table made anew."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        before = from_state.apps.get_model(app_label, self.model_name)
        after = to_state.apps.get_model(app_label, self.model_name)
        schema_editor._remake_table(before, create_field=after._meta.get_field(self.name))


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0006_tallies_of_many_at_once"),
        ("kernel", "0005_order_of_settling"),
    ]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="placed_at",
            field=models.DateTimeField(
                help_text="When its place was last said or vouched for; empty: when entered.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="asset",
            name="seen_path",
            field=models.CharField(blank=True, db_default="", max_length=120),
        ),
        AddGenerated(
            model_name="asset",
            name="astray",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        ~models.Q(held="party")
                        & ~models.Q(place_path="")
                        & ~models.Q(seen_path="")
                        & models.Q(seen_at__gt=Coalesce("placed_at", "created_at"))
                        & ~models.Q(begins("seen_path", "place_path"))
                        & ~models.Q(begins("place_path", "seen_path")),
                        then=models.Value(True),
                    ),
                    default=models.Value(False),
                    output_field=models.BooleanField(),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.RunPython(fill, elidable=False),
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("astray", True)),
                fields=["place_path", "category_path", "tag"],
                name="register_asset_astray",
            ),
        ),
    ]
