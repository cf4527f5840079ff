"""Who may have the file of what is held about a person: that person, and who sets privacy."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from wherehold.accounts.models import User
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Party
from wherehold.register.queries import parties

SETTINGS = "settings.manage"


class NotForPrograms(NotAllowed):
    """A key of a program does not take out everything about somebody."""

    code = "dossier.not_for_programs"
    title = _("Not for programs")
    message = _("{actor}: only a person takes out what is held about somebody, in the browser.")


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whom a file is about. `whole`: it is for themselves, so with where they were."""

    party_id: int
    user_id: int | None
    name: str
    email: str
    whole: bool


def may_for_others(actor: Actor) -> bool:
    """Say whether somebody may have the file of another person."""
    return actor.may_everywhere(SETTINGS)


def subject(actor: Actor, party_id: int) -> Subject:
    """Return a person whose file the actor may have. Two statements.

    Raises: NotForPrograms; NotAllowed (settings.manage, for others); NotFound.
    """
    if actor.source == "api":
        raise NotForPrograms({"actor": actor.name})
    own = actor.party_id == party_id
    if not own and not may_for_others(actor):
        raise NotAllowed({"actor": actor.name, "permission": SETTINGS})
    people = Party.objects.filter(pk=party_id, kind=Party.Kind.PERSON)
    found = people.filter(parties.reach(actor=actor)).first() if not own else people.first()
    if found is None:
        raise NotFound({"what": "person", "key": party_id})
    user = User.objects.filter(party=party_id).first()
    return Subject(
        party_id=party_id,
        user_id=user.pk if user else None,
        name=found.name,
        email=user.email if user else found.email,
        whole=own,
    )


def by_email(actor: Actor, email: str) -> int:
    """Return the person who signs in by an e-mail, or is known by it. Two statements at most.

    Raises: NotAllowed, NotFound.
    """
    if not may_for_others(actor):
        raise NotAllowed({"actor": actor.name, "permission": SETTINGS})
    said = email.strip()
    key = User.objects.filter(email=said.casefold()).values_list("party_id", flat=True).first()
    if key is None:
        people = Party.objects.filter(email__iexact=said, kind=Party.Kind.PERSON)
        key = people.order_by("pk").values_list("pk", flat=True).first()
    if key is None:
        raise NotFound({"what": "person", "key": email})
    return key
