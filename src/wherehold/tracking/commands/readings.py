"""Storing what devices reported: one transaction for a batch, whatever its size.

The steps stand in `store` in the order in which they are done: which devices, may it speak for
them, same as before, store, what it comes to, count. Each works on the whole batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.tracking import access, flags, lanes, months
from wherehold.tracking.commands import known
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Quarantined
from wherehold.tracking.reading import Content, Problem, Reading, free_number

REASON_CHARACTERS_MAX = 300
Key = tuple[int, int]


@dataclass(frozen=True)
class Sender:
    """Where a batch comes from: what it is counted under, and which gateway sends it, if one."""

    source: str
    gateway_id: int | None = None


@dataclass
class Outcome:
    """What came of a batch. Accepted is the sum of stored, duplicate and rejected."""

    stored: int = 0
    duplicate: int = 0
    late: int = 0
    flagged: int = 0
    problems: list[Problem] = field(default_factory=list)

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
        self.problems += [
            Problem(one.index + begins, one.code, one.message) for one in other.problems
        ]


@transaction.atomic
def store(
    *,
    actor: Actor,
    sender: Sender,
    readings: Sequence[Reading],
    problems: Sequence[Problem] = (),
) -> Outcome:
    """Store reports, each once, and say what came of them. `problems` are those left out before.

    What is refused does not keep the others out. The state of each device goes on, or, where
    something came late, is worked out anew from that instant.

    Raises: NotAllowed.
    Records: nothing: readings are data.
    """
    access.must_ingest(actor, sender.gateway_id)
    known.lock_source(sender.source)
    outcome = Outcome(problems=list(problems))
    devices = known.devices_for_update(readings, sender.source, sender.gateway_id)
    mine = [one for one in readings if one.device in devices.ids]
    outcome.problems += [devices.problem(one) for one in readings if one.device not in devices.ids]
    new = _unlike_before(mine, devices, outcome)
    received_us = to_us(clock.now())
    rows: list[months.Row] = [
        (device_id, at_us, k, received_us, flags.of(content, at_us, received_us), *content)
        for device_id, at_us, k, content in new
    ]
    months.insert(rows)
    outcome.stored = len(rows)
    outcome.late = sum(1 for row in rows if row[1] <= devices.states[row[0]].newest_us)
    heard = {devices.ids[one.device] for one in mine}
    doubtful = lanes.go_on(rows, heard, devices.states, received_us)
    outcome.flagged = doubtful + sum(1 for row in rows if row[4])
    outcome.problems.sort(key=lambda one: one.index)
    _count(sender.source, outcome)
    return outcome


@transaction.atomic
def quarantine(*, actor: Actor, sender: Sender, body: bytes, content_type: str, reason: str) -> int:
    """Keep a message that cannot be read, whole, and return its number.

    It counts as one that was accepted and rejected.

    Raises: NotAllowed.
    Records: nothing.
    """
    access.must_ingest(actor, sender.gateway_id)
    kept = Quarantined.objects.create(
        source=sender.source,
        received_at=clock.now(),
        content_type=content_type[:100],
        reason=reason[:REASON_CHARACTERS_MAX],
        body=body,
    )
    _count(sender.source, Outcome(problems=[Problem(0, "malformed", reason)]))
    return kept.pk


def _unlike_before(
    readings: Sequence[Reading], devices: known.Devices, outcome: Outcome
) -> list[tuple[int, int, int, Content]]:
    """Return the reports that are neither stored nor come twice, each with its number.

    What is later than all of its device is new without a look at what is stored.
    """
    states = devices.states
    keyed = [(devices.ids[one.device], one.at_us, one.content) for one in readings]
    asked = {(key, at) for key, at, _ in keyed if at <= states[key].newest_us}
    there: dict[Key, dict[int, Content]] = {
        key: {row[0]: tuple(row[1:]) for row in rows}
        for key, rows in months.at_instants(asked).items()
    }
    new = []
    for device_id, at_us, content in keyed:
        others = there.setdefault((device_id, at_us), {})
        if others and content in others.values():
            outcome.duplicate += 1
            continue
        k = free_number(content, others)
        others[k] = content
        new.append((device_id, at_us, k, content))
    return new


def _count(source: str, outcome: Outcome) -> None:
    numbers = [getattr(outcome, name) for name in known.COUNTED]
    known.add_counts(source, numbers, clock.now())
