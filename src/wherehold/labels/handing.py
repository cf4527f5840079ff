"""Handing out files of labels, for pages and the API."""

from django.http import FileResponse, HttpResponse  # noqa: TID251 - what both interfaces answer with
from django.utils.translation import gettext as _

from wherehold.labels.files import Made
from wherehold.labels.queries.prints import PrintState
from wherehold.labels.refusals import NotReady


def made(file: Made) -> HttpResponse:
    """Answer with a file that was made at once."""
    answer = HttpResponse(file.content, content_type=file.content_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_of(told: PrintState) -> FileResponse:
    """Answer with the file of a print, in pieces.

    Raises: NotReady while it is not whole, or when it was not fetched within a day.
    """
    if told.file is None:
        over = _("It was kept for a day.") if told.ended_at else _("Ask again soon.")
        counted = {"done": told.done, "total": told.total}
        raise NotReady({**counted, "reason": told.trouble or over})
    answer = FileResponse(
        told.file.open("rb"),
        as_attachment=True,
        filename=f"labels.{told.suffix}",
        content_type=told.content_type,
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
