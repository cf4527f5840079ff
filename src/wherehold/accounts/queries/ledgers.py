"""The ledger for those who read it as a whole. Nothing here writes."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wherehold.accounts.names import VERIFY_JOB
from wherehold.kernel import ledger, queries, seal, sequencer
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.register.queries import parties

PAGE = 50
_PARTY = re.compile(r"party:(\d+)\Z")


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One entry as the page shows it."""

    seq: int
    kind: str
    subject: str
    actor: str
    source: str
    happened_at: datetime
    recorded_at: datetime
    act: str
    data: list[tuple[str, Any]]
    erased: bool


@dataclass(frozen=True, kw_only=True)
class LedgerState:
    """How far the ledger is placed and sealed, and what the last verification found."""

    placed: int
    sealed: int
    head: dict[str, Any] | None
    verified: queries.Job | None

    @property
    def sealed_at(self) -> datetime | None:
        """Return when it was last sealed."""
        return datetime.fromisoformat(self.head["sealed_at"]) if self.head else None


def state_of_ledger(*, actor: Actor) -> LedgerState:
    """Return how the ledger stands.

    Raises: NotAllowed.
    """
    _ask(actor)
    jobs = queries.jobs(actor=actor, name=VERIFY_JOB, limit=1) if _sees_jobs(actor) else []
    return LedgerState(
        placed=sequencer.size(),
        sealed=seal.sealed(),
        head=seal.read_head(),
        verified=jobs[0] if jobs else None,
    )


def entries(*, actor: Actor, kind: str = "", before: int | None = None) -> list[EntryLine]:
    """List entries, newest first; `kind` is one kind, `before` the last `seq` shown.

    What an entry holds is shown to those who may see prices, since it may hold some.

    Raises: NotAllowed.
    """
    _ask(actor)
    kinds = [kind] if kind else []
    found = ledger.recent(kinds=kinds, before=before, limit=PAGE)
    ids = {int(m[1]) for entry in found if (m := _PARTY.match(entry.actor))}
    names = parties.names(actor=actor, ids=ids)
    whole = actor.may_everywhere("asset.price")
    return [_line(entry, names, whole=whole) for entry in found]


def _ask(actor: Actor) -> None:
    if not actor.may_everywhere("ledger.verify"):
        raise NotAllowed({"actor": actor.name, "permission": "ledger.verify"})


def _sees_jobs(actor: Actor) -> bool:
    return actor.may_everywhere("jobs.see")


def _line(entry: ledger.Entry, names: dict[int, str], *, whole: bool) -> EntryLine:
    match = _PARTY.match(entry.actor)
    return EntryLine(
        seq=entry.pk,
        kind=entry.kind,
        subject=f"{entry.subject_type} {entry.subject_id}",
        actor=names.get(int(match[1]), entry.actor) if match else entry.actor,
        source=entry.source,
        happened_at=entry.happened_at,
        recorded_at=entry.recorded_at,
        act=str(entry.act),
        data=list((entry.data or {}).items()) if whole else [],
        erased=entry.data is None,
    )
