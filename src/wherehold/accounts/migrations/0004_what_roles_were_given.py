"""What each built-in role was given so far, so that later versions add what is new, once."""

from typing import Any

from django.db import migrations, models

# What there was before versions added to roles that exist: taken from one, it stays taken.
BEFORE = {
    *("asset.see", "party.see", "custody.check_out", "custody.check_in", "custody.undo"),
    *("asset.move", "asset.note", "asset.attach", "asset.create", "asset.edit", "asset.retire"),
    *("asset.price", "custody.holder", "asset.hold", "export.run", "label.print", "import.run"),
    *("stocktake.count", "stocktake.run", "stocktake.close", "asset.merge", "view.share"),
    *("party.edit", "place.edit", "catalogue.edit", "user.manage", "settings.manage"),
    *("ledger.verify", "jobs.see"),
}


def note(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    """Note what the built-in roles have and had."""
    del schema_editor
    for role in apps.get_model("accounts", "Role").objects.filter(builtin=True):
        role.laid = sorted({*role.permissions, *BEFORE})
        role.save(update_fields=["laid"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_phones")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="laid",
            field=models.JSONField(
                default=list, help_text="What the product ever gave it: what is new is given once."
            ),
        ),
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
