"""Blank labels: printed now, claimed later by a scan."""

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.kernel.errors import Refusal
from wherehold.labels import asking, commands, handing
from wherehold.labels.commands.batches import BATCH_MAX
from wherehold.labels.design import Design
from wherehold.labels.queries import blanks, saved
from wherehold.labels.symbols import KINDS
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

CODES = ("qr", "datamatrix", "code128")


class BatchForm(forms.Form):
    """How many blank labels, and how they look."""

    size = forms.IntegerField(min_value=1, max_value=BATCH_MAX, initial=500, label=lazy("Labels"))
    name = forms.CharField(max_length=80, required=False, label=lazy("Name"))
    stock = forms.CharField(max_length=40, label=lazy("Stock"), initial="L7160")
    code = forms.ChoiceField(
        choices=[(one, KINDS[one].name) for one in CODES], label=lazy("Code"), initial="qr"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: AuthedRequest) -> HttpResponse:
    """Show the batches that were made, or make one."""
    form = BatchForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            return _make(request, form.cleaned_data)
        except Refusal as refusal:
            context["refusal"] = refusals.shown(refusal)
    context["batches"] = blanks.batches(actor=request.auth)
    context["stocks"] = [(s.code, f"{s.name} · {s.size}") for s in saved.stocks(actor=request.auth)]
    status = 422 if form.errors or "refusal" in context else 200
    return render(request, "labels/batches.html", context, status=status)


def _make(request: AuthedRequest, said: dict[str, object]) -> HttpResponse:
    design = Design(stock=str(said["stock"]), code=str(said["code"]), fields=("tag", "owner"))
    commands.make_batch(
        actor=request.auth,
        size=int(str(said["size"])),
        name=str(said["name"]),
        design=design,
    )
    toasts.say(request, _("Their tags are taken. Download and print them."))
    return HttpResponseRedirect(reverse("labels:batches"))


@require_safe
def file(request: AuthedRequest, batch_id: int) -> HttpResponse:
    """Give the labels of a batch that are blank still."""
    form = request.GET.get("format", "pdf")
    return handing.made(asking.batch_file(request.auth, batch_id, form))
