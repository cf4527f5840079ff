"""Writing the address of a thing on an NFC tag, from the phone in hand."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wherehold.kernel.errors import NotFound
from wherehold.labels import access, commands
from wherehold.register.queries import holding
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Offer to write a tag; say which address goes on it, to who asks for it."""
    access.must_print(request.auth)
    for thing in holding.assets_named(actor=request.auth, asset_ids=[asset_id]):
        return _answer(request, thing)
    raise NotFound({"what": "asset", "key": asset_id})


def _answer(request: AuthedRequest, thing: holding.AssetLine) -> HttpResponse:
    if request.method != "POST":
        return render(request, "labels/nfc.html", {"thing": thing})
    [address] = commands.write_tags(actor=request.auth, asset_ids=[thing.id])
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"address": address})
    return render(request, "labels/nfc.html", {"thing": thing, "address": address})
