"""What happened lately, an act a line, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from wherehold.desk import names, sentences, words
from wherehold.desk.names import Names, Part
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.register.queries import activity
from wherehold.register.queries.activity import Happening


@dataclass(frozen=True)
class Line:
    """One act: what was done with how many things, by whom and through which door."""

    icon: str
    tone: str
    subject: Part
    said: sentences.Said
    who: Part
    door: str
    at: datetime


def lately(*, actor: Actor, acts: int = 8, place_path: str = "") -> list[Line]:
    """Return the newest acts on what the actor sees, newest first. A fixed number of statements."""
    happened = activity.lately(actor=actor, acts=acts, place_path=place_path)
    by_act: dict[object, list[Happening]] = {}
    for one in happened:
        by_act.setdefault(one.act, []).append(one)
    told = [(group[-1].actor, group[-1].data) for group in by_act.values()]
    known = names.of(actor=actor, told=told, currency=organisation.current().currency)
    return [_line(group, known) for group in by_act.values()]


def _line(group: Sequence[Happening], known: Names) -> Line:
    first = group[-1]
    kind = sentences.kind_of(first.kind)
    subject = Part(first.tag, reverse("desk:asset", args=[first.asset_id]))
    if len(group) > 1:
        subject = Part(_("{count} things").format(count=len(group)))
    return Line(
        icon=kind.icon,
        tone=kind.tone,
        subject=subject,
        said=kind.say(first.data, known),
        who=known.who(first.actor),
        door=words.door(first.source),
        at=first.happened_at,
    )
