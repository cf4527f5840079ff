"""Questions about files of what is held about people: those that one asked for oneself."""

from dataclasses import dataclass
from datetime import datetime

from wherehold.dossier import access
from wherehold.dossier.models import Dossier
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.tracking import privacy

SHOWN_MAX = 20
ASKED = ("dossier.asked",)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Somebody asked for the file about one: when, and who."""

    at: datetime
    who: str
    own: bool


def latest(*, actor: Actor, party_id: int) -> Dossier | None:
    """Return the last file about a person that the actor asked for. Three statements.

    Raises: NotAllowed, NotFound.
    """
    about = access.subject(actor, party_id)
    return Dossier.objects.filter(party=about.party_id, by=actor.party_id or 0).last()


def one(*, actor: Actor, dossier_id: int) -> Dossier:
    """Return a file that the actor asked for and may still have. Three statements.

    Raises: NotAllowed, NotFound.
    """
    found = Dossier.objects.filter(pk=dossier_id, by=actor.party_id or 0).first()
    if found is None:
        raise NotFound({"what": "file", "key": dossier_id})
    access.subject(actor, found.party_id)
    return found


def asked_about_me(*, actor: Actor) -> list[Told]:
    """Return who asked for the file about the actor, the newest first. Two statements."""
    if actor.party_id is None:
        return []
    found = ledger.history("party", actor.party_id, limit=SHOWN_MAX, kinds=ASKED)
    names = privacy.names_of(entry.actor for entry in found)
    return [
        Told(
            at=entry.happened_at,
            who=names.get(entry.actor, ""),
            own=bool((entry.data or {}).get("own")),
        )
        for entry in found
    ]
