"""Each state says on what its device is and in which square of the earth; settings of privacy."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef

from wherehold.kernel.tables import CreateTables

AT_ONCE = 5_000


def fill(apps, schema_editor):
    """Let the states that there are say so. Nothing to do, nor to load, in a new installation."""
    State = apps.get_model("tracking", "State")
    if State.objects.exists():
        _fill(apps, schema_editor)


def _fill(apps, schema_editor):
    import numpy as np

    from wherehold.tracking import tiles
    from wherehold.tracking.instants import to_us

    State, Binding = (apps.get_model("tracking", name) for name in ("State", "Binding"))
    last = 0
    while rows := list(State.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1].pk
        on = {
            one.device_id: one
            for one in Binding.objects.filter(
                device__gte=rows[0].pk, device__lte=last, ends_at=None, asset__isnull=False
            )
        }
        lats, lons = (
            np.array([getattr(row, name) for row in rows], np.float64) for name in ("lat", "lon")
        )
        found = tiles.of(lats, lons)
        said = []
        for row, tile, patch in zip(rows, found.tolist(), tiles.patch(found).tolist(), strict=True):
            one = on.get(row.pk)
            bound = (one.asset_id, to_us(one.starts_at)) if one else (None, 0)
            said.append((tile, patch, *bound, row.pk))
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE tracking_state SET tile = %s, patch = %s, asset_id = %s, from_us = %s "
                "WHERE device_id = %s",
                said,
            )
    others = State.objects.filter(asset=OuterRef("asset")).exclude(pk=OuterRef("pk"))
    State.objects.filter(asset__isnull=False).update(is_shared=Exists(others))


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0001_tables"),
        ("tracking", "0004_days_rolled_up"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    "PrivacyRule",
                    [
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("long_days", models.PositiveSmallIntegerField()),
                        ("look_allowed", models.BooleanField()),
                        ("look_minutes", models.PositiveSmallIntegerField()),
                        ("share_allowed", models.BooleanField()),
                        ("reason", models.CharField(max_length=500)),
                        ("asked_at", models.DateTimeField()),
                        ("from_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    {
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("long_days__lte", 14),
                                    ("look_minutes__gte", 5),
                                    ("look_minutes__lte", 60),
                                ),
                                name="tracking_privacy_floor",
                            )
                        ]
                    },
                ),
            ]
        ),
        migrations.AddField(
            "state",
            "tile",
            models.BigIntegerField(db_default=-1, help_text="Of its position: see tracking.tiles."),
        ),
        migrations.AddField(
            "state",
            "patch",
            models.BigIntegerField(db_default=-1, help_text="The larger square around its tile."),
        ),
        migrations.AddField(
            "state",
            "asset",
            models.ForeignKey(
                help_text="What it is on now.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="register.asset",
            ),
        ),
        migrations.AddField(
            "state",
            "from_us",
            models.BigIntegerField(db_default=0, help_text="Since when it is on that."),
        ),
        migrations.AddField(
            "state",
            "is_shared",
            models.BooleanField(db_default=False, help_text="Others are on the same thing."),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("state", models.Index(fields=["patch"], name="tracking_state_patch")),
    ]
