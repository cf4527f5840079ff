"""Handing out, taking back, passing on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from wherehold.custody import identity, queries, refusals, rules
from wherehold.custody.claims import Claim, standing
from wherehold.custody.commands import keeping
from wherehold.custody.events import CheckedIn, CheckedOut, Transferred
from wherehold.custody.models import Checkout
from wherehold.custody.stays import Asset, Handed, Refused, Stay, Target, Terms
from wherehold.kernel import bulk, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.queries import holding

OUT_COLUMNS = (
    *("id", "asset_id", "holder_id", "place_id", "into_asset_id"),
    *("checked_out_at", "due_on", "condition_out", "note_out", "act_out"),
)


@transaction.atomic
def check_out(  # noqa: PLR0913 - one name for each thing that is said at a hand-over
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    holder_id: int | None = None,
    place_id: int | None = None,
    into_asset_id: int | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
    condition: str = "",
    note: str = "",
    until: datetime | None = None,
    override: bool = False,
    partial: bool = False,
    act: UUID | None = None,
) -> Handed:
    """Hand assets to a party, to a place or into another asset: all of them or none.

    The asset rows are locked first, so of two people who reach for one thing one gets it and
    the other reads who was quicker. With `partial` the good ones go and the others come back
    as `refused`. What goes to a place or into an asset is then recorded to be there, with all
    that is inside it. The answer is in ascending order of asset id.

    What is promised to somebody else meanwhile stays, unless those who may say `override`; the
    entry keeps for what it was promised.

    Units: `due_on` is a day in the organisation's time zone, inclusive; `at` is an aware
        instant, now if left out, never before the asset's last hand-over; `until` is when
        it is needed no more, the end of the due day if left out.
    Raises: NotFound (assets, target), NotAllowed; OneTarget, NothingChosen, AtInFuture,
        DueInPast, BadCondition, HolderArchived; AlreadyOut, NotInService, OnHold,
        Promised, BeforeLastAct, GoesIntoItself, IdentityNotSeen.
    Records: custody.checked_out, one for each asset; custody.moved_along for what is inside.
    """
    _one_target(holder_id, place_id, into_asset_id)
    terms = rules.terms(at=at, due_on=due_on, condition=condition, note=note)
    permission = "custody.check_out"
    assets, refused, host = _enter(actor, asset_ids, into_asset_id, permission, partial)
    target, place = _target(actor, permission, (holder_id, place_id), host)
    claims = standing(actor=actor, going=rules.going(assets, target, terms, until))
    checks = [rules.not_held(actor, assets), *_fit(actor, assets, terms, host)]
    checks.append(rules.not_promised(actor, claims, override=override))
    checks.append(_identified(assets, target))
    good, unfit = rules.sift(assets, checks, partial=partial)
    act = act or ledger.new_act()
    stays = _open(good, target, terms, act)
    changed = keeping.write(
        actor=actor,
        states={a: keeping.out_state(a, target, terms, place) for a in good},
        act=act,
        at=terms.at,
    )
    said: dict[str, Any] = {"due_on": due_on, "condition": condition, "note": note}
    events = [
        CheckedOut(
            subject_id=s.asset_id,
            checkout_id=s.id,
            **target.ids(),
            **said,
            changed=c,
            despite=_despite(claims, s),
        )
        for s, c in zip(stays, changed, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=terms.at, act=act)
    return Handed(act=act, stays=stays, refused=refused + unfit)


@transaction.atomic
def check_in(
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    place_id: int | None = None,
    at: datetime | None = None,
    condition: str = "",
    note: str = "",
    partial: bool = False,
    act: UUID | None = None,
) -> Handed:
    """Take assets back from whoever holds them, and say where they are put: all or none.

    Without a place each stays recorded where it was. `partial` and `at` as in `check_out`.

    Raises: NotFound (assets, place), NotAllowed; NothingChosen, AtInFuture, BadCondition;
        NotOut, BeforeLastAct.
    Records: custody.checked_in, one for each asset; custody.moved_along for what is inside.
    """
    terms = rules.terms(at=at, condition=condition, note=note)
    permission = "custody.check_in"
    assets, refused = rules.enter(actor, asset_ids, permission, partial=partial)
    place = None
    if place_id is not None:
        place = holding.place_for(actor=actor, place_id=place_id, permission=permission)
    checks = [rules.held, _after_last(actor, assets, terms)]
    good, unfit = rules.sift(assets, checks, partial=partial)
    act = act or ledger.new_act()
    closed = _close(actor, good, terms, act)
    states = {a: keeping.in_state(a, terms, place.id if place else None) for a in good}
    changed = keeping.write(actor=actor, states=states, act=act, at=terms.at)
    said: dict[str, Any] = {"place_id": place_id, "condition": condition, "note": note}
    events = [
        CheckedIn(subject_id=s.asset_id, checkout_id=s.id, holder_id=s.holder_id, **said, changed=c)
        for s, c in zip(closed, changed, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=terms.at, act=act)
    return Handed(act=act, stays=closed, refused=refused + unfit)


@transaction.atomic
def transfer(  # noqa: PLR0913 - as check_out
    *,
    actor: Actor,
    asset_ids: Sequence[int],
    holder_id: int | None = None,
    place_id: int | None = None,
    into_asset_id: int | None = None,
    due_on: date | None = None,
    at: datetime | None = None,
    condition: str = "",
    note: str = "",
    override: bool = False,
    partial: bool = False,
    act: UUID | None = None,
) -> Handed:
    """Pass assets from whoever holds them straight to another, in one act: all or none.

    Whoever passes on takes back and hands out, so both rights are asked for.

    Units: as in `check_out`.
    Raises: as `check_out`, with NotOut and AlreadyThere in place of AlreadyOut.
    Records: custody.transferred, one for each asset; custody.moved_along for what is inside.
    """
    _one_target(holder_id, place_id, into_asset_id)
    terms = rules.terms(at=at, due_on=due_on, condition=condition, note=note)
    permission = "custody.check_out"
    assets, refused, host = _enter(actor, asset_ids, into_asset_id, permission, partial)
    rules.also(actor, assets, "custody.check_in")
    target, place = _target(actor, permission, (holder_id, place_id), host)
    claims = standing(actor=actor, going=rules.going(assets, target, terms))
    checks = [rules.held, rules.elsewhere(target), *_fit(actor, assets, terms, host)]
    checks.append(rules.not_promised(actor, claims, override=override))
    checks.append(_identified(assets, target))
    good, unfit = rules.sift(assets, checks, partial=partial)
    act = act or ledger.new_act()
    closed = _close(actor, good, terms, act)
    stays = _open(good, target, terms, act)
    states = {a: keeping.out_state(a, target, terms, place) for a in good}
    changed = keeping.write(actor=actor, states=states, act=act, at=terms.at)
    events = _transferred(closed, stays, terms, changed, claims)
    ledger.record(events, actor=actor, happened_at=terms.at, act=act)
    return Handed(act=act, stays=stays, refused=refused + unfit)


def _identified(assets: Sequence[Asset], target: Target) -> rules.Check:
    """Find fault with what would go outside to somebody whose identity has to be seen first."""
    holder = target.party
    return identity.was_seen({asset.pk: holder for asset in assets} if holder else {})


def _one_target(*ids: int | None) -> None:
    if (given := sum(key is not None for key in ids)) != 1:
        raise refusals.OneTarget({"field": "holder_id", "given": given})


def _enter(
    actor: Actor,
    asset_ids: Sequence[int],
    into_asset_id: int | None,
    permission: str,
    partial: bool,
) -> tuple[list[Asset], list[Refused], Asset | None]:
    """Return the assets and the asset that they go into, locked together."""
    if into_asset_id is None:
        return *rules.enter(actor, asset_ids, permission, partial=partial), None
    wanted = [*asset_ids, into_asset_id] if asset_ids else []
    assets, refused = rules.enter(actor, wanted, permission, partial=partial)
    host = next((asset for asset in assets if asset.pk == into_asset_id), None)
    if host is None:
        raise NotFound({"what": "asset", "key": into_asset_id})
    rules.sift([host], [rules.in_service], partial=False)
    return [a for a in assets if a is not host or host.pk in asset_ids], refused, host


def _target(
    actor: Actor, permission: str, ids: tuple[int | None, int | None], host: Asset | None
) -> tuple[Target, keeping.Whereabouts]:
    """Return the target, and what it means for where the assets are recorded to be."""
    holder_id, place_id = ids
    if holder_id is not None:
        return rules.party(actor, holder_id), keeping.Whereabouts()
    if host is not None:
        inside = keeping.Whereabouts(moves=True, place_id=host.place_id, container_id=host.pk)
        return Target(into_asset_id=host.pk, name=host.tag), inside
    assert place_id is not None
    place = holding.place_for(actor=actor, place_id=place_id, permission=permission)
    there = keeping.Whereabouts(moves=True, place_id=place.id)
    return Target(place_id=place.id, name=place.name), there


def _fit(
    actor: Actor, assets: Sequence[Asset], terms: Terms, host: Asset | None
) -> Iterable[rules.Check]:
    """Return the checks that handing out and passing on have in common."""
    yield rules.in_service
    yield rules.not_on_hold(actor, assets)
    yield _after_last(actor, assets, terms)
    if host is not None:
        yield rules.outside_of(host, holding.around(actor=actor, asset_id=host.pk))


def _after_last(actor: Actor, assets: Sequence[Asset], terms: Terms) -> rules.Check:
    ids = [asset.pk for asset in assets]
    lasts = queries.last_acts(actor=actor, asset_ids=ids) if terms.backdated else {}
    return rules.after_last_act(lasts, terms.at)


def _open(assets: Sequence[Asset], target: Target, terms: Terms, act: UUID) -> list[Stay]:
    ids = bulk.next_ids(Checkout, len(assets))
    to = tuple(target.ids().values())
    said = (terms.at, terms.due_on, terms.condition, terms.note, act)
    rows = [(key, asset.pk, *to, *said) for key, asset in zip(ids, assets, strict=True)]
    bulk.insert(Checkout, (*OUT_COLUMNS, "condition_in", "note_in"), [(*r, "", "") for r in rows])
    return [
        Stay(
            id=key,
            asset_id=asset.pk,
            **target.ids(),
            checked_out_at=terms.at,
            due_on=terms.due_on,
        )
        for key, asset in zip(ids, assets, strict=True)
    ]


def _close(actor: Actor, assets: Sequence[Asset], terms: Terms, act: UUID) -> list[Stay]:
    stays = queries.open_stays_of(actor=actor, asset_ids=[asset.pk for asset in assets])
    Checkout.objects.filter(pk__in=[stay.id for stay in stays]).update(
        returned_at=terms.at, condition_in=terms.condition, note_in=terms.note, act_in=act
    )
    assert len(stays) == len(assets), "every asset that is held has one open stay"
    return [replace(stay, returned_at=terms.at) for stay in stays]


def _despite(claims: Mapping[int, Claim], stay: Stay) -> str:
    """Return for what a thing was promised that was handed out all the same."""
    claim = claims.get(stay.asset_id)
    return claim.what if claim else ""


def _transferred(
    closed: Sequence[Stay],
    stays: Sequence[Stay],
    terms: Terms,
    changed: Sequence[Mapping[str, list[object]]],
    claims: Mapping[int, Claim],
) -> list[Transferred]:
    return [
        Transferred(
            subject_id=new.asset_id,
            closed_id=old.id,
            from_holder_id=old.holder_id,
            checkout_id=new.id,
            holder_id=new.holder_id,
            place_id=new.place_id,
            into_asset_id=new.into_asset_id,
            due_on=terms.due_on,
            condition=terms.condition,
            note=terms.note,
            changed=dict(difference),
            despite=_despite(claims, new),
        )
        for old, new, difference in zip(closed, stays, changed, strict=True)
    ]
