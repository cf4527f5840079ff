"""Find what was merged into an asset at once: its timeline asks on every page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0008_values_of_own_fields")]

    operations = [
        migrations.AddIndex(
            model_name="asset",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="register_asset_merged",
            ),
        ),
    ]
