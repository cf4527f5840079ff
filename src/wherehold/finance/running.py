"""What is done for a book in the background: reckoning, posting, taking in.

The rights are those that its owner has while it runs. Each step is a transaction of its own; a
job that is killed anywhere goes on with what is not done.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import User
from wherehold.finance import commands, posting
from wherehold.finance.commands.periods import CHUNK
from wherehold.finance.queries import books, periods
from wherehold.kernel import jobs
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.kernel.models import Job

JOB = "finance.book"
# What is less is done while one waits.
AT_ONCE_MAX = CHUNK - 1


@dataclass(frozen=True)
class Progress:
    """How far it is with a book, and what was refused."""

    what: str
    running: bool
    done: int
    total: int
    month: str
    refusal: str


def begin(actor: Actor, book_id: int, what: str, **asked: str) -> None:
    """Ask for something to be done with a whole book: "reckon", "post" or "take-in".

    Raises: NotAllowed, for a program that stands for no person.
    """
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": "finance.keep"})
    payload = {"book": book_id, "party": actor.party_id, "what": what, "asked": asked}
    jobs.enqueue(JOB, payload, key=f"{JOB}:{book_id}")


def progress(actor: Actor, book_id: int) -> Progress | None:
    """Return how far the last thing is that was asked for a book; none if nothing was.

    Raises: NotAllowed.
    """
    total = periods.size(actor=actor, book_id=book_id)
    job = Job.objects.filter(name=JOB, payload__book=book_id).order_by("-pk").first()
    if job is None:
        return None
    told = job.progress or {}
    return Progress(
        what=job.payload["what"],
        running=job.state in (Job.State.WAITING, Job.State.RUNNING),
        done=int(told.get("done") or 0),
        total=int(told.get("total") or total),
        month=str(told.get("month") or ""),
        refusal=str(told.get("refusal") or ""),
    )


def run(run: jobs.Run) -> None:
    """Do what was asked. What is refused is told where it is shown, and not tried again."""
    user = User.objects.filter(party=run.payload["party"], is_active=True).first()
    if user is None:
        return
    actor = actor_for_user(user, "web")
    try:
        WORK[run.payload["what"]](run, actor, run.payload["book"], run.payload["asked"])
    except Refusal as refusal:
        run.step(0, 0, refusal=str(refusal))


def _reckon(run: jobs.Run, actor: Actor, book_id: int, asked: dict[str, str]) -> None:
    tell = _telling(run, actor, book_id)
    posting.reckon(
        actor=actor, book_id=book_id, begins=date.fromisoformat(asked["begins"]), tell=tell
    )


def _post(run: jobs.Run, actor: Actor, book_id: int, asked: dict[str, str]) -> None:
    tell, through = _telling(run, actor, book_id), date.fromisoformat(asked["through"])
    posting.post_through(actor=actor, book_id=book_id, through=through, tell=tell)


def _take_in(run: jobs.Run, actor: Actor, book_id: int, asked: dict[str, str]) -> None:
    after: int | None = int(asked["after"])
    total = books.to_take_in(actor=actor, book_id=book_id)
    done = 0
    while after is not None:
        run.step(done, max(done, total))
        taken = commands.take_in(actor=actor, book_id=book_id, after=after)
        done, after = done + taken.lines, taken.after


def _telling(run: jobs.Run, actor: Actor, book_id: int) -> posting.Tell:
    total = periods.size(actor=actor, book_id=book_id)

    def tell(month: str, chunks: int) -> None:
        run.step(min(total, chunks * CHUNK), total, month=month)

    return tell


WORK: dict[str, Any] = {"reckon": _reckon, "post": _post, "take-in": _take_in}
TASKS = {JOB: jobs.Task(run, tries=3)}
