"""The receiver's page: behind a link or a code, without an account."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.accounts.actors import anonymous
from wherehold.handover import access, commands
from wherehold.handover.queries import handovers
from wherehold.handover.refusals import NoKey
from wherehold.handover.web import forms
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.register import serving
from wherehold.ui import refusals

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the number of a hand-over and its code, and lead on to its page."""
    context = {"number": request.GET.get("h", "")[:20]}
    if request.method != "POST":
        return render(request, "handover/code.html", context)
    context["number"] = number = request.POST.get("number", "")[:20]
    if not ratelimit.consume(request, action="code"):
        return render(request, "handover/code.html", {"too_many": True}, status=TOO_MANY)
    keys = forms.numbers([number.strip().upper().removeprefix("H-")])
    typed = "".join(request.POST.get("code", "").split())[:12]
    secret = commands.enter_code(
        actor=anonymous("web"), handover_id=keys[0] if keys else 0, code=typed
    )
    if secret:
        return HttpResponseRedirect(reverse("handover:receive", args=[secret]))
    return render(request, "handover/code.html", context | {"wrong": True}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask the receiver whether they have the things, or take down what they say."""
    if not ratelimit.consume(request, action="receive"):
        return render(request, "handover/receive.html", {"too_many": True}, status=TOO_MANY)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            said = forms.said_by(request.POST)
            commands.answer_by_link(actor=anonymous("web"), secret=secret, said=said)
            return _private(render(request, "handover/receive.html", {"differs": said.differs}))
        except Refusal as error:
            refusal = error
    return _ask(request, secret, refusal)


@require_safe
def photo(request: HttpRequest, secret: str, attachment_id: int) -> HttpResponseBase:
    """Hand out the small one of a photo of what is handed over, to whoever has the link."""
    if not ratelimit.consume(request, action="receive"):
        return HttpResponse(status=TOO_MANY)
    card = handovers.asked_by(actor=anonymous("web"), secret=secret)
    if attachment_id not in {each["id"] for one in card.items for each in one.photos_out}:
        raise NotFound({"what": "file", "key": attachment_id})
    receiver = access.receiver_of(access.key_of(secret).handover, "web")
    request.auth = receiver  # type: ignore[attr-defined]
    return serving.served(request, attachment_id, "thumbnail")  # type: ignore[arg-type]


def _ask(request: HttpRequest, secret: str, refusal: Refusal | None) -> HttpResponse:
    try:
        card = handovers.asked_by(actor=anonymous("web"), secret=secret)
    except NoKey as gone:
        told = {"gone": gone}
        return _private(render(request, "handover/receive.html", told, status=gone.status))
    context = {
        "card": card,
        "secret": secret,
        "given": request.POST,
        "refusal": refusals.shown(refusal) if refusal else None,
    }
    status = refusal.status if refusal else 200
    return _private(render(request, "handover/receive.html", context, status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
