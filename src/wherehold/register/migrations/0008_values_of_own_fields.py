"""Keep the values of own fields where an index finds them."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.register import fieldvalues


def fill(apps, schema_editor):
    """Keep the values that there are. An empty register has none."""
    fieldvalues.rebuild()


class Migration(migrations.Migration):
    dependencies = [("register", "0007_seen_elsewhere")]

    operations = [
        migrations.CreateModel(
            name="FieldValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=200)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="register.asset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "value", "asset"), name="register_fieldvalue_once"
                    )
                ]
            },
        ),
        migrations.RunPython(fill, elidable=False),
    ]
