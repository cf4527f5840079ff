"""What this slice leaves to the background."""

from wherehold.dossier import commands, storage, writing
from wherehold.dossier.access import Subject
from wherehold.dossier.models import Dossier
from wherehold.kernel.actor import system
from wherehold.kernel.jobs import Run, Task

TRIES, HOUR_S = 3, 3_600


def make(run: Run) -> None:
    """Make a file that was asked for; after the last try it counts as not made."""
    dossier_id = int(run.payload["dossier_id"])
    actor, stored = system("dossier"), storage.new_name()
    path = storage.path_of(stored)
    try:
        writing.write(path, _about(dossier_id), lambda done, total: run.step(done, total))
    except Exception:
        path.unlink(missing_ok=True)
        if run.attempt >= TRIES:
            commands.made(actor=actor, dossier_id=dossier_id, stored="", size=0)
        raise
    size = path.stat().st_size
    commands.made(actor=actor, dossier_id=dossier_id, stored=stored, size=size)


def clean_up(run: Run) -> None:
    """Let go of files that are older than a week."""
    commands.clean_up(actor=system("dossier"))


TASKS = {
    commands.MAKE: Task(make, tries=TRIES),
    "dossier.clean_up": Task(clean_up, every_s=HOUR_S),
}


def _about(dossier_id: int) -> Subject:
    row = Dossier.objects.select_related("party").get(pk=dossier_id)
    return writing.subject_of(row.party, whole=row.party_id == row.by_id)
