"""The pages of books."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from wherehold.finance import access, commands, overview
from wherehold.finance.queries import books
from wherehold.finance.refusals import refusing
from wherehold.finance.shown import policies as policies_of
from wherehold.finance.web.forms import BookForm, PolicyForm
from wherehold.finance.web.shared import book_of, must_keep
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.ui import refusals
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
        book = book_of(request, code or found[0]["code"])
        context |= {
            "book": book,
            "standing": books.standing(actor=request.auth, book_id=book["id"]),
            "ready": bool(policies_of(actor=request.auth, book_id=book["id"])),
            "waiting": books.to_take_in(actor=request.auth, book_id=book["id"]),
        }
        with refusing():
            asked = request.GET.get("month", "")
            context |= overview.page(actor=request.auth, book=book, month=asked)
    return render(request, "finance/money.html", context)


@either
def new_book(request: AuthedRequest) -> HttpResponse:
    """Ask for a book, and open it."""
    must_keep(request)
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


@require_safe
def policies(request: AuthedRequest, code: str) -> HttpResponse:
    """Show how a book depreciates."""
    book = book_of(request, code)
    found = policies_of(actor=request.auth, book_id=book["id"])
    may_keep = request.auth.may_everywhere(access.KEEP)
    context = {"book": book, "policies": found, "may_keep": may_keep}
    return render(request, "finance/policies.html", context)


@either
def policy(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask how a book depreciates a category, and have it so."""
    must_keep(request)
    book = book_of(request, code)
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
