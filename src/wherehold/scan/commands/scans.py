"""Many scans at once: what phones, gates and readers saw."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access
from wherehold.register.codes import key_of
from wherehold.register.commands import moving
from wherehold.register.queries import holding, resolve
from wherehold.scan import refusals, times
from wherehold.scan.models import Scan

APPLIED, DUPLICATE, REJECTED = "applied", "duplicate", "rejected"
SAME_LOOK, CLOCK_WRONG = "scan.same_look", "scan.clock_wrong"
COLUMNS = (
    *("caller", "client_id", "code", "at", "said_at", "received_at", "asset_id", "place_id"),
    *("latitude", "longitude", "accuracy_m", "method", "refusal"),
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One scan as it is told. `at` is what the clock of whoever scanned says."""

    client_id: str
    code: str
    at: datetime
    place_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    method: str = "scan"


@dataclass(frozen=True)
class Told:
    """What came of one scan. `code` says why it counts for nothing, or what is odd about it."""

    client_id: str
    status: str
    asset_id: int | None = None
    code: str = ""


@dataclass(frozen=True)
class _One:
    """A scan on its way: when it was, what it is of, why it counts for nothing."""

    scan: Seen
    at: datetime
    wrong_clock: bool
    asset_id: int | None = None
    refusal: str = ""


@transaction.atomic
def record_scans(*, actor: Actor, caller: str, scans: Sequence[Seen]) -> list[Told]:
    """Write down where things were seen, as codes tell; answer for each scan, in order.

    What came before under the same `client_id` of the caller is not recorded again: it answers
    as the first time, as a duplicate where it was applied. The same code within 2.5 seconds is
    the same look. A code that the actor may not see is unknown. A scan without a place only
    confirms. A fixed number of statements.

    Raises: nothing that a scan can bring about: each answers for itself.
    Records: register.seen for each scan with a place; register.confirmed for each thing of
        those without.
    """
    before = _before(caller, scans)
    fresh = {one.client_id: one for one in reversed(scans) if one.client_id not in before}
    now = clock.now()
    told = _looked_up(actor, _timed(caller, fresh.values(), now))
    told = _allowed(actor, told)
    _record(actor, [one for one in told if not one.refusal])
    bulk.insert(Scan, COLUMNS, [_row(caller, one, now) for one in told])
    answers = {one.scan.client_id: _told(one) for one in told}
    return [_answer(one.client_id, answers, before) for one in scans]


def _before(caller: str, scans: Sequence[Seen]) -> dict[str, Told]:
    """Return what came before under these ids."""
    known = Scan.objects.filter(caller=caller, client_id__in={one.client_id for one in scans})
    rows = known.values_list("client_id", "asset_id", "refusal")
    return {
        key: Told(key, REJECTED if code and code != SAME_LOOK else DUPLICATE, asset_id, code)
        for key, asset_id, code in rows
    }


def _timed(caller: str, scans: Iterable[Seen], now: datetime) -> list[_One]:
    """Return scans in order of time, those that are a second look marked as such."""
    believed = [_One(one, *times.believed(one.at, now)) for one in scans]
    believed.sort(key=lambda one: one.at)
    last = _last_looks(caller, believed)
    marked = []
    for one in believed:
        key = key_of("tag", one.scan.code)
        near = key in last and abs(one.at - last[key]) < times.SAME_LOOK
        last[key] = one.at
        marked.append(replace(one, refusal=SAME_LOOK if near else ""))
    return marked


def _last_looks(caller: str, scans: Sequence[_One]) -> dict[str, datetime]:
    """Return when the caller looked at codes just before these. One statement."""
    if not scans:
        return {}
    around = (scans[0].at - times.SAME_LOOK, scans[0].at + timedelta(microseconds=1))
    found = Scan.objects.filter(caller=caller, at__range=around).order_by("at", "pk")
    return {key_of("tag", code): at for code, at in found.values_list("code", "at")}


def _looked_up(actor: Actor, scans: Sequence[_One]) -> list[_One]:
    """Return scans with the things that their codes stand for."""
    codes = {one.scan.code for one in scans if not one.refusal}
    hits = resolve.resolve_many(actor=actor, codes=codes)
    return [one if one.refusal else _of_hits(one, hits[one.scan.code]) for one in scans]


def _of_hits(one: _One, hits: Sequence[resolve.Hit]) -> _One:
    if not hits:
        return replace(one, refusal=refusals.UnknownCode.code)
    if len(hits) > 1:
        return replace(one, refusal=refusals.AmbiguousCode.code)
    if hits[0].type != "asset":
        return replace(one, refusal=refusals.NotAThing.code)
    return replace(one, asset_id=hits[0].id)


def _allowed(actor: Actor, scans: Sequence[_One]) -> list[_One]:
    """Return scans, those refused that the actor may not write down. Two statements at most."""
    ids = {one.asset_id for one in scans if one.asset_id is not None}
    assets, _hidden = access.those_for_update(actor, ids, "asset.see") if ids else ([], [])
    by_id = {asset.pk: asset for asset in assets}
    places = {one.scan.place_id for one in scans if one.scan.place_id is not None}
    known = holding.places_known(actor=actor, place_ids=places) if places else set()

    def checked(one: _One) -> _One:
        at = one.scan.place_id
        if at is not None and at not in known:
            nowhere = replace(one.scan, place_id=None)
            return replace(one, scan=nowhere, refusal=one.refusal or NotFound.code)
        if one.asset_id is None:
            return one
        permission = "asset.note" if at is None else "asset.move"
        fits = access.may(actor, permission, by_id[one.asset_id])
        return one if fits else replace(one, refusal=NotAllowed.code)

    return [checked(one) for one in scans]


def _record(actor: Actor, scans: Sequence[_One]) -> None:
    act = ledger.new_act()
    sightings = [
        moving.Sighting(asset_id=one.asset_id, place_id=one.scan.place_id, at=one.at, how="scan")
        for one in scans
        if one.asset_id is not None and one.scan.place_id is not None
    ]
    if sightings:
        moving.see_assets(actor=actor, sightings=sightings, act=act)
    # In order of time, so that the last look at each is what counts.
    bare = {one.asset_id: one.at for one in scans if one.asset_id and one.scan.place_id is None}
    if bare:
        moving.confirm_assets(
            actor=actor, asset_ids=list(bare), how="scan", in_place=False, at=bare, act=act
        )


def _row(caller: str, one: _One, now: datetime) -> tuple[Any, ...]:
    scan = one.scan
    said_at = scan.at if one.wrong_clock else None
    where = (scan.lat, scan.lon, scan.accuracy_m, scan.method, one.refusal)
    what = (one.at, said_at, now, one.asset_id, scan.place_id)
    return (caller, scan.client_id, scan.code, *what, *where)


def _told(one: _One) -> Told:
    if one.refusal == SAME_LOOK:
        return Told(one.scan.client_id, DUPLICATE, None, SAME_LOOK)
    if one.refusal:
        return Told(one.scan.client_id, REJECTED, None, one.refusal)
    odd = CLOCK_WRONG if one.wrong_clock else ""
    return Told(one.scan.client_id, APPLIED, one.asset_id, odd)


def _answer(client_id: str, answers: dict[str, Told], before: Mapping[str, Told]) -> Told:
    """Return what is said of one scan; the same id once more in one call is a duplicate."""
    if client_id in before:
        return before[client_id]
    first = answers[client_id]
    if first.status == APPLIED:
        answers[client_id] = replace(first, status=DUPLICATE)
    return first
