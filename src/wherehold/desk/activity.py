"""What happened lately, an act a line, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wherehold.desk import telling
from wherehold.kernel.actor import Actor
from wherehold.register.addresses import address_of
from wherehold.register.queries import activity


@dataclass(frozen=True)
class Line:
    """One act in words, and what it was done with."""

    said: telling.Line
    subject: str
    url: str


def lately(*, actor: Actor, acts: int = 8, place_path: str = "") -> list[Line]:
    """Return the newest acts on what the actor sees, newest first. A fixed number of statements."""
    return [
        Line(
            said=telling.tell(doing.entry),
            subject=doing.tag
            if doing.assets == 1
            else _("{count} things").format(count=doing.assets),
            url=address_of("asset", doing.entry.asset_id) if doing.assets == 1 else "",
        )
        for doing in activity.lately(actor=actor, acts=acts, place_path=place_path)
    ]
