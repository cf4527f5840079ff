"""Storing what devices reported: one transaction for a batch, whatever its size.

The steps stand in `store` in the order in which they are done: which devices, may it speak for
them, what is a person's own, same as before, store, what it comes to, count. Each works on the
whole batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, blinding, flags, lanes, months
from wherehold.tracking.columns import Batch, Stored
from wherehold.tracking.commands import known
from wherehold.tracking.instants import to_us
from wherehold.tracking.reading import Content, Problem, free_number
from wherehold.tracking.states import States

if TYPE_CHECKING:
    from wherehold.tracking.columns import Longs

Key = tuple[int, int]


@dataclass(frozen=True)
class Sender:
    """Where a batch comes from: what it is counted under, and which gateway sends it, if one."""

    source: str
    gateway_id: int | None = None


@dataclass
class Outcome:
    """What came of a batch. Accepted is the sum of stored, duplicate and rejected.

    `twice` are the indexes of duplicates.
    """

    stored: int = 0
    duplicate: int = 0
    late: int = 0
    flagged: int = 0
    problems: list[Problem] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Return how many were refused, each for a reason of its own."""
        return len(self.problems)

    @property
    def accepted(self) -> int:
        """Return how many came."""
        return self.stored + self.duplicate + self.rejected

    def add(self, other: "Outcome", begins: int = 0) -> None:
        """Add what came of a further piece, whose indexes begin at a number."""
        self.stored += other.stored
        self.duplicate += other.duplicate
        self.late += other.late
        self.flagged += other.flagged
        self.twice += [index + begins for index in other.twice]
        self.problems += [
            Problem(one.index + begins, one.code, one.message) for one in other.problems
        ]


@transaction.atomic
def store(
    *, actor: Actor, sender: Sender, batch: Batch, problems: Sequence[Problem] = ()
) -> Outcome:
    """Store reports, each once, and say what came of them. `problems` are those left out before.

    What is refused does not keep the others out. The state of each device goes on, or, where
    something came late, is worked out anew from that instant.

    Raises: NotAllowed.
    Records: nothing: readings are data.
    """
    access.must_ingest(actor, sender.gateway_id)
    try:
        return _stored(sender, batch, Outcome(problems=list(problems)), may_wait=False)
    except known.Unknown:
        # Who makes devices wait does so before any is locked.
        return _stored(sender, batch, Outcome(problems=list(problems)), may_wait=True)


@transaction.atomic
def _stored(sender: Sender, batch: Batch, outcome: Outcome, *, may_wait: bool) -> Outcome:
    """Store reports and say what came of them; else hold nothing locked. Raises: known.Unknown."""
    import numpy as np

    devices = known.devices_for_update(
        batch.devices, sender.source, sender.gateway_id, may_wait=may_wait
    )
    row = np.array([devices.rows.get(key, -1) for key in batch.devices], np.int64)
    for number in np.flatnonzero(row < 0).tolist():
        outcome.problems.append(devices.problem(batch.index[number], batch.devices[number]))
    kept = blinding.kept(devices.things, devices.were_theirs)
    batch = blinding.blind(batch, row, devices.states, kept) if kept else batch
    said = _unlike_before(batch, row, devices.states, outcome)
    if len(said):
        late = said.at_us <= devices.states.longs["newest_us"][said.row]
        outcome.late = int(late.sum())
        months.insert(said, late | (said.flags != 0))
    outcome.stored = len(said)
    doubtful = lanes.go_on(said, np.unique(row[row >= 0]), devices.states, said.received_us)
    outcome.flagged = doubtful + int(np.count_nonzero(said.flags))
    outcome.problems.sort(key=lambda one: one.index)
    count(sender.source, outcome)
    return outcome


def _unlike_before(batch: Batch, row: "Longs", states: States, outcome: Outcome) -> Stored:
    """Return the reports that are neither stored nor come twice, each with its number.

    What is later than all of its device is new without a look at what is stored.
    """
    import numpy as np

    k = batch.hashes()
    mine = np.flatnonzero(row >= 0)
    mine = mine[np.lexsort((batch.at_us[mine], row[mine]))]
    who, at_us = row[mine], batch.at_us[mine]
    twin = (who[1:] == who[:-1]) & (at_us[1:] == at_us[:-1])
    asked = at_us <= states.longs["newest_us"][who]
    asked[1:] |= twin
    asked[:-1] |= twin
    taken = np.ones(len(mine), bool)
    numbers = _numbers(batch, mine[asked], row, states)
    taken[asked] = [one is not None for one in numbers]
    k[mine[asked]] = [one or 0 for one in numbers]
    outcome.twice = [batch.index[one] for one in mine[~taken].tolist()]
    outcome.duplicate = len(outcome.twice)
    new = mine[taken]
    new = new[np.lexsort((k[new], batch.at_us[new], row[new]))]
    received_us = to_us(clock.now())
    at_us, said = batch.at_us[new], batch.numbers[new]
    words = [batch.words[one] for one in new.tolist()] if batch.words else None
    bits = flags.of(said, at_us, received_us)
    ids = states.ids[row[new]]
    return Stored(row[new], ids, at_us, k[new], received_us, bits, said, words)


def _numbers(batch: Batch, asked: "Longs", row: "Longs", states: States) -> list[int | None]:
    """Return the number of each of some reports that may be known; None for those that are."""
    keys = list(zip(states.ids[row[asked]].tolist(), batch.at_us[asked].tolist(), strict=True))
    newest = states.longs["newest_us"][row[asked]]
    old = {key for key, last in zip(keys, newest.tolist(), strict=True) if key[1] <= last}
    there: dict[Key, dict[int, Content]] = {
        key: {one[0]: tuple(one[1:]) for one in rows}
        for key, rows in months.at_instants(old).items()
    }
    numbers: list[int | None] = []
    for key, one in zip(keys, asked.tolist(), strict=True):
        content, others = batch.content(one), there.setdefault(key, {})
        k = None if content in others.values() else free_number(content, others)
        if k is not None:
            others[k] = content
        numbers.append(k)
    return numbers


def count(source: str, outcome: Outcome) -> None:
    """Add what came of a batch to the counts of its source."""
    numbers = [getattr(outcome, name) for name in known.COUNTED]
    known.add_counts(source, numbers, clock.now())
