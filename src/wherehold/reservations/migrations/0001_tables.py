"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reservations", "0001_initial"),
        ("reservations", "0003_borrowing"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Feed",
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
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "subject_type",
                            models.CharField(
                                help_text="'asset', 'place' or 'person'.", max_length=8
                            ),
                        ),
                        ("subject_id", models.BigIntegerField()),
                        ("made_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Reservation",
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("requested", "Requested"),
                                    ("approved", "Approved"),
                                    ("prepared", "Prepared"),
                                    ("out", "Out"),
                                    ("returned", "Returned"),
                                    ("cancelled", "Cancelled"),
                                    ("no_show", "No Show"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "project",
                            models.CharField(
                                blank=True, help_text="What it is for.", max_length=120
                            ),
                        ),
                        ("note", models.TextField(blank=True)),
                        ("place_path", models.CharField(blank=True, max_length=120)),
                        ("category_path", models.CharField(blank=True, max_length=120)),
                        ("begins_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("made_at", models.DateTimeField()),
                        (
                            "approval",
                            models.CharField(
                                blank=True, help_text="Why a yes is needed.", max_length=20
                            ),
                        ),
                        (
                            "offered_until",
                            models.DateTimeField(
                                help_text="Kept for who waited until then.", null=True
                            ),
                        ),
                        (
                            "extended",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="How many times."
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "reason",
                            models.CharField(
                                blank=True, help_text="Why it was cancelled.", max_length=300
                            ),
                        ),
                        (
                            "told",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="The last reminder that went out."
                            ),
                        ),
                        (
                            "made_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "party",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Line",
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
                        (
                            "features",
                            models.JSONField(
                                default=dict, help_text="Keywords and own fields it must have."
                            ),
                        ),
                        ("quantity", models.PositiveIntegerField(default=1)),
                        ("floating", models.PositiveIntegerField(default=0)),
                        ("begins_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("open", models.BooleanField(default=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                        (
                            "model",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.model",
                            ),
                        ),
                        (
                            "reservation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="reservations.reservation",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Rule",
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
                        ("buffer_minutes", models.PositiveIntegerField(default=0)),
                        (
                            "margin_percent",
                            models.PositiveSmallIntegerField(default=0, help_text="Over-booking."),
                        ),
                        (
                            "late_days",
                            models.PositiveSmallIntegerField(
                                default=7,
                                help_text="An overdue thing is reckoned back after so many days.",
                            ),
                        ),
                        ("no_show_hours", models.PositiveSmallIntegerField(default=24)),
                        ("offer_hours", models.PositiveSmallIntegerField(default=24)),
                        (
                            "longest_days",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="0: as long as one likes."
                            ),
                        ),
                        (
                            "self_service",
                            models.BooleanField(
                                default=False, help_text="People take it by themselves."
                            ),
                        ),
                        (
                            "borrow_most",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="0: as many as one likes."
                            ),
                        ),
                        (
                            "borrow_days",
                            models.PositiveSmallIntegerField(
                                default=0, help_text="0: as long as one likes."
                            ),
                        ),
                        (
                            "deposit_minor",
                            models.BigIntegerField(
                                help_text="What is left as a deposit.", null=True
                            ),
                        ),
                        (
                            "manager_days",
                            models.PositiveSmallIntegerField(
                                default=3,
                                help_text="The holder's manager hears of it after so many days.",
                            ),
                        ),
                        ("approve_always", models.BooleanField(default=False)),
                        ("approve_external", models.BooleanField(default=True)),
                        ("approve_from_minor", models.BigIntegerField(null=True)),
                        (
                            "category",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Hours",
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
                        ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday.")),
                        ("opens", models.TimeField()),
                        ("closes", models.TimeField()),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("place", "weekday", "opens"), name="reservations_hours_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("closes__gt", models.F("opens"))),
                                name="reservations_hours_forward",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Booking",
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
                        ("begins_at", models.DateTimeField()),
                        ("until_at", models.DateTimeField()),
                        ("open", models.BooleanField(default=True)),
                        (
                            "checkout_id",
                            models.BigIntegerField(
                                help_text="The stay that began with it.", null=True
                            ),
                        ),
                        ("returned_at", models.DateTimeField(null=True)),
                        (
                            "asset",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="reservations.line",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("open", True)),
                                fields=["asset", "until_at", "begins_at"],
                                name="reservations_of_asset",
                            ),
                            models.Index(
                                fields=["asset", "begins_at"], name="reservations_ever_of_asset"
                            ),
                        ],
                    },
                ),
                migrations.AddIndex(
                    model_name="reservation",
                    index=models.Index(fields=["state", "begins_at"], name="reservations_by_state"),
                ),
                migrations.AddIndex(
                    model_name="reservation",
                    index=models.Index(fields=["party", "begins_at"], name="reservations_of_party"),
                ),
                migrations.AddIndex(
                    model_name="reservation",
                    index=models.Index(fields=["ends_at"], name="reservations_by_end"),
                ),
                migrations.AddConstraint(
                    model_name="reservation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="reservations_ends_after_it_begins",
                    ),
                ),
                migrations.AddIndex(
                    model_name="line",
                    index=models.Index(
                        condition=models.Q(("floating__gt", 0), ("open", True)),
                        fields=["until_at", "begins_at"],
                        name="reservations_floating",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="line",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("asset__isnull", False), ("category", None), ("model", None)),
                            models.Q(("asset", None), ("category", None), ("model__isnull", False)),
                            models.Q(("asset", None), ("category__isnull", False), ("model", None)),
                            _connector="OR",
                        ),
                        name="reservations_one_thing_a_line",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="line",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("floating__lte", models.F("quantity"))),
                        name="reservations_floating_within_quantity",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="rule",
                    constraint=models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce("category", 0),
                        name="reservations_one_rule_a_category",
                    ),
                ),
            ]
        )
    ]
