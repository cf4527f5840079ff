"""Emptying the database between tests that commit: only the tables that hold rows.

PostgreSQL truncates by making new files for every table and each of its indexes, and Django then
makes anew what it knows of the models: both took longer than most tests. What Django knows of the
models stays, as no test writes there.
"""

import functools

from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

from wherehold.tracking import stacks
from wherehold.tracking.models import Month

STAYS = {"django_content_type", "auth_permission"}
# Without triggers, which keep entries from being deleted, and without looking at references.
BARE, AS_EVER = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))


def use():
    """Let the database of this run be emptied so."""
    ops = connection.ops
    ops.sql_flush = functools.partial(_statements, ops.sql_flush)


def _statements(whole, style, tables, *, reset_sequences=False, allow_cascade=False):
    """Return what empties tables; where numbers begin anew, PostgreSQL truncates."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    tables = [*(table for table in tables if table not in STAYS), *_of_months()]
    if connection.vendor != "postgresql" or reset_sequences or not _may_go_bare():
        options = {"reset_sequences": reset_sequences, "allow_cascade": allow_cascade}
        return whole(style, tables, **options)
    return [BARE, *(f"DELETE FROM {name}" for name in _filled(tables)), AS_EVER]


def _of_months():
    """Return the tables of readings, which are no model's and are made as months come."""
    return [stacks.table(month) for month in Month.objects.values_list("month", flat=True)]


def _may_go_bare():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


def _filled(tables):
    names = [connection.ops.quote_name(table) for table in tables]
    looks = [f"SELECT {n} WHERE EXISTS (SELECT 1 FROM {name})" for n, name in enumerate(names)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        return [names[number] for (number,) in cursor.fetchall()]
