"""A process that writes: tests start it, kill it, and hold it to what it said.

python -m wherehold.kernel.tests.writer write|work|once
"""

import sys
from dataclasses import dataclass

import django

django.setup()

from django.db import transaction  # noqa: E402

from wherehold.kernel import clock, ledger, worker  # noqa: E402
from wherehold.kernel.actor import system  # noqa: E402
from wherehold.kernel.models import Message  # noqa: E402
from wherehold.kernel.tests.placing import place_all  # noqa: E402


@dataclass(frozen=True, kw_only=True)
class Written(ledger.Event):
    kind = "test.written"
    subject_type = "line"


def note(entries):
    """React: leave a message for each entry, with its number."""
    now = clock.now()
    Message.objects.bulk_create(
        Message(purpose="test", to="x", subject=str(e.seq), text="", next_at=now, created_at=now)
        for e in entries
    )


WORK = worker.Work(reactions={"test.written": [note]}, tasks={})


def write_one(number):
    with transaction.atomic():
        events = [Written(subject_id=number), Written(subject_id=-number)]
        act = ledger.record(events, actor=system("test"), happened_at=clock.now())
    sys.stdout.write(f"{act}\n")  # This is the acknowledgement.
    sys.stdout.flush()


def main(what):
    number = 0
    while what == "write":
        write_one(number := number + 1)
    if what == "once":
        write_one(1)
        place_all()
        worker.catch_up(WORK)
    if what == "work":
        working = worker.Worker(WORK)
        working.start()
        working.wait()


if __name__ == "__main__":
    main(sys.argv[1])
