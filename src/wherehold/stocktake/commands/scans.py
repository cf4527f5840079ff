"""Taking scans in: thousands at once, each exactly once, in a fixed number of statements."""

from collections import Counter as Tallied
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from operator import attrgetter

from django.db import transaction

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register.codes import key_of
from wherehold.register.commands import moving
from wherehold.register.queries import resolve, rooms
from wherehold.stocktake import access, rules
from wherehold.stocktake.commands import judging, keeping, unknowns
from wherehold.stocktake.commands.judging import Read, Said
from wherehold.stocktake.events import Scanned
from wherehold.stocktake.models import Scan, Stocktake
from wherehold.stocktake.refusals import BadCount, NotCounting

SCANS_MAX = 10_000
CLIENT_MAX, CODE_MAX, WORD_MAX = 64, 300, 16
METHODS = ("camera", "wedge", "typed", "rfid", "tick")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What became of one scan. `status` is a result of `rules`, or "rejected" with a code.

    `belongs_id` is where the thing is recorded to be, if it was seen elsewhere; `moved` says
    that it was brought there after the list was frozen; `clock` that the time was clamped.
    """

    client_id: str
    status: str
    asset_id: int | None = None
    belongs_id: int | None = None
    moved: bool = False
    again: bool = False
    clock: str = ""
    code: str = ""


@transaction.atomic
def record_scans(*, actor: Actor, stocktake_id: int, scans: Sequence[Said]) -> list[Told]:
    """Take scans into a count, and say of each, in their order, what became of it.

    A client id that was taken in before gets the first answer again. The same thing read again
    within 2.5 s is ignored, and not kept. A time after now, or before the count, is clamped and
    flagged. What stands for nothing that the counter may see is unknown, and kept. A place that
    the counter does not know rejects its scan alone. In a blind count, who does not run it
    learns only that a thing was counted. Whatever is seen is a sighting in the register as
    well. A fixed number of statements, however many scans.

    Units: `at` is an aware instant; now, if it is left out.
    Raises: NotFound, NotAllowed (stocktake.count); BadCount, NotCounting.
    Records: stocktake.scanned, once; register.seen or register.confirmed for each thing.
    """
    _fit(scans)
    stocktake = access.for_update(actor, stocktake_id, access.COUNT)
    if stocktake.state != Stocktake.State.COUNTING:
        raise NotCounting({"name": stocktake.name, "state": stocktake.get_state_display()})
    told = _known(stocktake, scans)
    reads = _reads(actor, stocktake, [one for one in scans if one.client_id not in told])
    known = rooms.paths_of(actor=actor, place_ids={r.place_id for r in reads if r.place_id})
    good = [r for r in reads if r.place_id is None or r.place_id in known]
    if good:
        _take(actor, stocktake, good, known)
    for read in reads:
        told[read.client_id] = _told(read)
    answers = [told[one.client_id] for one in scans]
    if stocktake.blind and not access.may(actor, access.RUN, stocktake):
        return [_blinded(one) for one in answers]
    return answers


def _fit(scans: Sequence[Said]) -> None:
    """Refuse what no device sends.

    Raises: BadCount.
    """
    if not 0 < len(scans) <= SCANS_MAX:
        raise BadCount({"field": "scans", "why": f"1 … {SCANS_MAX}"})
    for index, one in enumerate(scans):
        known = 0 < len(one.client_id) <= CLIENT_MAX and len(one.device) <= CLIENT_MAX
        said = len(one.code) <= CODE_MAX and len(one.note) <= CODE_MAX
        if not (known and said) or "\0" in f"{one.client_id}{one.code}{one.device}{one.note}":
            raise BadCount({"field": f"scans.{index}", "why": f"client_id, code: 1 … {CODE_MAX}"})
        if one.method not in METHODS:
            raise BadCount({"field": f"scans.{index}.method", "why": ", ".join(METHODS)})


def _known(stocktake: Stocktake, scans: Sequence[Said]) -> dict[str, Told]:
    """Return the first answers to scans that were taken in before. One statement."""
    some = bulk.among({one.client_id for one in scans})
    rows = Scan.objects.filter(stocktake=stocktake, client_id__in=some)
    columns = ("client_id", "result", "asset_id", "clock")
    return {
        key: Told(client_id=key, status=result, asset_id=asset_id, clock=word, again=True)
        for key, result, asset_id, word in rows.values_list(*columns)
    }


def _reads(actor: Actor, stocktake: Stocktake, scans: Sequence[Said]) -> list[Read]:
    """Return the scans in the order of their time, within the count, each client id once."""
    now, begun = clock.now(), stocktake.opened_at
    reads: dict[str, Read] = {}
    for one in scans:
        # Told in UTC once: it is written in many places.
        captured = one.at.astimezone(UTC) if one.at else now
        at, word = captured, ""
        if captured > now:
            at, word = now, "ahead"
        elif captured < begun:
            at, word = begun, "behind"
        read = Read(one.code, one.place_id, actor.party_id, at, one)
        read.captured_at, read.clock = captured, word
        reads.setdefault(one.client_id, read)
    return sorted(reads.values(), key=lambda read: read.at)


def _take(
    actor: Actor, stocktake: Stocktake, reads: Sequence[Read], known: Mapping[int, str]
) -> None:
    """Judge the reads, write what came of them, and record it."""
    _resolve(actor, reads)
    things = [read for read in reads if read.asset_id is not None]
    tallies = keeping.tallies_of(stocktake, {read.asset_id or 0 for read in things})
    before = {key: (tally.state, tally.zone_id) for key, tally in tallies.items() if tally.id}
    judging.judge(actor, stocktake, things, tallies, known)
    keeping.write_tallies(stocktake, tallies.values(), before)
    unknowns.take(actor, stocktake, [_nameless(r) for r in reads if not (r.asset_id or r.other)])
    _settle_nameless(reads)
    kept = [read for read in reads if read.result != rules.IGNORED]
    _sight(actor, [read for read in kept if read.asset_id is not None])
    _keep(actor, stocktake, kept)


def _resolve(actor: Actor, reads: Sequence[Read]) -> None:
    """Find what the codes stand for. Of several things nobody guesses one: it stays unknown."""
    meant = resolve.resolve_many(actor=actor, codes={read.code for read in reads})
    for read in reads:
        hits = meant[read.code]
        things = [hit.id for hit in hits if hit.type == "asset"]
        read.other = bool(hits) and not things
        if len(things) == 1:
            read.asset_id = things[0]


def _nameless(read: Read) -> unknowns.Nameless:
    return unknowns.Nameless(
        client_id=read.client_id,
        key=key_of("other", read.code)[:CODE_MAX],
        code=read.code,
        place_id=read.place_id,
        at=read.at,
        note=read.said.note,
    )


def _settle_nameless(reads: Iterable[Read]) -> None:
    """Say of what is no thing that it is unknown, or a place or person, which is not counted."""
    for read in reads:
        if not read.result:
            read.result = rules.IGNORED if read.other else rules.UNKNOWN


def _sight(actor: Actor, reads: Sequence[Read]) -> None:
    """Write in the register where the things were seen: the last of several reads of a thing."""
    if not reads:
        return
    able, act = access.counting(actor), ledger.new_act()
    last = {read.asset_id or 0: read for read in reads}
    places = {read.place_id for read in last.values() if read.place_id}
    open_ids = rooms.open_places(actor=able, place_ids=places)
    placed = [r for r in last.values() if r.place_id in open_ids]
    if placed:
        sightings = [
            moving.Sighting(
                asset_id=r.asset_id or 0, place_id=r.place_id or 0, at=r.at, how="count"
            )
            for r in placed
        ]
        moving.see_assets(actor=able, sightings=sightings, act=act)
    if bare := [key for key, r in last.items() if r.place_id not in open_ids]:
        moving.confirm_assets(actor=able, asset_ids=bare, how="count", act=act)


def _keep(actor: Actor, stocktake: Stocktake, reads: Sequence[Read]) -> None:
    """Keep the log of the scans, and record how many there were and what they came to."""
    if not reads:
        return
    # In the order of the log's columns.
    logged = attrgetter(
        *("client_id", "code", "asset_id", "place_id", "party_id", "said.method"),
        *("said.device", "captured_at", "at", "clock", "result"),
    )
    digest = keeping.log(stocktake, [logged(read) for read in reads])
    number = Tallied(read.result for read in reads)
    scanned = Scanned(
        subject_id=stocktake.pk,
        scans=len(reads),
        found=number[rules.FOUND] + number[rules.SECOND],
        elsewhere=number[rules.ELSEWHERE],
        unknown=number[rules.UNKNOWN],
        duplicate=number[rules.DUPLICATE],
        digest=digest,
    )
    ledger.record([scanned], actor=actor, happened_at=max(read.at for read in reads))


def _told(read: Read) -> Told:
    if not read.result:
        return Told(client_id=read.client_id, status="rejected", code="not_found")
    return Told(
        client_id=read.client_id,
        status=read.result,
        asset_id=read.asset_id,
        belongs_id=read.belongs_id,
        moved=read.moved,
        clock=read.clock,
    )


def _blinded(told: Told) -> Told:
    """Return an answer without what tells whether the thing was expected here."""
    hides = told.status in rules.SEEN or told.status == rules.SECOND
    status = "counted" if hides else told.status
    return Told(
        client_id=told.client_id,
        status=status,
        asset_id=told.asset_id,
        again=told.again,
        clock=told.clock,
        code=told.code,
    )
