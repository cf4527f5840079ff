"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("custody", "0001_initial"),
        ("custody", "0002_why_things_do_not_come_back"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Checkout",
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
                        ("checked_out_at", models.DateTimeField()),
                        ("due_on", models.DateField(null=True)),
                        ("condition_out", models.CharField(blank=True, max_length=16)),
                        ("note_out", models.TextField(blank=True)),
                        ("returned_at", models.DateTimeField(null=True)),
                        ("condition_in", models.CharField(blank=True, max_length=16)),
                        ("note_in", models.TextField(blank=True)),
                        (
                            "act_out",
                            models.UUIDField(help_text="The act in the ledger that opened it."),
                        ),
                        (
                            "act_in",
                            models.UUIDField(help_text="The act that closed it.", null=True),
                        ),
                        ("voided_at", models.DateTimeField(null=True)),
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
                            "holder",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "into_asset",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.asset",
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
                    name="Settlement",
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
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("lost", "Lost"),
                                    ("kept", "Kept"),
                                    ("written_off", "Written Off"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(max_length=300)),
                        ("decided_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "stay",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="custody.checkout",
                            ),
                        ),
                    ],
                ),
                migrations.AddIndex(
                    model_name="checkout",
                    index=models.Index(fields=["asset", "checked_out_at"], name="custody_of_asset"),
                ),
                migrations.AddIndex(
                    model_name="checkout",
                    index=models.Index(
                        condition=models.Q(("holder__isnull", False)),
                        fields=["holder", "checked_out_at"],
                        name="custody_of_holder",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checkout",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("returned_at", None), ("voided_at", None)),
                        fields=("asset",),
                        name="custody_one_open_checkout_per_asset",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="checkout",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("holder__isnull", False), ("into_asset", None), ("place", None)
                            ),
                            models.Q(
                                ("holder", None), ("into_asset", None), ("place__isnull", False)
                            ),
                            models.Q(
                                ("holder", None), ("into_asset__isnull", False), ("place", None)
                            ),
                            _connector="OR",
                        ),
                        name="custody_one_target",
                    ),
                ),
            ]
        )
    ]
