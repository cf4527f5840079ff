"""What was seen of somebody's identity, and for which categories that is asked."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wherehold.custody import commands
from wherehold.custody import identity as known
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_POST
def see(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Write down that somebody has shown who they are."""
    document = request.POST.get("document", "")
    commands.see_identity(actor=request.auth, party_id=party_id, document=document)
    toasts.say(request, _("Written down."))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def asked(request: AuthedRequest) -> HttpResponse:
    """Show for which categories identity is asked, or say it for one."""
    if request.method == "POST":
        text = request.POST.get("category", "")
        key = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
        wanted = "remove" not in request.POST
        commands.ask_identity(actor=request.auth, category_id=key, wanted=wanted)
        toasts.say(request, _("Saved."))
        return HttpResponseRedirect(reverse("custody:identity"))
    context = {"lines": known.asked(actor=request.auth)}
    return render(request, "custody/identity.html", context)
