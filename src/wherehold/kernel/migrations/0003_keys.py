"""Make the installation's keys together with its ledger, unless they are there."""

from django.db import migrations

from wherehold.kernel import keys


def make_keys(apps, schema_editor):
    keys.make()


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_append_only")]
    operations = [migrations.RunPython(make_keys, migrations.RunPython.noop, elidable=False)]
