"""Handing out files: the one way by which bytes of attachments leave, for pages and the API."""

from typing import Literal

from django.http import FileResponse  # noqa: TID251 - what both interfaces answer with
from django.http.response import HttpResponseBase  # noqa: TID251

from wherehold.kernel.errors import NotFound
from wherehold.register import files
from wherehold.register.queries import attachments as queries
from wherehold.ui.request import AuthedRequest

# Nothing in a file runs, loads or is framed, whatever a browser takes it for.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
Size = Literal["whole", "thumbnail"]


def served(request: AuthedRequest, attachment_id: int, size: Size) -> HttpResponseBase:
    """Answer with a file, if whoever asks may see what it is on just now."""
    file = queries.served(actor=request.auth, attachment_id=attachment_id)
    stored = file.thumbnail if size == "thumbnail" else file.stored
    try:
        source = files.path_of(stored).open("rb")
    except (ValueError, FileNotFoundError):
        raise NotFound({"what": "file", "key": attachment_id}) from None
    is_image = file.content_type in files.IMAGES
    response = FileResponse(
        source,
        as_attachment=not is_image,
        filename=file.name,
        content_type=file.content_type if is_image else _download_type(file.content_type),
    )
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _download_type(content_type: str) -> str:
    return files.PDF if content_type == files.PDF else files.UNKNOWN
