"""Calendars: the pages that make them, and the file that other programs read."""

from allauth.core import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.accounts.actors import actor_for_party, anonymous
from wherehold.kernel import clock, organisation
from wherehold.reservations import commands, ical
from wherehold.reservations.queries import feeds
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: AuthedRequest) -> HttpResponse:
    """List one's own calendars, or make one and show its address once."""
    link = _made(request) if request.method == "POST" else ""
    given = request.POST or request.GET
    subject, key = _subject(given.get("of", "")) if given.get("of") else ("", 0)
    context = {
        "feeds": feeds.mine(actor=request.auth),
        "link": link,
        "me": request.auth.party_id,
        "of": given.get("of", ""),
        "name": feeds.name_of(actor=request.auth, subject_type=subject, subject_id=key),
    }
    return render(request, "reservations/feeds.html", context)


@require_POST
def revoke(request: AuthedRequest, feed_id: int) -> HttpResponse:
    """Let the address of a calendar lead nowhere any more."""
    commands.revoke_feed(actor=request.auth, feed_id=feed_id)
    toasts.say(request, _("That address leads nowhere any more."))
    return HttpResponseRedirect(reverse("reservations:feeds"))


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Answer with a calendar to whoever has its secret, with what its maker may see."""
    if not ratelimit.consume(request, action="calendar"):
        return HttpResponse(status=TOO_MANY)
    secret = request.GET.get("token", "")[:200]
    found = feeds.opened(actor=anonymous("feed"), secret=secret)
    owner = actor_for_party(found.owner_id, "feed") if found else None
    if found is None or owner is None:
        raise Http404
    lines = feeds.entries(actor=owner, subject_type=found.subject_type, subject_id=found.subject_id)
    name = organisation.current().name
    text = ical.calendar(lines, name=name, host=request.get_host(), at=clock.now())
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


def _made(request: AuthedRequest) -> str:
    subject, key = _subject(request.POST.get("of", ""))
    _key, secret = commands.make_feed(actor=request.auth, subject_type=subject, subject_id=key)
    origin = settings.PUBLIC_URL
    return f"{origin}{reverse('reservations:calendar')}?token={secret}"


def _subject(text: str) -> tuple[str, int]:
    """Return what a calendar is to be of: `asset-7`."""
    subject, _dash, key = text.partition("-")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return subject, int(key)
