"""Making labels from the designer: a file, sent to a printer, or in the background."""

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wherehold.labels import asking, handing
from wherehold.labels.asking import Begun, Sent
from wherehold.labels.queries import prints
from wherehold.labels.web import designer
from wherehold.labels.web.forms import read
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_POST
def make(request: AuthedRequest) -> HttpResponse:
    """Give the labels as a file, or send them."""
    form = read(request.POST)
    if not form.is_valid():
        return designer.again(request, form)
    made = asking.produce(request.auth, form.wanted(request.auth))
    if isinstance(made, Begun):
        return HttpResponseRedirect(reverse("labels:print", args=[made.print_id]))
    if isinstance(made, Sent):
        text = _("{printer} took {count} labels.")
        toasts.say(request, text.format(printer=made.printer, count=made.labels))
        return HttpResponseRedirect(f"{reverse('labels:labels')}?{designer.back(form)}")
    return handing.made(made)


@require_safe
def progress(request: AuthedRequest, print_id: int) -> HttpResponse:
    """Show how far labels are that are made in the background."""
    told = prints.state(actor=request.auth, print_id=print_id)
    context = {"told": told, "percent": 100 * told.done // max(1, told.total)}
    name = "print_state" if request.headers.get("HX-Request") == "true" else "print"
    return render(request, f"labels/{name}.html", context)


@require_safe
def file(request: AuthedRequest, print_id: int) -> FileResponse:
    """Give the labels that were made in the background."""
    return handing.file_of(prints.state(actor=request.auth, print_id=print_id))
