"""Asking holders what they have, by a link that needs no account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from wherehold.accounts import secrets
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import moving
from wherehold.register.queries import parties
from wherehold.stocktake import access, rules
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.commands.judging import Read
from wherehold.stocktake.events import HolderAnswered, HoldersAsked
from wherehold.stocktake.models import Answer, Line, Question, Stocktake
from wherehold.stocktake.questions import question_of
from wherehold.stocktake.refusals import NobodyToAsk, NotCounting

LASTS = timedelta(days=21)
WORDS_MAX = 200
YES, NO = "yes", "no"
WITHIN = ("asset.see", "asset.note")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody who was asked: where the answer is sent from, and about how many things."""

    party_id: int
    name: str
    email: str
    secret: str
    things: int


@transaction.atomic
def ask_holders(*, actor: Actor, stocktake_id: int) -> list[Asked]:
    """Make a link for each person who holds something that is still to be seen.

    Whoever was asked before gets a new link, about what is still open; the old one ceases to
    work. Links last three weeks, or until the count is closed.

    Raises: NotFound, NotAllowed (stocktake.run); NotCounting, NobodyToAsk.
    Records: stocktake.holders_asked.
    """
    stocktake = access.for_update(actor, stocktake_id, access.RUN)
    if stocktake.state != Stocktake.State.COUNTING:
        raise NotCounting({"name": stocktake.name, "state": stocktake.get_state_display()})
    lines = Line.objects.filter(access.lines_seen(actor), stocktake=stocktake, state=rules.OPEN)
    held = lines.filter(asset__holder__isnull=False).order_by("asset_id")
    things: dict[int, list[int]] = {}
    for line_id, holder_id in held.values_list("pk", "asset__holder_id"):
        things.setdefault(holder_id, []).append(line_id)
    known = [one for one in _people(actor, things) if one.email]
    if not known:
        raise NobodyToAsk({"name": stocktake.name})
    links = {one.id: secrets.new_link() for one in known}
    _write(stocktake, things, {key: link.digest for key, link in links.items()})
    keeping.touch(stocktake)
    asked = HoldersAsked(subject_id=stocktake.pk, holder_ids=sorted(links))
    ledger.record([asked], actor=actor, happened_at=clock.now())
    return [
        Asked(
            party_id=one.id,
            name=one.name,
            email=one.email,
            secret=links[one.id].text,
            things=len(things[one.id]),
        )
        for one in known
    ]


@transaction.atomic
def answer(*, secret: str, said: Mapping[int, str], words: Mapping[int, str], actor: Actor) -> int:
    """Take down what a holder says of their things, by line; return how many they have.

    What they have counts as found and is confirmed by its holder. What they do not have stays
    to be found, with their words beside it. An answer may be corrected until the count ends.

    Raises: NoLink, for every reason alike.
    Records: stocktake.holder_answered and register.confirmed, by the holder.
    """
    question = question_of(secret)
    stocktake = Stocktake.objects.select_for_update(no_key=True).get(pk=question.stocktake_id)
    holder = Actor(
        name=f"party:{question.party_id}",
        party_id=question.party_id,
        source=actor.source,
        own=frozenset(WITHIN),
    )
    answers = list(Answer.objects.filter(question=question).order_by("pk"))
    rows = [
        (one.pk, one.line_id, said[one.line_id], words.get(one.line_id, "").strip()[:WORDS_MAX])
        for one in answers
        if said.get(one.line_id) in (YES, NO)
    ]
    bulk.update(Answer, ("id", "said", "words"), [(pk, what, why) for pk, _l, what, why in rows])
    yes = _take(holder, stocktake, {line_id: (what, why) for _p, line_id, what, why in rows})
    Question.objects.filter(pk=question.pk).update(answered_at=clock.now())
    keeping.touch(stocktake)
    no = {str(line_id): why for _p, line_id, what, why in rows if what == NO}
    told = HolderAnswered(
        subject_id=stocktake.pk, holder_id=question.party_id, yes=sorted(yes), no=no
    )
    ledger.record([told], actor=holder, happened_at=clock.now())
    return len(yes)


def _people(actor: Actor, things: Mapping[int, Sequence[int]]) -> list[parties.PartyLine]:
    seen = parties.names(actor=actor, ids=things)
    return parties.known(actor=actor, party_ids=seen) if seen else []


def _write(
    stocktake: Stocktake, things: Mapping[int, Sequence[int]], digests: Mapping[int, str]
) -> None:
    """Put new questions in the place of older ones to the same people. Four statements."""
    now = clock.now()
    Question.objects.filter(stocktake=stocktake, party__in=digests).delete()
    ids = dict(zip(digests, bulk.next_ids(Question, len(digests)), strict=True))
    bulk.insert(
        Question,
        ("id", "stocktake_id", "party_id", "digest", "asked_at", "expires_at"),
        [(ids[k], stocktake.pk, k, digest, now, now + LASTS) for k, digest in digests.items()],
    )
    pairs = [(ids[key], line_id, "", "") for key in digests for line_id in things[key]]
    bulk.insert(Answer, ("question_id", "line_id", "said", "words"), pairs)


def _take(holder: Actor, stocktake: Stocktake, said: Mapping[int, tuple[str, str]]) -> list[int]:
    """Count what a holder has as found; return the ids of these assets.

    Only what they still hold: what went back meanwhile is no longer theirs to confirm.
    """
    lines = Line.objects.filter(stocktake=stocktake, pk__in=said)
    mine = dict(lines.filter(asset__holder=holder.party_id).values_list("pk", "asset_id"))
    yes = [mine[key] for key, (what, _why) in said.items() if what == YES and key in mine]
    _note(lines, {key: why for key, (what, why) in said.items() if what == NO})
    if not yes:
        return []
    moving.confirm_assets(actor=holder, asset_ids=yes, how="holder")
    tallies = keeping.tallies_of(stocktake, yes)
    before = {key: (tally.state, tally.zone_id) for key, tally in tallies.items()}
    now = clock.now()
    for key, tally in tallies.items():
        if tally.state in rules.SEEN:
            continue
        read = Read("", None, holder.party_id, now, asset_id=key)
        rules.judge(tally, _sight(read, tally), None)
    keeping.write_tallies(stocktake, tallies.values(), before)
    return yes


def _sight(read: Read, tally: rules.Tally) -> rules.Sight:
    return rules.Sight(read.at, None, "", read.party_id, tally.place_id, "")


def _note(lines: QuerySet[Line], no: Mapping[int, str]) -> None:
    """Keep beside each thing what its holder says of it."""
    known = set(lines.filter(pk__in=no).values_list("pk", flat=True))
    bulk.update(Line, ("id", "note"), [(key, no[key]) for key in known])
