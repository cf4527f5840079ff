"""What tracking does in the background."""

import time
from collections.abc import Mapping, Sequence

from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task
from wherehold.kernel.ledger import Entry
from wherehold.kernel.readers import Reaction
from wherehold.tracking import commands, keeping, maps

REFOLD_EVERY_S = 2
HEAR_EVERY_S = 5
CLEAR_EVERY_S = 3_600
LET_GO_EVERY_S = 3_600
ROLL_UP_EVERY_S = 120
# The rest is done the next time, and between two turns it rests as long as the last one took:
# whoever reports meanwhile is to notice little of it.
ROLL_UP_S = 90
REST_S_MAX = 1.0


def refold(run: Run) -> None:
    """Work out anew what late readings of many devices change, some devices at a time."""
    done = 0
    while number := commands.refold(actor=system("tracking")):
        done += number
        run.step(done)


def hear(run: Run) -> None:
    """See things at places whose readers hear their tags."""
    run.step(commands.take_in_heard(actor=system("tracking")))


def clear_quarantine(run: Run) -> None:
    """Let go of messages that could not be read and have been kept for long."""
    run.step(commands.clear_quarantine(actor=system("tracking")))


def sweep_maps(run: Run) -> None:
    """Delete files of maps that nothing names."""
    run.step(maps.sweep())


def roll_up(run: Run) -> None:
    """Roll up the days that are over, of some devices at a time, for as long as is its share."""
    last, done, began = 0, 0, time.monotonic()
    since = began
    while last := commands.roll_up(actor=system("tracking"), after=last):
        done += 1
        run.step(done)
        took_s = time.monotonic() - since
        if time.monotonic() - began > ROLL_UP_S:
            break
        time.sleep(min(took_s, REST_S_MAX))
        since = time.monotonic()


def let_go(run: Run) -> None:
    """Let go of readings that are kept no longer, some devices at a time."""
    done = 0
    while number := commands.let_go(actor=system("tracking")):
        done += number
        run.step(done)
    last = 0
    while last := commands.let_go_of_people(actor=system("tracking"), after=last):
        done += 1
        run.step(done)


def tell_privacy(entries: Sequence[Entry]) -> None:
    """Tell those whom it concerns that what others may know of where they are is otherwise."""
    rules = [entry.data["rule_id"] for entry in entries if entry.data]
    commands.tell_privacy(actor=system("tracking"), rule_ids=rules)


def note_kept(entries: Sequence[Entry]) -> None:
    """Note when one person kept a thing that came back, or that a device was put on."""
    ids = {entry.subject_id for entry in entries if entry.subject_type == "asset"}
    commands.note_kept(actor=system("tracking"), asset_ids=ids)


# Whatever else hears of the same kinds is listed by `project.reactions`, each by itself.
REACTIONS: Mapping[str, Sequence[Reaction]] = {
    **{kind: [note_kept] for kind in (*keeping.KINDS, "tracking.bound")},
    "tracking.privacy_set": [tell_privacy],
}
TASKS = {
    "tracking.refold": Task(refold, every_s=REFOLD_EVERY_S),
    "tracking.hear": Task(hear, every_s=HEAR_EVERY_S),
    "tracking.roll_up": Task(roll_up, every_s=ROLL_UP_EVERY_S),
    "tracking.let_go": Task(let_go, every_s=LET_GO_EVERY_S),
    "tracking.sweep_maps": Task(sweep_maps, every_s=CLEAR_EVERY_S),
    "tracking.clear_quarantine": Task(clear_quarantine, every_s=CLEAR_EVERY_S),
}
