"""Alerts say themselves how bad they are: those of before are as bad as their rule."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def copy(apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    """Give each alert the severity of its rule."""
    del schema_editor
    rules = apps.get_model("alerts", "Rule").objects.filter(pk=OuterRef("rule"))
    alerts = apps.get_model("alerts", "Alert").objects
    alerts.update(severity=Subquery(rules.values("severity")[:1]))


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_channels_owners_and_notices")]

    operations = [migrations.RunPython(copy, migrations.RunPython.noop)]
