"""What happens to a thing in its books, in the browser."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wherehold.finance import commands
from wherehold.finance.queries import values
from wherehold.finance.web.forms import ChangeForm, DisposalForm
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave

either = require_http_methods(["GET", "HEAD", "POST"])


@either
def change(request: AuthedRequest, asset_id: int, code: str, kind: str) -> HttpResponse:
    """Ask what happened to a thing in a book, and have it so."""
    part = request.GET.get("part", "")
    one = values.in_book(actor=request.auth, asset_id=asset_id, code=code, part=part)
    if kind not in ChangeForm.KINDS:
        raise NotFound({"what": _("change"), "key": kind[:20]})
    form, refusal = ChangeForm(request.POST or None, kind, one), None
    if request.method == "POST" and form.is_valid():
        try:
            drafts = [form.draft()]
            commands.change(actor=request.auth, book_id=one.book["id"], changes=drafts)
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Noted. It counts from that month on."))
            return leave(request, f"{reverse('desk:asset', args=[asset_id])}/value?book={code}")
    context = {"form": form, "refusal": refusal, "one": one, "title": form.title}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/change.html", context, status=status)


@either
def dispose(request: AuthedRequest, asset_id: int) -> HttpResponse:
    """Ask how a thing is let go, and take it out of all books."""
    found = values.of_asset(actor=request.auth, asset_id=asset_id)
    if not found:
        raise NotFound({"what": _("line"), "key": asset_id})
    form, refusal = DisposalForm(request.POST or None, found), None
    if request.method == "POST" and form.is_valid():
        try:
            commands.dispose(actor=request.auth, disposals=[form.draft()])
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("It is out of the books."))
            return leave(request, f"{reverse('desk:asset', args=[asset_id])}/value")
    context = {"form": form, "refusal": refusal, "one": found[0], "title": _("Let go")}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/change.html", context, status=status)
