"""Questions about categories, models, makers, own fields and keywords. Nothing here writes."""

from wherehold.kernel.actor import Actor
from wherehold.register.custom_fields import Definition
from wherehold.register.models import FieldDefinition


def definitions(*, actor: Actor, target: str) -> list[Definition]:
    """Return the own fields of a kind of object, in their order. One statement.

    Which fields there are is no secret: a form needs them all.
    """
    assert actor.name
    rows = FieldDefinition.objects.filter(target=target, archived_at=None)
    columns = ("key", "label", "type", "unit", "choices", "category__path", "required")
    return [
        Definition(key, label, kind, unit, tuple(choices), path or "", required)
        for key, label, kind, unit, choices, path, required in rows.order_by(
            "position", "pk"
        ).values_list(*columns)
    ]
