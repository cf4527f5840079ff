"""When things may be handed over: what is checked before anything changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from wherehold.custody import refusals
from wherehold.custody.claims import Claim, Going
from wherehold.custody.stays import Asset, Refused, Target, Terms
from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.register import access
from wherehold.register.queries import holding, parties

IDLE_STAGES = frozenset({"planned", "ordered", "missing", "retired", "disposed"})
UNKNOWN_HOLDER = "someone"
OVERRIDE = "custody.override"
Fault = tuple[type[Refusal], dict[str, Any]]
Check = Callable[[Asset], Fault | None]


def terms(
    *, at: datetime | None, due_on: date | None = None, condition: str = "", note: str = ""
) -> Terms:
    """Return the terms of a hand-over, now if nothing else was said.

    Units: `due_on` is a day in the organisation's time zone, inclusive.
    Raises: AtInFuture, DueInPast, BadCondition.
    """
    now = clock.now()
    if at is not None and at > now:
        raise refusals.AtInFuture({"field": "at", "at": f"{at:%Y-%m-%d %H:%M}"})
    known = Asset.Condition.values
    if condition and condition not in known:
        words = {"condition": condition, "known": ", ".join(known)}
        raise refusals.BadCondition({"field": "condition", **words})
    if due_on is not None and due_on < (day := clock.day_of(at or now)):
        raise refusals.DueInPast({"field": "due_on", "due_on": due_on, "day": day})
    moment = at or now
    return Terms(at=moment, backdated=at is not None, due_on=due_on, condition=condition, note=note)


def enter(
    actor: Actor, asset_ids: Sequence[int], permission: str, *, partial: bool
) -> tuple[list[Asset], list[Refused]]:
    """Return the assets, locked; what may not be changed refuses all, or itself if `partial`.

    Raises: NothingChosen; NotFound and NotAllowed unless `partial`.
    """
    if not asset_ids:
        raise refusals.NothingChosen({"field": "asset_ids", "what": "assets"})
    if not partial:
        return access.assets_for_update(actor, asset_ids, permission), []
    assets, others = access.those_for_update(actor, asset_ids, permission)
    refused = [_refused(key, NotFound({"what": "asset", "key": key})) for key in others]
    return assets, refused


def also(actor: Actor, assets: Sequence[Asset], permission: str) -> None:
    """Ask for a second permission on assets that the actor was let in to.

    Raises: NotAllowed.
    """
    if any(not access.may(actor, permission, asset) for asset in assets):
        raise NotAllowed({"actor": actor.name, "permission": permission})


def party(actor: Actor, holder_id: int) -> Target:
    """Return a party as the target of a hand-over.

    Raises: NotFound, HolderArchived.
    """
    [line] = parties.known(actor=actor, party_ids=[holder_id])
    if line.archived:
        raise refusals.HolderArchived({"field": "holder_id", "holder": line.name})
    return Target(holder_id=line.id, name=line.name, party=line)


def sift(
    assets: Sequence[Asset], checks: Sequence[Check], *, partial: bool
) -> tuple[list[Asset], list[Refused]]:
    """Part the assets that pass every check from those that do not.

    Raises: the first refusal with all its offenders, unless `partial`.
    """
    good: list[Asset] = []
    faults: list[tuple[Asset, Fault]] = []
    for asset in assets:
        fault = next((found for check in checks if (found := check(asset))), None)
        if fault is None:
            good.append(asset)
        else:
            faults.append((asset, fault))
    if faults and not partial:
        kind = faults[0][1][0]
        raise kind(*(fields for _, (one, fields) in faults if one is kind))
    return good, [_refused(asset.pk, kind(fields)) for asset, (kind, fields) in faults]


def in_service(asset: Asset) -> Fault | None:
    """Find fault with an asset that is not there to be used."""
    if asset.archived_at is not None:
        return refusals.NotInService, _named(asset, stage="archived")
    if asset.stage in IDLE_STAGES:
        return refusals.NotInService, _named(asset, stage=asset.stage.replace("_", " "))
    return None


def not_held(actor: Actor, assets: Sequence[Asset]) -> Check:
    """Find fault with an asset that is out, saying with whom to those who may know."""
    words = holders(actor, assets)

    def check(asset: Asset) -> Fault | None:
        if not asset.held:
            return None
        return refusals.AlreadyOut, _named(asset, holder=words[asset.pk], due_on=asset.due_on)

    return check


def held(asset: Asset) -> Fault | None:
    """Find fault with an asset that nobody holds."""
    return None if asset.held else (refusals.NotOut, _named(asset))


def elsewhere(target: Target) -> Check:
    """Find fault with an asset that is with this target already."""

    def check(asset: Asset) -> Fault | None:
        now = (asset.holder_id, asset.held_place_id, asset.held_asset_id)
        if now != (target.holder_id, target.place_id, target.into_asset_id):
            return None
        return refusals.AlreadyThere, _named(asset, holder=target.name)

    return check


def not_on_hold(actor: Actor, assets: Sequence[Asset]) -> Check:
    """Find fault with an asset that something stops."""
    holds = holding.standing_holds(actor=actor, asset_ids=[asset.pk for asset in assets])

    def check(asset: Asset) -> Fault | None:
        if reason := holds.get(asset.pk):
            return refusals.OnHold, _named(asset, reason=reason)
        return None

    return check


def going(
    assets: Sequence[Asset], target: Target, terms: Terms, until: datetime | None = None
) -> dict[int, Going]:
    """Return until when assets would be away: an instant that was said, or the due day."""
    ends = until or terms.due_on
    return {one.pk: Going(target.holder_id, terms.at, ends, bool(one.held)) for one in assets}


def not_promised(actor: Actor, claims: Mapping[int, Claim], *, override: bool) -> Check:
    """Find fault with an asset that is promised to somebody else, unless the actor may do so."""

    def check(asset: Asset) -> Fault | None:
        claim = claims.get(asset.pk)
        if claim is None:
            return None
        if not override:
            begins = f"{claim.begins.astimezone(clock.zone()):%Y-%m-%d %H:%M}"
            words = {"claim": claim.what, "claim_id": claim.number, "begins": begins}
            return refusals.Promised, _named(asset, **words)
        if access.may(actor, OVERRIDE, asset):
            return None
        return NotAllowed, {"actor": actor.name, "permission": OVERRIDE}

    return check


def after_last_act(lasts: Mapping[int, datetime], at: datetime) -> Check:
    """Find fault with an asset that was handed over later than this instant."""

    def check(asset: Asset) -> Fault | None:
        last = lasts.get(asset.pk)
        if last is None or last <= at:
            return None
        local = last.astimezone(clock.zone())
        return refusals.BeforeLastAct, _named(asset, last=f"{local:%Y-%m-%d %H:%M}")

    return check


def outside_of(host: Asset, around: set[int]) -> Check:
    """Find fault with an asset in which the host itself is."""

    def check(asset: Asset) -> Fault | None:
        if asset.pk in around:
            return refusals.GoesIntoItself, _named(asset, into=host.tag)
        return None

    return check


def holders(actor: Actor, assets: Sequence[Asset]) -> dict[int, str]:
    """Return by asset id who holds it, in words; `someone` to those who may not know."""
    out = [asset for asset in assets if asset.held]
    if not out:
        return {}
    told = [
        asset
        for asset in out
        if access.may(actor, "custody.holder", asset) or asset.holder_id == actor.party_id
    ]
    words = holding.keepers(actor=actor, assets=told)
    return {asset.pk: words.get(asset.pk) or UNKNOWN_HOLDER for asset in out}


def _named(asset: Asset, **fields: object) -> dict[str, Any]:
    return {"asset": asset.tag, "asset_id": asset.pk, **fields}


def _refused(asset_id: int, refusal: Refusal) -> Refused:
    return Refused(asset_id=asset_id, code=refusal.code, sentence=str(refusal))
