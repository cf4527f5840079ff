"""The page behind a label: for those who work here the thing, for everybody else one page."""

from urllib.parse import urlencode

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.accounts.actors import anonymous
from wherehold.kernel import organisation
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.labels import commands, subjects
from wherehold.labels.queries import blanks, findings
from wherehold.register.addresses import address_of
from wherehold.register.queries import resolve
from wherehold.ui.request import AuthedRequest

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, token: str) -> HttpResponse:
    """Open what a label is on, for those who work here; tell everybody else whose it is.

    A stranger gets the same page for every token, so the page tells nothing about any. Whoever
    sets what it says may look at it by `?as=finder`.
    """
    actor: Actor | None = getattr(request, "auth", None)
    if actor is not None and request.method != "POST" and request.GET.get("as") != "finder":
        return _opened(actor, subjects.address_of(token))
    if request.method == "POST":
        return _written(request, token)
    return _page(request, 200)


@require_safe
def by_key(request: HttpRequest, ai: str, key: str) -> HttpResponse:
    """Do the same for a label whose code holds a GS1 key instead of a token."""
    actor: Actor | None = getattr(request, "auth", None)
    if actor is not None:
        return _opened(actor, f"({ai}){key}")
    return _page(request, 200)


@require_safe
def messages(request: AuthedRequest) -> HttpResponse:
    """Show what finders wrote."""
    context = {"messages": findings.newest(actor=request.auth)}
    return render(request, "labels/findings.html", context)


def _opened(actor: Actor, code: str) -> HttpResponse:
    """Go to what a label is on. Raises: NotFound."""
    if hits := resolve.resolve(actor=actor, code=code):
        return HttpResponseRedirect(address_of(hits[0].type, hits[0].id))
    if blanks.blank(actor=actor, code=code):
        return HttpResponseRedirect(f"{reverse('scan:go')}?{urlencode({'code': code})}")
    raise NotFound({"what": "label", "key": code.rsplit("/", 1)[-1]})


def _written(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what a finder wrote, if they did not write too often."""
    if not ratelimit.consume(request, action="found"):
        return _page(request, TOO_MANY, trouble=_("That was often. Try again in an hour."))
    text, contact = (request.POST.get(name, "").strip() for name in ("text", "contact"))
    try:
        commands.write_to_owner(actor=anonymous("web"), token=token, text=text, contact=contact)
    except Refusal as refusal:
        return _page(request, 422, trouble=str(refusal), text=text, contact=contact)
    return _page(request, 200, is_sent=True)


def _page(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    options = organisation.current().label_options
    context = {
        "message": options.get("found_message", ""),
        "has_form": bool(options.get("contact_form")),
        **more,
    }
    answer = render(request, "labels/found.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
