"""Acts on more assets than one request should wait for: a job that goes chunk by chunk.

The rights are those that its owner has while it runs. A chunk is a transaction; after a stop the
job goes on after the last chunk that was done.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import User
from wherehold.desk.acting import ACTIONS, NAMED_MAX, Chosen, Values, perform
from wherehold.kernel import jobs, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Job

JOB = "desk.bulk"
_DAY = "day:"


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    action: str
    state: str
    done: int
    total: int
    blocked: list[tuple[int, str]]
    trouble: str


def begin(actor: Actor, action: str, chosen: Chosen, values: Values) -> int:
    """Ask for an act to be done in the background, and return the number of the job."""
    payload = {
        "action": action,
        "party": actor.party_id,
        "ids": list(chosen.ids),
        "given": dict(chosen.given) if chosen.given is not None else None,
        "number": chosen.number,
        "values": {name: _packed(value) for name, value in values.items()},
        "act": str(ledger.new_act()),
    }
    return jobs.enqueue(JOB, payload)


def progress(actor: Actor, job_id: int) -> Progress:
    """Return how far a run of the actor's own is.

    Raises: NotFound.
    """
    job = Job.objects.filter(pk=job_id, name=JOB).first()
    if job is None or actor.party_id is None or job.payload.get("party") != actor.party_id:
        raise NotFound({"what": "run", "key": job_id})
    told = job.progress or {}
    return Progress(
        action=job.payload["action"],
        state=job.state,
        done=int(told.get("done") or 0),
        total=int(job.payload["number"]),
        blocked=[(key, text) for key, text in told.get("blocked", [])],
        trouble=_("Something went wrong; it will be tried again.") if job.trouble else "",
    )


def run(run: jobs.Run) -> None:
    """Do one run. A chunk that was done before a stop is not found among the others again."""
    payload = run.payload
    user = User.objects.filter(party=payload["party"], is_active=True).first()
    if user is None:
        return
    actor, action = actor_for_user(user, "web"), ACTIONS[payload["action"]]
    chosen = Chosen(tuple(payload["ids"]), payload["given"], payload["number"])
    values = {name: _unpacked(value) for name, value in payload["values"].items()}
    act, blocked = UUID(payload["act"]), list[tuple[int, str]]()
    finished = {entry.subject_id for entry in ledger.entries_of(act)}
    chunks = list(chosen.chunks(actor))
    # What was done may not match the filter any more.
    done = len(finished.difference(*chunks))
    for ids in chunks:
        left = [key for key in ids if key not in finished]
        outcome = perform(actor, action, left, values, partial=True, act=act)
        done += len(ids) - len(left) + outcome.done
        blocked += outcome.blocked
        if outcome.refusal is not None:
            blocked += [(0, str(outcome.refusal))]
        run.step(done, chosen.number, blocked=blocked[:NAMED_MAX])
        if outcome.refusal is not None:
            return


def _packed(value: object) -> object:
    return f"{_DAY}{value.isoformat()}" if isinstance(value, date) else value


def _unpacked(value: object) -> object:
    if isinstance(value, str) and value.startswith(_DAY):
        return date.fromisoformat(value.removeprefix(_DAY))
    return value


TASKS = {JOB: jobs.Task(run)}
