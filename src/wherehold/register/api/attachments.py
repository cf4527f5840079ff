"""Files over REST: put them on assets, places and models, list, fetch and take off."""

from dataclasses import asdict
from typing import Annotated

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Path, Router, UploadedFile

from wherehold.register import receiving, serving
from wherehold.register.api import answers
from wherehold.register.commands import attachments as commands
from wherehold.register.queries import attachments as queries
from wherehold.register.queries.attachments import Subject
from wherehold.ui.request import AuthedRequest
from wherehold.ui.schema import Page

router = Router(tags=["files"])
On = Annotated[str, Path(pattern="^(assets|places|models)$")]
KINDS = {"assets": "asset", "places": "place", "models": "model"}


@router.post("/{on}/{int:key}/attachments", response={201: Page})
def attach(
    request: AuthedRequest,
    on: On,
    key: int,
    files: File[list[UploadedFile]],
    photo: Form[bool] = False,
) -> HttpResponse:
    """Put files on something, as multipart/form-data in fields called `files`."""
    subject = Subject(KINDS[on], key)
    kept = receiving.receive(actor=request.auth, subject=subject, uploads=files, photo=photo)
    ids = commands.attach_files(actor=request.auth, subject=subject, kept=kept)
    lines = queries.files(actor=request.auth, subject_type=subject.type, subject_id=key)
    by_id = {line.id: line for line in lines}
    return answers.listed((asdict(by_id[one]) for one in ids), status=201)


@router.get("/{on}/{int:key}/attachments", response=Page)
def list_attachments(request: AuthedRequest, on: On, key: int) -> HttpResponse:
    """List the files on something, newest first."""
    lines = queries.files(actor=request.auth, subject_type=KINDS[on], subject_id=key)
    return answers.listed(asdict(line) for line in lines)


@router.get("/attachments/{int:attachment_id}")
def download(request: AuthedRequest, attachment_id: int) -> HttpResponseBase:
    """Fetch a file: photos to look at, everything else as a download."""
    return serving.served(request, attachment_id, "whole")


@router.get("/attachments/{int:attachment_id}/thumbnail")
def thumbnail(request: AuthedRequest, attachment_id: int) -> HttpResponseBase:
    """Fetch the small one of a photo."""
    return serving.served(request, attachment_id, "thumbnail")


@router.post("/attachments/{int:attachment_id}/detach", response={201: Page})
def detach(request: AuthedRequest, attachment_id: int) -> HttpResponse:
    """Take a file off what it is on. Its bytes are kept."""
    ids = commands.detach_files(actor=request.auth, attachment_ids=[attachment_id])
    return answers.listed(({"id": one} for one in ids), status=201)


@router.post("/attachments/{int:attachment_id}/choose", response={201: Page})
def choose(request: AuthedRequest, attachment_id: int) -> HttpResponse:
    """Make a photo the picture of the asset that it is on."""
    asset_id = commands.choose_photo(actor=request.auth, attachment_id=attachment_id)
    return answers.done([asset_id])
