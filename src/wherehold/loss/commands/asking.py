"""Asking people whether they know where a thing is, and writing down what they say."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import bulk, clock, ledger, organisation, outbox
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.loss import access
from wherehold.loss.commands.searching import NOTE_MAX
from wherehold.loss.events import Answered, Asked
from wherehold.loss.models import Inquiry, Search
from wherehold.loss.refusals import BadSearch, NotAsked, SearchOver
from wherehold.register.queries import parties
from wherehold.register.queries.parties import PartyLine


@transaction.atomic
def ask(
    *, actor: Actor, search_id: int, party_ids: Iterable[int], link: str = ""
) -> tuple[list[str], list[str]]:
    """Ask people about a thing by mail; return who was written to, and who has no address.

    Who has no address counts as asked too: somebody speaks to them. Asked again, they are
    written to again.

    Raises: NotFound (search, people), NotAllowed (asset.edit); BadSearch, SearchOver.
    Records: loss.asked for each.
    """
    [one] = access.for_update(actor, [search_id], access.EDIT)
    must_be_open([one])
    people = parties.known(actor=actor, party_ids=party_ids)
    if not people:
        raise BadSearch({"field": "party_ids", "why": _("choose at least one person.")})
    now = clock.now()
    asked = [Inquiry(search=one, party_id=each.id, asked_at=now) for each in people]
    bulk.put(asked, key=["search_id", "party_id"], columns=["asked_at"])
    reached = [each for each in people if each.email]
    for each in reached:
        _write_mail(one, each, link)
    events = [Asked(subject_id=one.asset_id, search_id=one.pk, party_id=each.id) for each in people]
    ledger.record(events, actor=actor, happened_at=now)
    return [each.name for each in reached], [each.name for each in people if not each.email]


@transaction.atomic
def answer(*, actor: Actor, search_id: int, party_id: int, text: str) -> None:
    """Write down what somebody said who was asked: they themselves, or whoever asked them.

    Raises: NotFound; NotAllowed (asset.edit, for what others said); BadSearch, NotAsked,
        SearchOver.
    Records: loss.answered.
    """
    words = text.strip()
    if not 0 < len(words) <= NOTE_MAX or "\0" in words:
        raise BadSearch({"field": "text", "why": _("say something, within reason.")})
    if party_id == actor.party_id:
        one = Search.objects.select_for_update().filter(pk=search_id).first()
        if one is None or not Inquiry.objects.filter(search=one, party=party_id).exists():
            raise NotFound({"what": "search", "key": search_id})
    else:
        [one] = access.for_update(actor, [search_id], access.EDIT)
    must_be_open([one])
    now = clock.now()
    asked = Inquiry.objects.filter(search=one, party=party_id)
    if not asked.update(answer=words, answered_at=now):
        raise NotAsked({"search_id": one.pk})
    event = Answered(subject_id=one.asset_id, search_id=one.pk, party_id=party_id, text=words)
    ledger.record([event], actor=actor, happened_at=now)


def must_be_open(searches: Sequence[Search]) -> None:
    """Raises: SearchOver, naming every one that has ended."""
    if over := [one for one in searches if one.state != Search.State.OPEN]:
        raise SearchOver(*({"search_id": one.pk} for one in over))


def _write_mail(one: Search, person: PartyLine, link: str) -> None:
    thing = f"{one.asset.tag} {one.asset.name}"
    head = _("Do you know where {thing} is?").format(thing=thing)
    text = _("Hello {name},\n\n{thing} is missing. Do you know where it is?\n")
    text = text.format(name=person.name, thing=thing)
    if link:
        text += "\n" + _("Answer here: {link}").format(link=link) + "\n"
    text += "\n" + organisation.current().name + "\n"
    outbox.send(to=person.email, subject=head, text=text, purpose="search", link=link)
