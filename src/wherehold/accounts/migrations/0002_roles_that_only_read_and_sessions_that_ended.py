from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="read_only",
            field=models.BooleanField(
                default=False,
                help_text="Who has it changes nothing, whatever other roles permit.",
            ),
        ),
        migrations.AlterField(
            model_name="signin",
            name="session_key",
            field=models.CharField(help_text="A digest, in hex.", max_length=40, unique=True),
        ),
        migrations.AddField(
            model_name="signin",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
    ]
