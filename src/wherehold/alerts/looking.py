"""Looking for what rules look for. What is found is settled by a command: told once, until over.

Most rules are looked at again and again, each as often as its finder says. What a finder of zones
looks for changes only when something crosses a zone, so there the ledger says where to look.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from wherehold.alerts import commands
from wherehold.alerts.facts.visits import last_visits
from wherehold.alerts.finders import FINDERS
from wherehold.alerts.finding import Asked, Found
from wherehold.alerts.models import Rule
from wherehold.kernel import clock, paths
from wherehold.kernel.actor import Actor
from wherehold.kernel.ledger import Entry
from wherehold.register.models import Asset

CROSSED = ("tracking.entered", "tracking.left", "tracking.crossing_superseded")
BOUND = ("tracking.bound", "tracking.unbound")
BY_ZONE = tuple(code for code, one in FINDERS.items() if one.facts is last_visits)
_looked: dict[int, datetime] = {}


def look(*, actor: Actor, only_due: bool = False) -> int:
    """Look for everything, or for what is due, and return how many alerts were opened."""
    now = clock.now()
    rules = Rule.objects.select_related("category", "place").order_by("pk")
    opened = 0
    for rule in [one for one in rules if not only_due or _is_due(one, now)]:
        opened += _look_at(actor, rule, now)
        _looked[rule.pk] = now
    return opened


def follow(entries: Sequence[Entry], *, actor: Actor) -> int:
    """Look again where things crossed zones or devices came on and off; return as `look` does.

    Late entries and those that take others back are followed like any: what counts is what is
    known now.
    """
    rules = list(_rules_of_zones())
    if not rules:
        return 0
    crossed: dict[int, set[int]] = {}
    anywhere: set[int] = set()
    for entry in entries:
        zone_id = (entry.data or {}).get("zone_id")
        if entry.kind in BOUND or zone_id is None:
            anywhere.add(entry.subject_id)
        else:
            crossed.setdefault(zone_id, set()).add(entry.subject_id)
    return sum(
        _look_at_things(actor, rule, crossed.get(rule.parameters["zone_id"], set()) | anywhere)
        for rule in rules
    )


def asked_of(actor: Actor, rule: Rule, now: datetime) -> Asked:
    """Return what a rule asks for at a moment."""
    return Asked(
        actor=actor,
        now=now,
        today=clock.day_of(now),
        parameters=rule.parameters,
        things=_things(rule),
        zone=clock.zone(),
    )


def _things(rule: Rule) -> QuerySet[Asset]:
    """Return the things that a rule is about: all that are there, within its bounds."""
    within = Q(archived_at=None, merged_into=None)
    if rule.category is not None:
        within &= Q(category_path__range=paths.below(rule.category.path))
    if rule.place is not None:
        within &= Q(place_path__range=paths.below(rule.place.path))
    if rule.asset_id is not None:
        within &= Q(pk=rule.asset_id)
    return Asset.objects.filter(within)


def _is_due(rule: Rule, now: datetime) -> bool:
    last = _looked.get(rule.pk)
    every = timedelta(seconds=FINDERS[rule.finder].every_s)
    return last is None or last < rule.changed_at or now - last >= every


def _rules_of_zones() -> Iterable[Rule]:
    found = Rule.objects.filter(on=True, finder__in=BY_ZONE)
    return found.select_related("category", "place").order_by("pk")


def _look_at(actor: Actor, rule: Rule, now: datetime) -> int:
    """Look for what one rule is about. Where others follow the ledger, nobody does meanwhile."""
    if rule.finder not in BY_ZONE:
        return commands.settle(actor=actor, rule_id=rule.pk, found=_found(actor, rule, now))
    with transaction.atomic():
        Rule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
        return commands.settle(actor=actor, rule_id=rule.pk, found=_found(actor, rule, now))


def _look_at_things(actor: Actor, rule: Rule, asset_ids: set[int]) -> int:
    if not asset_ids:
        return 0
    asked = asked_of(actor, rule, clock.now())
    found = FINDERS[rule.finder].find(last_visits(asked, asset_ids), asked)
    keys = {f"asset:{key}" for key in asset_ids}
    return commands.settle(actor=actor, rule_id=rule.pk, found=found, about=keys)


def _found(actor: Actor, rule: Rule, now: datetime) -> list[Found]:
    if not rule.on:
        return []
    finder, asked = FINDERS[rule.finder], asked_of(actor, rule, now)
    found: list[Found] = finder.find(finder.facts(asked), asked)
    return found
