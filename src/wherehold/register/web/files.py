"""Files in the browser: the one way by which bytes of attachments leave, and the form for them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from wherehold.register import addresses, receiving, serving
from wherehold.register.commands import attachments as commands
from wherehold.register.queries.attachments import Subject
from wherehold.ui.request import AuthedRequest


@require_safe
def download(request: AuthedRequest, attachment_id: int) -> HttpResponseBase:
    """Hand out a file: photos to look at, everything else to keep."""
    return serving.served(request, attachment_id, "whole")


@require_safe
def thumbnail(request: AuthedRequest, attachment_id: int) -> HttpResponseBase:
    """Hand out the small one of a photo."""
    return serving.served(request, attachment_id, "thumbnail")


@require_POST
def upload(request: AuthedRequest, key: int, on: str = "asset") -> HttpResponse:
    """Put files on an asset, a place or a model."""
    subject = Subject(on, key)
    kept = receiving.receive(
        actor=request.auth,
        subject=subject,
        uploads=request.FILES.getlist("files"),
        photo=request.POST.get("photo") == "1",
    )
    commands.attach_files(actor=request.auth, subject=subject, kept=kept)
    return _back(request, key if on == "asset" else None)


@require_POST
def remove(request: AuthedRequest, attachment_id: int) -> HttpResponse:
    """Take a file off what it is on."""
    commands.detach_files(actor=request.auth, attachment_ids=[attachment_id])
    return _back(request, None)


@require_POST
def choose(request: AuthedRequest, attachment_id: int) -> HttpResponse:
    """Make a photo the picture of the asset that it is on."""
    asset_id = commands.choose_photo(actor=request.auth, attachment_id=attachment_id)
    return _back(request, asset_id)


def _back(request: HttpRequest, asset_id: int | None) -> HttpResponse:
    """Lead back to the asset's page, or to the front one."""
    asset_page = addresses.address_of("asset", asset_id) if asset_id else ""
    given = request.POST.get("next", "")
    back = given if given.startswith("/") and given[1:2] not in {"/", "\\"} else ""
    return HttpResponseRedirect(asset_page or back or "/")
