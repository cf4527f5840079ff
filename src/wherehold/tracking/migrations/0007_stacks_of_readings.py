"""Readings of a month lie in stacks, each of so many that came one after another."""

from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


def into_stacks(apps, schema_editor):
    """Make each month that there is one stack."""
    Month, Stack = (apps.get_model("tracking", name) for name in ("Month", "Stack"))
    with schema_editor.connection.cursor() as cursor:
        for month in Month.objects.values_list("month", flat=True):
            name = f"tracking_reading_{month:06d}"
            cursor.execute(f"SELECT count(*), min(at_us), max(at_us) FROM {name}")
            number, first_us, last_us = cursor.fetchone()
            stack = Stack.objects.create(
                month=month,
                is_aside=True,
                readings=max(number, 100_000),
                first_us=first_us or 0,
                last_us=last_us or 0,
            )
            _copy(cursor, name, stack.pk, schema_editor.connection.vendor)


def _copy(cursor, name, stack, vendor):
    """Make a month's table anew, with the stack in which all of it lies before the old key."""
    columns = (
        "device_id bigint NOT NULL, at_us bigint NOT NULL, k smallint NOT NULL, "
        "received_us bigint NOT NULL, flags smallint NOT NULL, lat double precision, "
        "lon double precision, accuracy_m double precision, speed_mps double precision, "
        "heading_deg double precision, altitude_m double precision, "
        "battery_pct double precision, rssi_dbm double precision, antenna integer, "
        "reader text, epc text, sensors text"
    )
    names = ", ".join(one.split()[0] for one in columns.split(", "))
    ending = " WITHOUT ROWID" if vendor == "sqlite" else ""
    cursor.execute(f"ALTER TABLE {name} RENAME TO tracking_reading_before")
    cursor.execute(
        f"CREATE TABLE {name} (stack bigint NOT NULL, {columns}, "
        f"PRIMARY KEY (stack, device_id, at_us, k)){ending}"
    )
    cursor.execute(
        f"INSERT INTO {name} (stack, {names}) SELECT {stack}, {names} "
        "FROM tracking_reading_before ORDER BY device_id, at_us, k"
    )
    cursor.execute("DROP TABLE tracking_reading_before")


class Migration(migrations.Migration):
    dependencies = [("tracking", "0006_carriers_of_zones")]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Stack",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("month", models.PositiveIntegerField()),
                        (
                            "is_aside",
                            models.BooleanField(
                                help_text="Of readings that came late, or by a clock off."
                            ),
                        ),
                        (
                            "readings",
                            models.PositiveIntegerField(help_text="That were ever stored in it."),
                        ),
                        (
                            "first_us",
                            models.BigIntegerField(help_text="The earliest of their instants,"),
                        ),
                        ("last_us", models.BigIntegerField(help_text="and the latest.")),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["month", "is_aside", "readings"],
                                name="tracking_stack_with_room",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(into_stacks, elidable=False),
    ]
