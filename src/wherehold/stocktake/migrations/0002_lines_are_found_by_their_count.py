"""An index of the lines that nothing asked: the frozen list is written sooner without it."""

from django.db import migrations


class Migration(migrations.Migration):
    """Take the index away."""

    dependencies = [("stocktake", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="line", name="stocktake_line_asset"),
    ]
