"""Lists of what belongs together, and how far somebody has what their role gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from wherehold.custody.queries import held_by
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kits import contents, fitting, standing
from wherehold.kits.models import Kit, Template
from wherehold.kits.queries.kits import WantLine, wants_of


@dataclass(frozen=True, kw_only=True)
class TemplateLine:
    """A list as lists show it, with how many kits were made from it."""

    id: int
    name: str
    use: str
    lines: int
    kits: int


@dataclass(frozen=True, kw_only=True)
class TemplateCard:
    """A list with what belongs together."""

    id: int
    name: str
    use: str
    wants: list[WantLine]


def templates(*, actor: Actor, use: str = "kit") -> list[TemplateLine]:
    """List what was written down, by name. Three statements.

    Raises: NotAllowed for who sees no things.
    """
    _let_in(actor)
    rows = list(Template.objects.filter(use=use, archived_at=None).order_by("name"))
    lists = contents.lines(Q(template__in=[row.pk for row in rows]))
    kits = Kit.objects.filter(template__in=rows, unmade_at=None)
    made = dict(kits.values("template").annotate(n=Count("pk")).values_list("template", "n"))
    return [
        TemplateLine(
            id=row.pk,
            name=row.name,
            use=row.use,
            lines=len(lists.get(row.pk, ())),
            kits=made.get(row.pk, 0),
        )
        for row in rows
    ]


def template(*, actor: Actor, template_id: int) -> TemplateCard:
    """Return a list with what belongs together. A fixed number of statements.

    Raises: NotFound; NotAllowed for who sees no things.
    """
    _let_in(actor)
    row = Template.objects.filter(pk=template_id, archived_at=None).first()
    if row is None:
        raise NotFound({"what": "list", "key": template_id})
    return TemplateCard(id=row.pk, name=row.name, use=row.use, wants=_wants(actor, row.pk, {}))


def checklist(*, actor: Actor, template_id: int, party_id: int) -> list[WantLine]:
    """Return what somebody with a role gets, and how much of it they hold.

    What they hold counts for one line each, as it does in kits.

    Raises: NotFound; NotAllowed for who sees no things.
    """
    _let_in(actor)
    row = Template.objects.filter(pk=template_id, use=Template.Use.ROLE, archived_at=None).first()
    if row is None:
        raise NotFound({"what": "list", "key": template_id})
    ids = [stay.asset_id for stay in held_by(actor=actor, party_id=party_id)]
    things = standing.things_of(ids)
    lines = contents.lines(Q(template=row.pk)).get(row.pk, [])
    have = fitting.filled(lines, fitting.fit(lines, things))
    return _wants(actor, row.pk, have)


def _wants(actor: Actor, template_id: int, have: Mapping[int, int]) -> list[WantLine]:
    return wants_of(actor=actor, owner=Q(template=template_id), have=dict(have))


def _let_in(actor: Actor) -> None:
    if not actor.may_somewhere("asset.see"):
        raise NotAllowed({"actor": actor.name, "permission": "asset.see"})
