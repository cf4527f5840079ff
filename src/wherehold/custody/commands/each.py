"""Handing out many things to many holders in one act, as an import does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from wherehold.custody import identity, rules
from wherehold.custody.claims import Going, standing
from wherehold.custody.commands import keeping
from wherehold.custody.events import Changed, CheckedOut
from wherehold.custody.models import Checkout
from wherehold.custody.stays import Asset, Handed, Stay, Target, Terms
from wherehold.kernel import bulk, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.queries import holding, parties

COLUMNS = (
    *("id", "asset_id", "holder_id", "place_id", "checked_out_at", "due_on", "act_out"),
    *("condition_out", "note_out", "condition_in", "note_in"),
)
_UNSAID = ("", "", "", "")


class To(NamedTuple):
    """To whom or where one asset goes: a party or a place. The due day may lie in the past."""

    holder_id: int | None = None
    place_id: int | None = None
    due_on: date | None = None


@transaction.atomic
def check_out_each(
    *, actor: Actor, targets: Mapping[int, To], at: datetime | None = None, act: UUID | None = None
) -> Handed:
    """Hand each asset to its own holder; those that cannot be handed out come back as refused.

    What is overdue is entered as overdue, so the due day is not checked against today. The
    number of statements grows with the number of different places only.

    Units: `due_on` is a day in the organisation's time zone, inclusive; `at` an aware instant.
    Raises: NotFound (holders, places), NotAllowed (places), NothingChosen, AtInFuture.
    Records: custody.checked_out, one for each asset; custody.moved_along for what is inside.
    """
    permission = "custody.check_out"
    terms = rules.terms(at=at)
    entered, refused = rules.enter(actor, list(targets), permission, partial=True)
    checks = [rules.not_held(actor, entered), rules.in_service, rules.not_on_hold(actor, entered)]
    claims = standing(actor=actor, going=_going(entered, targets, terms))
    checks.append(rules.not_promised(actor, claims, override=False))
    people = _people(actor, targets)
    given = {key: people[to.holder_id] for key, to in targets.items() if to.holder_id}
    checks.append(identity.was_seen(given))
    assets, unfit = rules.sift(entered, checks, partial=True)
    places = {
        key: holding.place_for(actor=actor, place_id=key, permission=permission)
        for key in {to.place_id for to in targets.values() if to.place_id}
    }
    act = act or ledger.new_act()
    handed = [(asset, targets[asset.pk]) for asset in assets]
    stays = _open(handed, terms, act)
    states = {}
    for asset, to in handed:
        name = places[to.place_id].name if to.place_id else people[to.holder_id or 0].name
        target = Target(holder_id=to.holder_id, place_id=to.place_id, name=name)
        where = keeping.Whereabouts(moves=bool(to.place_id), place_id=to.place_id)
        states[asset] = keeping.out_state(asset, target, replace(terms, due_on=to.due_on), where)
    changed = keeping.write(actor=actor, states=states, act=act, at=terms.at)
    events = [_event(stay, what) for stay, what in zip(stays, changed, strict=True)]
    ledger.record(events, actor=actor, happened_at=terms.at, act=act)
    return Handed(act=act, stays=stays, refused=refused + unfit)


def _going(assets: Sequence[Asset], targets: Mapping[int, To], terms: Terms) -> dict[int, Going]:
    found: dict[int, Going] = {}
    for asset in assets:
        to = targets[asset.pk]
        target = Target(holder_id=to.holder_id, place_id=to.place_id, name="")
        found |= rules.going([asset], target, replace(terms, due_on=to.due_on))
    return found


def _open(handed: Sequence[tuple[Asset, To]], terms: Terms, act: UUID) -> list[Stay]:
    """Insert the stays of assets, which nobody holds."""
    ids = bulk.next_ids(Checkout, len(handed)) if handed else []
    rows = [
        (key, asset.pk, *to[:2], terms.at, to.due_on, act, *_UNSAID)
        for key, (asset, to) in zip(ids, handed, strict=True)
    ]
    bulk.insert(Checkout, COLUMNS, rows)
    return [
        Stay(
            id=key,
            asset_id=asset.pk,
            holder_id=to.holder_id,
            place_id=to.place_id,
            into_asset_id=None,
            checked_out_at=terms.at,
            due_on=to.due_on,
        )
        for key, (asset, to) in zip(ids, handed, strict=True)
    ]


def _event(stay: Stay, changed: Changed) -> CheckedOut:
    return CheckedOut(
        subject_id=stay.asset_id,
        checkout_id=stay.id,
        holder_id=stay.holder_id,
        place_id=stay.place_id,
        into_asset_id=None,
        due_on=stay.due_on,
        condition="",
        note="",
        changed=changed,
    )


def _people(actor: Actor, targets: Mapping[int, To]) -> dict[int, parties.PartyLine]:
    """Return all holders; who is not seen refuses the act."""
    ids = {to.holder_id for to in targets.values() if to.holder_id}
    return {line.id: line for line in parties.known(actor=actor, party_ids=ids)}
