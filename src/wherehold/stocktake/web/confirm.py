"""The page behind a holder's link: it needs no account, and says nothing but what they hold."""

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from wherehold.accounts.actors import anonymous
from wherehold.kernel.errors import Refusal
from wherehold.stocktake import commands
from wherehold.stocktake.queries import holders

TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask a holder what they have, or take down what they say."""
    if not ratelimit.consume(request, action="confirm"):
        return render(request, "stocktake/confirm.html", {"too_many": True}, status=TOO_MANY)
    try:
        if request.method == "POST":
            _answer(request, secret)
        asked = holders.asked_by(actor=anonymous("web"), secret=secret)
    except Refusal as refusal:
        told = {"refusal": refusal}
        return render(request, "stocktake/confirm.html", told, status=refusal.status)
    context = {"asked": asked, "thanks": request.method == "POST"}
    return render(request, "stocktake/confirm.html", context)


def _answer(request: HttpRequest, secret: str) -> None:
    said: dict[int, str] = {}
    words: dict[int, str] = {}
    for name, value in request.POST.items():
        kind, _dash, key = name.partition("-")
        if kind in {"have", "why"} and key.isascii() and key.isdigit() and len(key) < 19:
            (said if kind == "have" else words)[int(key)] = str(value)
    commands.answer(actor=anonymous("web"), secret=secret, said=said, words=words)
