"""Taking in files before they are put on something: outside a transaction, as it takes a while."""

from collections.abc import Sequence

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import TooLarge
from wherehold.register import files
from wherehold.register.queries import attachments
from wherehold.register.queries.attachments import Subject

UPLOADS_MAX = 10


def receive(
    *, actor: Actor, subject: Subject, uploads: Sequence[files.Uploaded], photo: bool = False
) -> list[files.Kept]:
    """Store files for something that the actor may put files on, all or none.

    With `photo` they have to be images.

    Raises: NotFound, NotAllowed; TooLarge, EmptyFile, NotAnImage.
    """
    attachments.may_attach(actor=actor, subject=subject)
    if len(uploads) > UPLOADS_MAX:
        raise TooLarge({"what": "files", "limit": UPLOADS_MAX})
    kept: list[files.Kept] = []
    try:
        for upload in uploads:
            kept.append(files.keep(upload, photo=photo))
    except BaseException:
        files.drop(kept)
        raise
    return kept
