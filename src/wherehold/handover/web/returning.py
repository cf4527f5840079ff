"""Taking things back: how they went beside how they came."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.custody.web.forms import BackForm
from wherehold.handover import access, commands
from wherehold.handover.queries import handovers
from wherehold.handover.web import forms
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest, handover_id: int) -> HttpResponse:
    """Show the form on which things come back, or take them back when it was sent."""
    card = handovers.card(actor=request.auth, handover_id=handover_id)
    if not card.may_take:
        raise NotAllowed({"actor": request.auth.name, "permission": access.TAKE})
    form, refusal = BackForm(request.POST, request.auth), None
    if request.method == "POST" and form.is_valid():
        try:
            return _take_back(request, handover_id, form)
        except Refusal as error:
            refusal = error
    context = {
        "card": card,
        "out": [one for one in card.items if one.is_out],
        "form": form if request.method == "POST" else None,
        "given": request.POST,
        "may_attach": request.auth.may_somewhere("asset.attach"),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return render(request, "handover/return.html", context, status=status)


def _take_back(request: AuthedRequest, handover_id: int, form: BackForm) -> HttpResponse:
    said = form.cleaned_data
    done = commands.take_back(
        actor=request.auth,
        handover_id=handover_id,
        backs=forms.backs(request),
        place_id=said.get("place"),
        at=said["at"],
        note=said["note"],
        signature=forms.signed(request.POST),
    )
    disputed = done.state == "disputed"
    words = _("Taken back. A third person decides.") if disputed else _("Taken back.")
    toasts.say(request, words)
    return HttpResponseRedirect(reverse("handover:handover", args=[handover_id]))
