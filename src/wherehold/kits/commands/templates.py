"""Lists of what belongs together, under a name: for kits and for roles."""

from collections.abc import Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kits import access, contents
from wherehold.kits.contents import Wanted
from wherehold.kits.events import TemplateArchived, TemplateSaved
from wherehold.kits.models import Template
from wherehold.kits.refusals import BadKit, NameTaken

NAME_MAX = 120


@transaction.atomic
def save_template(
    *,
    actor: Actor,
    name: str,
    wants: Sequence[Wanted],
    use: str = "kit",
    template_id: int | None = None,
) -> int:
    """Write down what belongs together, anew or in the place of a list, and return its number.

    Kits that were made from it keep the contents that they have.

    Raises: NotAllowed (asset.edit); NotFound (the list, models, categories); BadKit, NameTaken.
    Records: kits.template_saved.
    """
    access.may_write_templates(actor)
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_MAX or use not in Template.Use.values:
        raise BadKit({"field": "name", "why": f"1 … {NAME_MAX}"})
    contents.check(actor, wants, things=False)
    one = Template(use=use)
    if template_id is not None:
        one = access.templates(actor, [template_id])[template_id]
    taken = Template.objects.filter(use=one.use, name__iexact=name, archived_at=None)
    if taken.exclude(pk=template_id or 0).exists():
        raise NameTaken({"field": "name", "name": name})
    one.name = name
    one.save()
    contents.store(wants, template_id=one.pk)
    event = TemplateSaved(subject_id=one.pk, name=name, use=one.use, contents=contents.told(wants))
    ledger.record([event], actor=actor, happened_at=clock.now())
    return one.pk


@transaction.atomic
def archive_template(*, actor: Actor, template_id: int) -> int:
    """Use a list no more, and return its number; kits that were made from it stay.

    Raises: NotAllowed (asset.edit), NotFound.
    Records: kits.template_archived.
    """
    access.may_write_templates(actor)
    one = access.templates(actor, [template_id])[template_id]
    one.archived_at = clock.now()
    one.save(update_fields=["archived_at"])
    event = TemplateArchived(subject_id=one.pk)
    ledger.record([event], actor=actor, happened_at=one.archived_at)
    return one.pk
