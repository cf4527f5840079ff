from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracking", "0002_zones")]

    operations = [
        migrations.AddField(
            model_name="state",
            name="since",
            field=models.SmallIntegerField(
                default=0, help_text="Positions since the last checkpoint."
            ),
        ),
        migrations.AddField(
            model_name="state",
            name="inside",
            field=models.TextField(
                blank=True, help_text="Ids of the zones that it is in, when plain."
            ),
        ),
        migrations.AlterField(
            model_name="state",
            name="fold",
            field=models.TextField(blank=True, help_text="See tracking.folding; empty when plain."),
        ),
    ]
