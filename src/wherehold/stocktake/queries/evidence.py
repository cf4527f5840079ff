"""What proves a count: scope, people, results, the log's hash, and where the ledger has it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min

from wherehold.kernel import ledger, proofs, seal
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.proofs import LedgerPlace
from wherehold.register.queries import parties
from wherehold.stocktake import access
from wherehold.stocktake.chain import LOGGED, chained
from wherehold.stocktake.models import Scan, Stocktake
from wherehold.stocktake.queries import counts, progress, results
from wherehold.stocktake.queries.counts import Card
from wherehold.stocktake.queries.progress import Point, Progress, ZoneLine
from wherehold.stocktake.queries.results import ResultLine, UnknownLine

LINES_MAX = 2_000
CHUNK = 5_000


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Somebody who counted: how many scans, from when until when."""

    name: str
    scans: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that the report of a count says. `more` differences are not listed one by one.

    `log_is_whole` says that the hash over the log, worked out anew, is the one that was kept.
    """

    card: Card
    numbers: Progress
    zones: list[ZoneLine]
    people: list[Counted]
    differences: list[ResultLine]
    more: int
    unknowns: list[UnknownLine]
    trend: list[Point]
    log_is_whole: bool
    ledger: list[LedgerPlace]
    root_size: int


def evidence(*, actor: Actor, stocktake_id: int) -> Evidence:
    """Return what proves a count, for those who oversee all of it.

    The log of scans is read once, some thousands at a time, to work out its hash.

    Raises: NotFound, NotAllowed (also for what is expected in a blind count).
    """
    one = access.found(actor, stocktake_id)
    numbers = progress.progress(actor=actor, stocktake_id=stocktake_id)
    if numbers is None or not access.overlooks(actor, one):
        raise NotAllowed({"actor": actor.name, "permission": access.RUN})
    differences, more = _differences(actor, one)
    unknowns, _next = results.unknowns(
        actor=actor, stocktake_id=one.pk, settled=True, limit=results.LIMIT_MAX
    )
    return Evidence(
        card=counts.card(actor=actor, stocktake_id=one.pk),
        numbers=numbers,
        zones=progress.zones(actor=actor, stocktake_id=one.pk),
        people=_people(actor, one),
        differences=differences,
        more=more,
        unknowns=unknowns,
        trend=progress.trend(actor=actor, stocktake_id=one.pk),
        log_is_whole=_digest_anew(one) == one.digest,
        ledger=_ledger(one),
        root_size=seal.sealed(),
    )


def _differences(actor: Actor, one: Stocktake) -> tuple[list[ResultLine], int]:
    """Return what was not simply found, in the order of the buckets, and how many more."""
    found: list[ResultLine] = []
    number = 0
    for bucket in ("missing", "elsewhere", "duplicate", "moved"):
        cursor: str | None = ""
        while cursor is not None and len(found) < LINES_MAX:
            page, cursor = results.lines(
                actor=actor, stocktake_id=one.pk, bucket=bucket, cursor=cursor, limit=500
            )
            found += page
    known = {line.id: line for line in found}
    if len(found) >= LINES_MAX:
        number = results.size(actor=actor, stocktake_id=one.pk) - len(known)
    return list(known.values())[:LINES_MAX], max(0, number)


def _people(actor: Actor, one: Stocktake) -> list[Counted]:
    rows = Scan.objects.filter(stocktake=one, taken_back_at=None).values("party_id")
    sums = list(rows.annotate(n=Count("pk"), first=Min("at"), last=Max("at")).order_by("-n"))
    names = parties.names(actor=actor, ids={row["party_id"] or 0 for row in sums})
    return [
        Counted(
            name=names.get(row["party_id"] or 0, ""),
            scans=row["n"],
            first_at=row["first"],
            last_at=row["last"],
        )
        for row in sums
    ]


def _digest_anew(one: Stocktake) -> str:
    """Work out the hash over the log again."""
    digest, last = "", 0
    found = Scan.objects.filter(stocktake=one).order_by("pk")
    while rows := list(found.filter(pk__gt=last).values_list("pk", *LOGGED)[:CHUNK]):
        digest, last = chained(digest, (row[1:] for row in rows)), rows[-1][0]
    return digest


def _ledger(one: Stocktake) -> list[LedgerPlace]:
    kinds = ("stocktake.opened", "stocktake.counted", "stocktake.closed", "stocktake.cancelled")
    return proofs.places(ledger.history("stocktake", one.pk, kinds=kinds))
