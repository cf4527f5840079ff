"""The acts on the list of somebody who leaves."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wherehold.custody import commands
from wherehold.custody.web.forms import ids_of
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_POST
def settle(request: AuthedRequest, party_id: int) -> HttpResponse:
    """Decide that things do not come back."""
    ids = commands.settle(
        actor=request.auth,
        party_id=party_id,
        asset_ids=ids_of(request.POST),
        outcome=request.POST.get("outcome", ""),
        reason=request.POST.get("reason", ""),
    )
    text = ngettext("Decided about {n} thing.", "Decided about {n} things.", len(ids))
    toasts.say(request, text.format(n=len(ids)))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))


@require_POST
def close(request: AuthedRequest, party_id: int) -> HttpResponse:
    """End the list, and archive the person."""
    commands.close_list(actor=request.auth, party_id=party_id)
    toasts.say(request, _("The list is closed. Everything that was stays readable."))
    return HttpResponseRedirect(reverse("custody:person", args=[party_id]))
