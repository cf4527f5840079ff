from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="tag_prefix",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Tags of its assets begin so; empty: as above it.",
                max_length=12,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="category",
            name="tag_digits",
            field=models.PositiveSmallIntegerField(default=4),
        ),
        migrations.AddField(
            model_name="category",
            name="tag_next",
            field=models.BigIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="asset",
            name="voided_at",
            field=models.DateTimeField(help_text="Entered by mistake.", null=True),
        ),
    ]
