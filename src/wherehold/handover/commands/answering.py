"""What the receiver says: all of it came as it was written down, or not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from wherehold.handover import access, signing
from wherehold.handover.commands import cases
from wherehold.handover.commands.giving import is_out, must_be_open
from wherehold.handover.events import Answered
from wherehold.handover.models import Acceptance, Handover, HandoverTerms, Item, Key, Terms
from wherehold.handover.refusals import CameBack, NotSigned, NotTheReceiver, TermsNotAccepted
from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a receiver says: what differs, by the asset's id, in their words; and their signature.

    `strokes` and `name` are what was drawn or typed at the desk.
    """

    differs: Mapping[int, str] = field(default_factory=dict)
    accepts_terms: bool = False
    strokes: str = ""
    name: str = ""


@transaction.atomic
def answer(*, actor: Actor, handover_id: int, said: Said) -> Handover:
    """Take down what the receiver says, through their account or at the desk with a signature.

    Nothing is accepted silently: whoever is not the receiver has to hand out such things and
    bring a signature of theirs. What differs becomes a case for a third person.

    Raises: NotFound; NotTheReceiver; NotOpen, CameBack, NotSigned, TermsNotAccepted; BadHandover.
    Records: handover.answered; handover.stated for what differs.
    """
    handover = access.for_update(actor, handover_id)
    must_be_open(handover)
    items = access.all_items(handover)
    signed = signing.signature(said.strokes, said.name)
    receiver = handover.receiver
    if actor.party_id == receiver.pk:
        return _answer(actor, handover, items, said, Handover.Way.ACCOUNT, signed)
    if not access.may_with(actor, access.GIVE, items):
        raise NotTheReceiver({"receiver": receiver.name})
    if not signed:
        raise NotSigned({"field": "signature", "receiver": receiver.name})
    return _answer(actor, handover, items, said, Handover.Way.SIGNATURE, signed)


@transaction.atomic
def confirm(*, actor: Actor, handover_id: int, said: Said) -> Handover:
    """Take down that everything came as it was written down; see `answer`.

    Raises: as `answer`.
    Records: handover.answered.
    """
    whole = Said(accepts_terms=said.accepts_terms, strokes=said.strokes, name=said.name)
    return answer(actor=actor, handover_id=handover_id, said=whole)


@transaction.atomic
def dispute(*, actor: Actor, handover_id: int, said: Said) -> Handover:
    """Say what is not as it was written down: on receipt, or of what is out or came back.

    On receipt it answers the hand-over, see `answer`. Later it opens a case about each thing, or
    adds to the one that is open.

    Raises: as `answer`; NothingToDecide where nothing is named, or a case was decided.
    Records: handover.answered on receipt; handover.stated.
    """
    cases.must_name(said.differs)
    handover = access.for_update(actor, handover_id)
    if handover.state == Handover.State.UNCONFIRMED:
        return answer(actor=actor, handover_id=handover_id, said=said)
    items = access.items_of(actor, handover)
    cases.open_later(actor=actor, handover=handover, items=items, words=said.differs)
    return handover


@transaction.atomic
def answer_by_link(*, actor: Actor, secret: str, said: Said) -> Handover:
    """Take down what the receiver says, by a link or by a code that was typed.

    The answer uses the link up, and every other one of this hand-over.

    Raises: NoKey, for every reason alike; CameBack, TermsNotAccepted; BadHandover.
    Records: handover.answered and handover.stated, by the receiver.
    """
    key = access.key_of(secret)
    locked = Handover.objects.select_for_update(no_key=True, of=("self",))
    handover = locked.select_related("giver", "receiver").get(pk=key.handover_id)
    access.key_of(secret)  # Of two answers by one link the second has waited for the first.
    receiver = access.receiver_of(handover, actor.source)
    way = Handover.Way.CODE if key.kind == Key.Kind.TYPED else Handover.Way.LINK
    signed = signing.signature(said.strokes, said.name)
    return _answer(receiver, handover, access.all_items(handover), said, way, signed)


def _answer(
    actor: Actor,
    handover: Handover,
    items: list[Item],
    said: Said,
    way: Handover.Way,
    signed: signing.Signature,
) -> Handover:
    """Check and write an answer; the hand-over is locked."""
    if gone := [one for one in items if not is_out(one)]:
        raise CameBack(*({"asset": dict(one.codes)["tag"]} for one in gone))
    bound = HandoverTerms.objects.filter(handover=handover).values("terms")
    terms = list(Terms.objects.filter(pk__in=bound).order_by("pk"))
    if terms and not said.accepts_terms:
        raise TermsNotAccepted(*({"title": one.title, "version": one.version} for one in terms))
    differs = cases.named(items, said.differs)
    now = clock.now()
    handover.state = Handover.State.DISPUTED if differs else Handover.State.CONFIRMED
    handover.way, handover.answered_at, handover.receiver_signature = way, now, signed
    handover.settled_at = None if differs else now
    handover.save()
    bulk.update(Item, ("id", "received"), [(one.pk, one.asset_id not in differs) for one in items])
    accepted = [(one.pk, handover.receiver_id, handover.pk, now, way.value) for one in terms]
    bulk.insert(Acceptance, ("terms_id", "party_id", "handover_id", "at", "way"), accepted)
    Key.objects.filter(handover=handover, used_at=None).update(used_at=now)
    event = Answered(
        subject_id=handover.pk,
        receiver_id=handover.receiver_id,
        way=way.value,
        yes=[one.asset_id for one in items if one.asset_id not in differs],
        no=sorted(differs),
        terms=[one.pk for one in terms],
        signature=signing.digest(signed),
    )
    act = ledger.record([event], actor=actor, happened_at=now)
    if differs:
        those = [one for one in items if one.asset_id in differs]
        cases.open_cases(
            actor=actor,
            handover=handover,
            items=those,
            leg="out",
            side=access.RECEIVER,
            words=differs,
            act=act,
        )
    return handover
