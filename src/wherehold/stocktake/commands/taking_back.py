"""Taking back scans that were a mistake."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.codes import key_of
from wherehold.register.queries import rooms
from wherehold.stocktake import access, rules
from wherehold.stocktake.commands import judging, keeping
from wherehold.stocktake.commands.judging import Read
from wherehold.stocktake.events import TakenBack
from wherehold.stocktake.models import Line, Scan, Stocktake, Unknown
from wherehold.stocktake.refusals import NotCounting
from wherehold.stocktake.rules import Tally


@transaction.atomic
def take_back(*, actor: Actor, stocktake_id: int, client_ids: Sequence[str]) -> int:
    """Have scans count for nothing; return how many. They stay in the log.

    Everybody takes back their own; those of others who runs the count. That the thing was seen
    stays written in the register. What was taken back before is left as it is.

    Raises: NotFound (also for scans of others, to who does not run it), NotAllowed
        (stocktake.count); NotCounting.
    Records: stocktake.taken_back.
    """
    stocktake = access.for_update(actor, stocktake_id, access.COUNT)
    if stocktake.state != Stocktake.State.COUNTING:
        raise NotCounting({"name": stocktake.name, "state": stocktake.get_state_display()})
    found = Scan.objects.filter(stocktake=stocktake, client_id__in=set(client_ids))
    if not access.may(actor, access.RUN, stocktake):
        found = found.filter(party=actor.party_id)
    rows = list(found.values_list("pk", "client_id", "asset_id", "code", "taken_back_at"))
    if missing := set(client_ids) - {row[1] for row in rows}:
        raise NotFound(*({"what": "scan", "key": key} for key in sorted(missing)))
    gone = [row for row in rows if row[4] is None]
    if not gone:
        return 0
    Scan.objects.filter(pk__in=[row[0] for row in gone]).update(taken_back_at=clock.now())
    _rejudge(actor, stocktake, {row[2] for row in gone if row[2] is not None})
    _forget(stocktake, {row[3] for row in gone if row[2] is None})
    keeping.touch(stocktake)
    taken = TakenBack(subject_id=stocktake.pk, client_ids=sorted(row[1] for row in gone))
    ledger.record([taken], actor=actor, happened_at=clock.now())
    return len(gone)


def _rejudge(actor: Actor, stocktake: Stocktake, asset_ids: set[int]) -> None:
    """Judge things anew by the scans that are left of them."""
    if not asset_ids:
        return
    old = keeping.tallies_of(stocktake, asset_ids)
    before = {key: (tally.state, tally.zone_id) for key, tally in old.items()}
    tallies = {key: _unseen(tally) for key, tally in old.items()}
    left = Scan.objects.filter(stocktake=stocktake, asset__in=asset_ids, taken_back_at=None)
    reads = [
        Read(code, place_id, party_id, at, asset_id=asset_id)
        for code, place_id, party_id, at, asset_id in left.order_by("at", "pk").values_list(
            "code", "place_id", "party_id", "at", "asset_id"
        )
    ]
    named = Unknown.objects.filter(stocktake=stocktake, asset__in=asset_ids)
    reads += [
        Read(code, place_id, party_id, at, asset_id=asset_id)
        for code, place_id, party_id, at, asset_id in named.values_list(
            "code", "place_id", "party_id", "first_at", "asset_id"
        )
    ]
    if reads:
        places = {read.place_id for read in reads if read.place_id}
        known = rooms.paths_of(actor=actor, place_ids=places)
        judging.judge(actor, stocktake, reads, tallies, known)
    keeping.write_tallies(stocktake, tallies.values(), before)
    Line.objects.filter(
        stocktake=stocktake, asset__in=asset_ids, expected=False, state=rules.OPEN
    ).delete()


def _unseen(tally: Tally) -> Tally:
    return Tally(
        tally.asset_id,
        expected=tally.expected,
        id=tally.id,
        zone_id=tally.zone_id,
        place_id=tally.place_id,
        value_minor=tally.value_minor,
    )


def _forget(stocktake: Stocktake, codes: Iterable[str]) -> None:
    """Forget unknown codes of which no scan is left, unless somebody said what they are."""
    codes = set(codes)
    if not codes:
        return
    left = Scan.objects.filter(stocktake=stocktake, code__in=codes, taken_back_at=None)
    gone = {key_of("other", code) for code in codes - set(left.values_list("code", flat=True))}
    Unknown.objects.filter(stocktake=stocktake, key__in=gone, outcome="").delete()
