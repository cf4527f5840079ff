"""How things are lent: rules by category, opening hours by place."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.accounts.queries import roles
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import catalogue, holding
from wherehold.register.queries import known as known_places
from wherehold.reservations import ways
from wherehold.reservations.events import HoursSet, LimitSet, RuleSet, TransportSet
from wherehold.reservations.models import Hours, RoleLimit, Rule, Transport
from wherehold.reservations.refusals import BadRule
from wherehold.reservations.times import Open

BOUNDS = {
    "buffer_minutes": 100_000,
    "margin_percent": 100,
    "late_days": 365,
    "no_show_hours": 1_000,
    "offer_hours": 1_000,
    "longest_days": 730,
    "borrow_most": 1_000,
    "borrow_days": 730,
    "deposit_minor": 2**53,
    "manager_days": 365,
    "approve_from_minor": 2**53,
}


@dataclass(frozen=True, kw_only=True)
class RuleTerms:
    """What a rule says; amounts are in the organisation's currency."""

    buffer_minutes: int = 0
    margin_percent: int = 0
    late_days: int = 7
    no_show_hours: int = 24
    offer_hours: int = 24
    longest_days: int = 0
    self_service: bool = False
    borrow_most: int = 0
    borrow_days: int = 0
    deposit_minor: int | None = None
    manager_days: int = 3
    approve_always: bool = False
    approve_external: bool = True
    approve_from_minor: int | None = None


@transaction.atomic
def set_rule(*, actor: Actor, category_id: int | None, terms: RuleTerms) -> None:
    """Say how things of a category are lent; without one, how all are that have no rule nearer.

    What was promised before keeps the time between that it was promised with.

    Raises: NotAllowed, NotFound, BadRule.
    Records: reservations.rule_set.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    if category_id is not None:
        catalogue.categories(actor=actor, category_ids=[category_id])
    values = asdict(terms)
    over = [name for name, most in BOUNDS.items() if not 0 <= (values[name] or 0) <= most]
    if over:
        why = _("between 0 and {most}.")
        raise BadRule(*({"field": n, "why": why.format(most=BOUNDS[n])} for n in over))
    standing = Rule.objects.filter(category=category_id)
    if not standing.update(**values):
        Rule.objects.create(category_id=category_id, **values)
    event = RuleSet(subject_id=category_id or 0, rule=values)
    ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def set_limit(*, actor: Actor, role_id: int, most: int, days: int, approve: bool) -> None:
    """Say how much people with a role borrow by themselves, and whether they need a yes.

    Who has several roles may what the widest of them lets; 0 is without a bound.

    Raises: NotAllowed, NotFound, BadRule.
    Records: reservations.limit_set.
    """
    known = dict(roles.options(actor=actor))
    if role_id not in known:
        raise NotFound({"what": "role", "key": role_id})
    said = {"most": most, "days": days}
    bounds = {"most": BOUNDS["borrow_most"], "days": BOUNDS["borrow_days"]}
    why = _("between 0 and {most}.")
    if over := [name for name in said if not 0 <= said[name] <= bounds[name]]:
        raise BadRule(*({"field": n, "why": why.format(most=bounds[n])} for n in over))
    RoleLimit.objects.update_or_create(role_id=role_id, defaults={**said, "approve": approve})
    event = LimitSet(subject_id=role_id, approve=approve, **said)
    ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def set_hours(*, actor: Actor, place_id: int, hours: Sequence[Open]) -> None:
    """Say when a place is open; without any it is as the place around it.

    Raises: NotFound, NotAllowed, BadRule.
    Records: reservations.hours_set.
    """
    holding.place_for(actor=actor, place_id=place_id, permission="place.edit")
    for one in hours:
        if not 0 <= one.weekday <= 6 or one.opens >= one.closes:
            raise BadRule({"field": "hours", "why": _("closing comes after opening.")})
    if any(
        one is not other
        and one.weekday == other.weekday
        and one.opens <= other.closes
        and other.opens <= one.closes
        for one in hours
        for other in hours
    ):
        raise BadRule({"field": "hours", "why": _("two openings overlap.")})
    Hours.objects.filter(place=place_id).delete()
    Hours.objects.bulk_create(
        Hours(place_id=place_id, weekday=one.weekday, opens=one.opens, closes=one.closes)
        for one in hours
    )
    said = [[str(one.weekday), _clock(one.opens), _clock(one.closes)] for one in hours]
    event = HoursSet(subject_id=place_id, hours=said)
    ledger.record([event], actor=actor, happened_at=clock.now())


@transaction.atomic
def set_transport(
    *, actor: Actor, minutes: int | None, site_ids: tuple[int, int] | None = None
) -> None:
    """Say how long things are under way between two sites; without any, between all others.

    A place stands for the site that it lies at. Without minutes nothing is said of these two
    any more. What was promised before keeps the times that it was promised with.

    Raises: NotAllowed, NotFound, BadRule.
    Records: reservations.transport_set.
    """
    if not actor.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": actor.name, "permission": "settings.manage"})
    if minutes is not None and not 0 <= minutes <= ways.MINUTES_MAX:
        why = _("between 0 and {most}.").format(most=ways.MINUTES_MAX)
        raise BadRule({"field": "minutes", "why": why})
    low, high = _pair(actor, site_ids) if site_ids else (None, None)
    standing = Transport.objects.filter(site_a=low, site_b=high)
    if minutes is None:
        standing.delete()
    elif not standing.update(minutes=minutes):
        Transport.objects.create(site_a_id=low, site_b_id=high, minutes=minutes)
    event = TransportSet(subject_id=low or 0, other_id=high or 0, minutes=minutes)
    ledger.record([event], actor=actor, happened_at=clock.now())


def _pair(actor: Actor, place_ids: tuple[int, int]) -> tuple[int, int]:
    """Return the sites of two places, in order. Raises: NotFound, BadRule."""
    known = known_places.places(actor=actor, ids=place_ids)
    if missing := [key for key in place_ids if key not in known]:
        raise NotFound(*({"what": "place", "key": key} for key in missing))
    low, high = sorted(ways.sites_of(place_ids))
    if low == high:
        raise BadRule({"field": "sites", "why": _("say two different sites.")})
    return low, high


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
