"""Lists of what belongs together, for kits and for roles."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.kernel.errors import Refusal
from wherehold.kits import access, commands
from wherehold.kits.queries import templates
from wherehold.kits.web import forms
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: AuthedRequest, template_id: int | None = None) -> HttpResponse:
    """Show a list as a form, or write it down when it was sent."""
    access.may_write_templates(request.auth)
    card, refusal = None, None
    if template_id is not None:
        card = templates.template(actor=request.auth, template_id=template_id)
    use = card.use if card else "role" if request.GET.get("use") == "role" else "kit"
    if request.method == "POST":
        try:
            return _save(request, template_id, use)
        except Refusal as error:
            refusal = error
    context: dict[str, Any] = {
        "card": card,
        "use": use,
        "name": request.POST.get("name", card.name if card else ""),
        "rows": forms.rows(card.wants if card else []),
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    return render(request, "kits/template.html", context, status=refusal.status if refusal else 200)


@require_POST
def archive(request: AuthedRequest, template_id: int) -> HttpResponse:
    """Use a list no more."""
    commands.archive_template(actor=request.auth, template_id=template_id)
    toasts.say(request, _("It is not offered any more."))
    return HttpResponseRedirect(f"{reverse('kits:kits')}?tab=templates")


def _save(request: AuthedRequest, template_id: int | None, use: str) -> HttpResponse:
    commands.save_template(
        actor=request.auth,
        name=request.POST.get("name", ""),
        wants=forms.wanted(request.auth, request.POST),
        use=use,
        template_id=template_id,
    )
    toasts.say(request, _("Saved."))
    tab = "roles" if use == "role" else "templates"
    return HttpResponseRedirect(f"{reverse('kits:kits')}?tab={tab}")
