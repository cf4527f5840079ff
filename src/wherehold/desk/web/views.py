"""Keep and forget views of the list."""

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wherehold.desk.web.listed import read
from wherehold.register.commands import views as commands
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest


@require_POST
def keep(request: AuthedRequest) -> HttpResponse:
    """Keep the list as it is shown, under a name."""
    asked = read(QueryDict(request.POST.get("query", "")[:4_000].lstrip("?")))
    key = commands.save_view(
        actor=request.auth,
        name=request.POST.get("name", ""),
        given=asked.given,
        sort=asked.rest.get("sort", ""),
        columns=[one for one in asked.rest.get("cols", "").split(",") if one],
        shared="shared" in request.POST,
    )
    toasts.say(request, _("The view is saved."))
    return HttpResponseRedirect(reverse("desk:assets") + asked.address(view=str(key)))


@require_POST
def drop(request: AuthedRequest, view_id: int) -> HttpResponse:
    """Forget a view."""
    commands.drop_view(actor=request.auth, view_id=view_id)
    toasts.say(request, _("The view is deleted."))
    return HttpResponseRedirect(reverse("desk:assets"))
