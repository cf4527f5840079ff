"""Pages of the interface itself: the theme, the phone's "More", the gallery of components."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from wherehold.ui import gallery, themes

app_name = "ui"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme that was chosen, in a cookie of this browser."""
    chosen = request.POST.get("theme", "")
    if chosen not in themes.THEMES:
        return HttpResponse(status=422)
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    if chosen == "system":
        response.delete_cookie(themes.COOKIE)
    else:
        response.set_cookie(
            themes.COOKIE,
            chosen,
            max_age=themes.YEAR_S,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@require_safe
def more(request: HttpRequest) -> HttpResponse:
    """Show everything that a phone's dock has no room for."""
    return render(request, "ui/more.html")


@require_safe
def gallery_page(request: HttpRequest) -> HttpResponse:
    """Show each component in all its states, to those who set the system up."""
    actor = getattr(request, "auth", None)
    if not settings.DEBUG and not (actor and actor.may_everywhere("settings.manage")):
        raise Http404
    return render(request, "ui/gallery.html", gallery.samples())


urlpatterns = [
    path("theme", theme, name="theme"),
    path("more", more, name="more"),
    path("gallery", gallery_page, name="gallery"),
]
