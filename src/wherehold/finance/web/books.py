"""The pages of books."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.finance import access, commands
from wherehold.finance.queries import books
from wherehold.finance.shown import policies
from wherehold.finance.web.forms import BookForm, PolicyForm
from wherehold.kernel.errors import NotAllowed, NotFound, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest

either = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def money(request: AuthedRequest, code: str = "") -> HttpResponse:
    """Show a book, the first one unless another is named: what is in it, how it depreciates."""
    if not (request.auth.may_somewhere(access.SEE) or request.auth.may_somewhere(access.KEEP)):
        raise NotAllowed({"actor": request.auth.name, "permission": access.SEE})
    found = books.books(actor=request.auth)
    context: dict[str, Any] = {"books": found, "may_keep": request.auth.may_everywhere(access.KEEP)}
    if code or found:
        book = _book(request, code or found[0]["code"])
        context |= {
            "book": book,
            "standing": books.standing(actor=request.auth, book_id=book["id"]),
            "policies": policies(actor=request.auth, book_id=book["id"]),
        }
    return render(request, "finance/money.html", context)


@either
def new_book(request: AuthedRequest) -> HttpResponse:
    """Ask for a book, and open it."""
    _must_keep(request)
    form, refusal = BookForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            commands.open_book(actor=request.auth, **form.cleaned_data)
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            return HttpResponseRedirect(reverse("finance:policy", args=[form.cleaned_data["code"]]))
    status = 422 if refusal or form.errors else 200
    context = {"form": form, "refusal": refusal}
    return render(request, "finance/new_book.html", context, status=status)


@either
def policy(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask how a book depreciates a category, and have it so."""
    _must_keep(request)
    book = _book(request, code)
    form, refusal = PolicyForm(request.POST or None, request.auth), None
    if request.method == "POST" and form.is_valid():
        try:
            drafts = [form.draft()]
            commands.set_policies(actor=request.auth, book_id=book["id"], policies=drafts)
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            return HttpResponseRedirect(reverse("finance:book", args=[code]))
    status = 422 if refusal or form.errors else 200
    context = {"form": form, "refusal": refusal, "book": book}
    return render(request, "finance/policy.html", context, status=status)


@require_POST
def take_in(request: AuthedRequest, code: str) -> HttpResponse:
    """Take what has a price into a book."""
    book = _book(request, code)
    total, after = 0, 0
    while True:
        taken = commands.take_in(actor=request.auth, book_id=book["id"], after=after)
        total += taken.lines
        if taken.after is None:
            break
        after = taken.after
    text = ngettext("Took in {number} thing.", "Took in {number} things.", total)
    toasts.say(request, text.format(number=total))
    return HttpResponseRedirect(reverse("finance:book", args=[code]))


def _book(request: AuthedRequest, code: str) -> dict[str, Any]:
    for one in books.books(actor=request.auth):
        if one["code"] == code:
            return one
    raise NotFound({"what": "book", "key": code})


def _must_keep(request: AuthedRequest) -> None:
    if not request.auth.may_everywhere(access.KEEP):
        raise NotAllowed({"actor": request.auth.name, "permission": access.KEEP})
