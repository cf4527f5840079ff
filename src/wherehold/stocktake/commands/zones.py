"""Who counts where, and that a zone was gone through."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.queries import parties
from wherehold.stocktake import access, rules
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.events import Assigned, Counted, Recounted, ZoneFinished, ZoneReopened
from wherehold.stocktake.models import Counter, Line, Stocktake, Zone
from wherehold.stocktake.refusals import NotCounting, NotReviewed

GONE = ("retired", "disposed")


@transaction.atomic
def assign(*, actor: Actor, stocktake_id: int, people: Mapping[int, Sequence[int]]) -> None:
    """Say who counts the zones, by zone id: these people, and nobody else.

    Raises: NotFound (zones, people), NotAllowed (stocktake.run); NotCounting.
    Records: stocktake.assigned.
    """
    stocktake = _counting(actor, stocktake_id, access.RUN)
    known = set(
        Zone.objects.filter(stocktake=stocktake, pk__in=people).values_list("pk", flat=True)
    )
    if missing := sorted(set(people) - known):
        raise NotFound(*({"what": "zone", "key": key} for key in missing))
    if ids := {party_id for each in people.values() for party_id in each}:
        parties.known(actor=actor, party_ids=ids)
    Counter.objects.filter(zone__in=known).delete()
    pairs = [(zone, party) for zone, each in people.items() for party in dict.fromkeys(each)]
    bulk.insert(Counter, ("zone_id", "party_id"), pairs)
    keeping.touch(stocktake)
    said = {str(zone): sorted(set(each)) for zone, each in people.items()}
    assigned = Assigned(subject_id=stocktake.pk, zones=said)
    ledger.record([assigned], actor=actor, happened_at=clock.now())


@transaction.atomic
def finish_zone(*, actor: Actor, stocktake_id: int, zone_id: int) -> int:
    """Say that a zone was gone through; return how many of its things are missing.

    What was brought elsewhere, handed out or taken out of use after the list was frozen is not
    missing: it was moved meanwhile.

    Raises: NotFound, NotAllowed (stocktake.count; in a count with people, theirs); NotCounting.
    Records: stocktake.zone_finished.
    """
    stocktake = _counting(actor, stocktake_id, access.COUNT)
    zone = _zone(actor, stocktake, zone_id)
    missing, _moved = _settle(stocktake, Line.objects.filter(zone=zone))
    Zone.objects.filter(pk=zone.pk).update(finished_at=clock.now(), finished_by_id=actor.party_id)
    keeping.recount_zones(stocktake, [zone.pk])
    keeping.touch(stocktake)
    finished = ZoneFinished(subject_id=stocktake.pk, zone_id=zone.pk, missing=missing)
    ledger.record([finished], actor=actor, happened_at=clock.now())
    return missing


@transaction.atomic
def reopen_zone(*, actor: Actor, stocktake_id: int, zone_id: int) -> None:
    """Go through a zone again: what was missing there is still to count.

    Raises: NotFound, NotAllowed (stocktake.count; in a count with people, theirs); NotCounting.
    Records: stocktake.zone_reopened.
    """
    stocktake = _counting(actor, stocktake_id, access.COUNT)
    zone = _zone(actor, stocktake, zone_id)
    lines = Line.objects.filter(zone=zone, state__in=(rules.MISSING, rules.MOVED))
    lines.update(state=rules.OPEN, outcome="")
    Zone.objects.filter(pk=zone.pk).update(finished_at=None, finished_by=None)
    keeping.recount_zones(stocktake, [zone.pk])
    keeping.touch(stocktake)
    reopened = ZoneReopened(subject_id=stocktake.pk, zone_id=zone.pk)
    ledger.record([reopened], actor=actor, happened_at=clock.now())


@transaction.atomic
def end_counting(*, actor: Actor, stocktake_id: int) -> int:
    """End counting and begin the review; return how many things are missing.

    A fixed number of statements, however many zones there are.

    Raises: NotFound, NotAllowed (stocktake.run); NotCounting.
    Records: stocktake.counted.
    """
    stocktake = _counting(actor, stocktake_id, access.RUN)
    now = clock.now()
    missing, moved = _settle(stocktake, Line.objects.filter(stocktake=stocktake))
    Zone.objects.filter(stocktake=stocktake, finished_at=None).update(
        finished_at=now, finished_by_id=actor.party_id
    )
    keeping.recount_zones(stocktake)
    keeping.touch(stocktake, state=Stocktake.State.REVIEW, counted_at=now)
    counted = Counted(subject_id=stocktake.pk, missing=missing, moved=moved)
    ledger.record([counted], actor=actor, happened_at=now)
    return missing


@transaction.atomic
def count_again(
    *, actor: Actor, stocktake_id: int, line_ids: Sequence[int] = (), missing: bool = False
) -> int:
    """Have things counted again: these lines, or all that are missing; return how many.

    Out of the review the count goes on. What was decided about them is forgotten.

    Raises: NotFound (lines), NotAllowed (stocktake.run); NotReviewed once it is closed.
    Records: stocktake.recounted.
    """
    stocktake = access.for_update(actor, stocktake_id, access.RUN)
    open_states = (Stocktake.State.COUNTING, Stocktake.State.REVIEW)
    if stocktake.state not in open_states:
        raise NotReviewed(
            {"name": stocktake.name, "state": stocktake.get_state_display(), "remedy": ""}
        )
    lines = Line.objects.filter(stocktake=stocktake, expected=True)
    lines = lines.filter(state=rules.MISSING) if missing else lines.filter(pk__in=set(line_ids))
    rows = list(lines.values_list("pk", "asset_id", "zone_id"))
    if not missing and (gone := sorted(set(line_ids) - {row[0] for row in rows})):
        raise NotFound(*({"what": "line", "key": key} for key in gone))
    if not rows:
        return 0
    Line.objects.filter(pk__in=[row[0] for row in rows]).update(
        state=rules.OPEN, recount=True, outcome="", outcome_by=None
    )
    Zone.objects.filter(pk__in={row[2] for row in rows}).update(finished_at=None)
    keeping.recount_zones(stocktake)
    keeping.touch(stocktake, state=Stocktake.State.COUNTING)
    recounted = Recounted(subject_id=stocktake.pk, asset_ids=sorted(row[1] for row in rows))
    ledger.record([recounted], actor=actor, happened_at=clock.now())
    return len(rows)


def _counting(actor: Actor, stocktake_id: int, permission: str) -> Stocktake:
    stocktake = access.for_update(actor, stocktake_id, permission)
    if stocktake.state != Stocktake.State.COUNTING:
        raise NotCounting({"name": stocktake.name, "state": stocktake.get_state_display()})
    return stocktake


def _zone(actor: Actor, stocktake: Stocktake, zone_id: int) -> Zone:
    """Return a zone that the actor may finish: with people of its own, they and who runs it.

    Raises: NotFound, NotAllowed.
    """
    zone = Zone.objects.filter(stocktake=stocktake, pk=zone_id).first()
    if zone is None:
        raise NotFound({"what": "zone", "key": zone_id})
    if access.may(actor, access.RUN, stocktake):
        return zone
    people = set(Counter.objects.filter(zone=zone).values_list("party_id", flat=True))
    if people and actor.party_id not in people:
        raise NotAllowed({"actor": actor.name, "permission": access.COUNT})
    return zone


def moved_meanwhile(stocktake: Stocktake) -> Q:
    """Return the condition on lines whose asset the record no longer has where it was frozen."""
    return (
        Q(place=None, asset__place__isnull=False)
        | Q(place__isnull=False, asset__place=None)
        | (Q(place__isnull=False, asset__place__isnull=False) & ~Q(asset__place=F("place")))
        | Q(asset__held_since__gt=stocktake.opened_at)
        | Q(asset__archived_at__isnull=False)
        | Q(asset__merged_into__isnull=False)
        | Q(asset__stage__in=GONE)
    )


def _settle(stocktake: Stocktake, lines: QuerySet[Line]) -> tuple[int, int]:
    """Say of what was not seen that it is missing, or was moved meanwhile. Three statements."""
    unseen = lines.filter(state=rules.OPEN, expected=True)
    gone = unseen.filter(moved_meanwhile(stocktake)).values_list("pk", flat=True)
    moved = Line.objects.filter(pk__in=list(gone)).update(state=rules.MOVED, moved=True)
    return unseen.update(state=rules.MISSING), moved
