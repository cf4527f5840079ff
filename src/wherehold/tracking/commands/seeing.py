"""Seeing where one thing is that a person keeps, where the settings of privacy let others see it.

It is no question but an act, one thing at a time: that somebody looked is told to the person.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.tracking import access, events, privacy, sites
from wherehold.tracking.privacy import EXACT, LastSeen, Rules
from wherehold.tracking.queries import positions
from wherehold.tracking.queries.positions import Point
from wherehold.tracking.refusals import NotShown

TRAIL_POINTS = 500


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What somebody saw: the site, or exactly where, and perhaps where it was before."""

    asset_id: int
    tag: str
    name: str
    keeper: str
    at: datetime
    site: str
    spot: LastSeen | None
    trail: list[Point]


@transaction.atomic
def see_kept(*, actor: Actor, asset_id: int) -> Seen:
    """Return where a thing is that a person keeps, as exactly as the settings let others see it.

    Raises: NotFound; NotAllowed (nobody whom the person could be told of); NotShown (nobody
        keeps it, not by the settings or not at this hour, its keeper is private, or it has told
        nothing since they keep it).
    Records: tracking.kept_seen, about the person.
    """
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.POSITIONS})
    asset = access.seen_thing(actor, asset_id)
    rules = privacy.rules_of(asset.category_path)
    keeper = asset.holder
    if keeper is None or not privacy.is_kept(asset_id):
        raise NotShown({"asset": asset.tag, "why": _("no one person keeps it.")})
    if not rules.live_allowed:
        raise NotShown({"asset": asset.tag, "why": _("where it is is its keeper's to know.")})
    _must_be_told_now(asset.tag, keeper.pk, rules)
    last = _last(asset.tag, asset_id, keeper.pk, asset.held_since or clock.now())
    days, exact = rules.history_days, rules.precision == EXACT
    said = events.KeptSeen(subject_id=keeper.pk, asset_id=asset_id, exact=exact, days=days)
    ledger.record([said], actor=actor, happened_at=clock.now())
    return Seen(
        asset_id=asset_id,
        tag=asset.tag,
        name=asset.name,
        keeper=keeper.name,
        at=last.at,
        site=sites.name_of(actor, last.lat, last.lon, rules.precision),
        spot=last if exact else None,
        trail=_trail(actor, asset_id, asset.held_since, days) if exact else [],
    )


def _must_be_told_now(tag: str, keeper_id: int, rules: Rules) -> None:
    """Refuse hours that are none of work, and a time that somebody keeps to themselves."""
    now = clock.now()
    if privacy.is_private(keeper_id, now):
        raise NotShown({"asset": tag, "why": _("its keeper keeps that to themselves now.")})
    if not rules.is_work(now.astimezone(clock.zone())):
        raise NotShown({"asset": tag, "why": _("it is no hour of work.")})


def _last(tag: str, asset_id: int, keeper_id: int, since: datetime) -> LastSeen:
    """Return where a thing was last since somebody keeps it. Raises: NotShown."""
    told = [one for one in privacy.where_is(keeper_id) if one.asset_id == asset_id]
    told = [one for one in told if one.at >= since]
    if not told:
        raise NotShown({"asset": tag, "why": _("it has told nothing since they keep it.")})
    return max(told, key=lambda one: one.at)


def _trail(actor: Actor, asset_id: int, since: datetime | None, days: int) -> list[Point]:
    now = clock.now()
    begin = max(since or now, now - timedelta(days=days))
    if not days or begin >= now:
        return []
    span = {"since": begin, "until": now}
    return positions.way(actor=actor, asset_id=asset_id, points=TRAIL_POINTS, **span)
