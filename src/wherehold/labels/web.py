"""Labels in the browser: choose things, see the sheet, get the file."""

import re

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.kernel import organisation
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.labels import checks, commands, queries, sheet
from wherehold.labels.stocks import DEFAULT, STOCKS
from wherehold.register.addresses import address_of
from wherehold.register.queries import labelled, resolve
from wherehold.ui import refusals
from wherehold.ui.request import AuthedRequest

app_name = "labels"
OPTIONS = [(stock.code, stock.name) for stock in STOCKS.values()]
_BETWEEN = re.compile(r"[\s,;]+")


class SheetForm(forms.Form):
    """What to print, on what, and where to begin. Things come by number or by tag."""

    ids = forms.CharField(required=False, max_length=40_000)
    tags = forms.CharField(required=False, max_length=200_000, label=_("Tags"))
    stock = forms.ChoiceField(choices=OPTIONS, label=_("Stock"))
    start_at = forms.IntegerField(min_value=1, max_value=1000, label=_("Start at label"))

    def chosen(self, request: AuthedRequest) -> list[int]:
        """Return the assets that were named. Raises: NotFound."""
        ids = [int(one) for one in _words(self.cleaned_data["ids"]) if one.isdigit()]
        tags = _words(self.cleaned_data["tags"])
        return ids + (labelled.ids_of_tags(actor=request.auth, tags=tags) if tags else [])


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if word]


def _form(given: QueryDict) -> SheetForm:
    return SheetForm({"stock": DEFAULT, "start_at": "1", **given.dict()})


@require_safe
def choose(request: AuthedRequest) -> HttpResponse:
    """Show what would be printed, and what stands in the way."""
    form = _form(request.GET)
    context: dict[str, object] = {"form": form, "options": OPTIONS, "chosen": []}
    try:
        if form.is_valid():
            context["chosen"] = form.chosen(request)
            checks.refuse_address(STOCKS[form.cleaned_data["stock"]])
    except Refusal as refusal:
        context["refusal"] = refusals.shown(refusal)
    newest = labelled.unlabelled(actor=request.auth, limit=STOCKS[DEFAULT].labels)
    context["newest"] = ",".join(map(str, newest))
    context["newest_count"] = len(newest)
    context["address"] = request.GET.urlencode()
    return render(request, "labels/choose.html", context)


@require_safe
def preview(request: AuthedRequest) -> HttpResponse:
    """Show the first sheet as a picture."""
    form = _form(request.GET)
    if not form.is_valid():
        return HttpResponse(status=422)
    picture = queries.preview(
        actor=request.auth,
        asset_ids=form.chosen(request),
        stock=form.cleaned_data["stock"],
        start_at=form.cleaned_data["start_at"],
    )
    return HttpResponse(picture, content_type="image/png")


@require_POST
def print_sheet(request: AuthedRequest) -> HttpResponse:
    """Give the sheet as PDF."""
    form = _form(request.POST)
    if not form.is_valid():
        context = {"form": form, "options": OPTIONS}
        return render(request, "labels/choose.html", context, status=422)
    stock, start_at = form.cleaned_data["stock"], form.cleaned_data["start_at"]
    labels = commands.print_labels(
        actor=request.auth, asset_ids=form.chosen(request), stock=stock, start_at=start_at
    )
    owner = organisation.current().name
    made = sheet.draw(labels, STOCKS[stock], owner=owner, start_at=start_at)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return answer


@require_safe
def found(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a label is on, for those who work here; tell everybody else whose it is.

    A stranger gets the same page for every token, so the page tells nothing about any.
    """
    actor = getattr(request, "auth", None)
    if actor is None:
        message = organisation.current().label_options.get("found_message", "")
        return render(request, "labels/found.html", {"message": message})
    hits = resolve.resolve(actor=actor, code=checks.address_of(token))
    if not hits:
        raise NotFound({"what": "label", "key": token})
    return HttpResponseRedirect(address_of(hits[0].type, hits[0].id))


urlpatterns = [
    path("t/<str:token>", found, name="found"),
    path("labels", choose, name="labels"),
    path("labels/preview.png", preview, name="preview"),
    path("labels/sheet", print_sheet, name="sheet"),
]
