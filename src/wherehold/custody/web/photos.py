"""The photo that may be taken at a hand-over. It goes on the thing, once the hand-over is done."""

from wherehold.kernel.errors import Refusal
from wherehold.register import files
from wherehold.register.commands import attachments
from wherehold.register.queries.attachments import Subject
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


def received(request: AuthedRequest) -> list[files.Kept]:
    """Store the photo that was sent, if there is one, before anything changes hands.

    Raises: TooLarge, EmptyFile, NotAnImage.
    """
    upload = request.FILES.get("photo")
    return [files.keep(upload, photo=True)] if upload else []


def put(request: AuthedRequest, asset_id: int, kept: list[files.Kept]) -> None:
    """Put the photo on the thing; if that may not be, say so: the hand-over stands."""
    if not kept:
        return
    try:
        subject = Subject("asset", asset_id)
        attachments.attach_files(actor=request.auth, subject=subject, kept=kept)
    except Refusal as refusal:
        toasts.say(request, str(refusal), level="warn")
