"""The tables of this slice, as they were before the first release."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from wherehold.kernel.tables import CreateTables


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_roles_that_only_read_and_sessions_that_ended"),
        ("accounts", "0003_phones"),
        ("accounts", "0004_what_roles_were_given"),
    ]

    dependencies = [
        ("register", "0001_tables"),
    ]

    operations = [
        CreateTables(
            [
                migrations.CreateModel(
                    name="Role",
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
                        ("code", models.SlugField(max_length=40, unique=True)),
                        ("name", models.CharField(max_length=80, unique=True)),
                        ("permissions", models.JSONField(default=list)),
                        ("own", models.JSONField(default=list)),
                        (
                            "read_only",
                            models.BooleanField(
                                default=False,
                                help_text="Who has it changes nothing, whatever other roles permit.",
                            ),
                        ),
                        ("builtin", models.BooleanField(default=False)),
                        (
                            "laid",
                            models.JSONField(
                                default=list,
                                help_text="What the product ever gave it: what is new is given once.",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="User",
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
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        (
                            "last_login",
                            models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                        ),
                        (
                            "email",
                            models.CharField(help_text="Casefolded.", max_length=254, unique=True),
                        ),
                        ("is_active", models.BooleanField(default=True)),
                        ("rights_version", models.PositiveIntegerField(default=1)),
                        ("created_at", models.DateTimeField()),
                        ("preferences", models.JSONField(default=dict)),
                        (
                            "party",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ApiToken",
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
                        ("name", models.CharField(blank=True, max_length=80)),
                        (
                            "digest",
                            models.CharField(
                                help_text="SHA-256, in hex.", max_length=64, unique=True
                            ),
                        ),
                        (
                            "hint",
                            models.CharField(
                                help_text="The first characters, to tell it by.", max_length=8
                            ),
                        ),
                        (
                            "scopes",
                            models.JSONField(
                                help_text="Permissions; null for all of the owner's.", null=True
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField(null=True)),
                        ("last_used_at", models.DateTimeField(null=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Device",
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
                        ("name", models.CharField(max_length=80)),
                        (
                            "digest",
                            models.CharField(
                                help_text="SHA-256, in hex.", max_length=64, unique=True
                            ),
                        ),
                        ("created_at", models.DateTimeField()),
                        (
                            "contact_at",
                            models.DateTimeField(
                                help_text="When it last brought something.", null=True
                            ),
                        ),
                        (
                            "pending",
                            models.PositiveIntegerField(
                                default=0, help_text="What it last said that it holds."
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="OneTimeLink",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("sign_in", "Sign In"),
                                    ("invite", "Invite"),
                                    ("reset", "Reset"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("digest", models.CharField(max_length=64, unique=True)),
                        ("expires_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="RoleGrant",
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
                        ("given_at", models.DateTimeField()),
                        (
                            "until",
                            models.DateField(
                                help_text="The last day on which it holds.", null=True
                            ),
                        ),
                        ("revoked_at", models.DateTimeField(null=True)),
                        (
                            "category",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.category",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.party",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="register.place",
                            ),
                        ),
                        (
                            "role",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.role",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignIn",
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
                            "session_key",
                            models.CharField(
                                help_text="A digest, in hex.", max_length=40, unique=True
                            ),
                        ),
                        ("agent", models.CharField(blank=True, max_length=200)),
                        ("address", models.CharField(blank=True, max_length=45)),
                        ("began_at", models.DateTimeField()),
                        (
                            "seen_at",
                            models.DateTimeField(
                                help_text="Written by a job, so it may be some minutes old."
                            ),
                        ),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
            ]
        )
    ]
