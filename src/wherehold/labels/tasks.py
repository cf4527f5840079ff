"""What labels leave to the background: large prints, a part at a time.

A part is whole sheets. Its codes are given and its entries written in one transaction; it is drawn
after that, so that nobody waits for it, and counts as done once its file is on the disk. A job that
is killed anywhere goes on with the part that was not done. However many labels there are, one part
is in memory.
"""

from collections.abc import Iterator
from dataclasses import replace

from wherehold.accounts.actors import actor_for_user
from wherehold.accounts.models import User
from wherehold.kernel.actor import Actor, system
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.kernel.jobs import Run, Task
from wherehold.labels import access, files, storage
from wherehold.labels.commands import printing, prints
from wherehold.labels.design import unpacked
from wherehold.labels.models import Print
from wherehold.labels.refusals import NothingToPrint
from wherehold.labels.sheet import Press
from wherehold.register.queries import listing

PART = 500
CLEAN_UP_S = 3_600


def run(run: Run) -> None:
    """Make one print, from where it was stopped. What is refused is told where it is shown."""
    row = Print.objects.filter(pk=run.payload["print_id"], ended_at=None).first()
    if row is None:
        return
    job = system("labels.print")
    try:
        _make(row, run)
    except Refusal as refusal:
        storage.remove(row.stored)
        prints.end_print(actor=job, print_id=row.pk, trouble=str(refusal))
        return
    prints.end_print(actor=job, print_id=row.pk)


def clean_up(run: Run) -> None:
    """Delete prints that were not fetched within a day."""
    prints.clean_up(actor=system("labels.clean_up"))


TASKS = {
    prints.PRINT: Task(run, tries=5),
    "labels.clean_up": Task(clean_up, every_s=CLEAN_UP_S),
}


def _make(row: Print, run: Run) -> None:
    actor, press = _actor(row), access.press(unpacked(row.design))
    run.step(row.done, row.total)
    done, number = row.done, row.parts
    for ids in _chunks(row, actor, press):
        design = press.design if number == 0 else replace(press.design, start_at=1)
        made = printing.print_labels(actor=actor, asset_ids=ids, design=design)
        file = files.make(replace(press, design=design), made, row.format)
        storage.keep(storage.part(row.stored, number, file.suffix), file.content)
        done, number = done + len(ids), number + 1
        prints.part_done(actor=actor, print_id=row.pk, done=done, after_id=ids[-1], parts=number)
        run.step(done, row.total)
    parts = storage.parts(row.stored)
    if not parts:
        raise NothingToPrint({"asked": 0})
    storage.join(storage.whole(row.stored), parts, as_zip=row.format != "zpl")
    for one in parts:
        one.unlink()


def _chunks(row: Print, actor: Actor, press: Press) -> Iterator[list[int]]:
    """Yield the assets of each part that is still to be made; the first fills a begun sheet."""
    size = max(1, PART // press.stock.labels) * press.stock.labels
    first = size - (press.design.start_at - 1) if row.parts == 0 else size
    if "ids" in row.asked:
        left = row.asked["ids"][row.done :]
        while left:
            yield left[:first]
            left, first = left[first:], size
        return
    given = row.asked["given"]
    begun = listing.ids_matching(actor=actor, given=given, chunk=first, after=row.after_id)
    head = next(begun, [])
    if head:
        yield head
        yield from listing.ids_matching(actor=actor, given=given, chunk=size, after=head[-1])


def _actor(row: Print) -> Actor:
    """Return who asked, with the rights that they have now.

    Raises: NotAllowed, if they may not sign in any more.
    """
    user = User.objects.filter(party=row.by_id, is_active=True).first()
    if user is None:
        raise NotAllowed({"actor": f"party:{row.by_id}", "permission": access.PRINT})
    actor = actor_for_user(user, "job")
    return actor if row.scopes is None else actor.narrowed(row.scopes)
