"""The months of a book in the browser: previewed, posted, closed, opened again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.finance import commands, posting
from wherehold.finance import journal as journals
from wherehold.finance import running as jobs
from wherehold.finance.calculator import day
from wherehold.finance.months import named
from wherehold.finance.overview import words_of
from wherehold.finance.queries import periods
from wherehold.finance.refusals import refusing
from wherehold.finance.web.shared import book_of, month_of
from wherehold.kernel import sheets
from wherehold.kernel.errors import Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, is_fragment, leave

either = require_http_methods(["GET", "HEAD", "POST"])
TYPES = {**sheets.TYPES, "json": "application/json"}


@require_POST
def take_in(request: AuthedRequest, code: str) -> HttpResponse:
    """Take what has a price into a book: what is much goes on in the background."""
    book = book_of(request, code)
    taken = commands.take_in(actor=request.auth, book_id=book["id"])
    if taken.after is not None:
        jobs.begin(request.auth, book["id"], "take-in", after=str(taken.after))
    text = ngettext("Took in {number} thing.", "Took in {number} things.", taken.lines)
    toasts.say(request, text.format(number=taken.lines))
    return leave(request, reverse("finance:book", args=[code]))


@require_safe
def running(request: AuthedRequest, code: str) -> HttpResponse:
    """Show how far it is with what is done in the background; when it is over, the page again."""
    book = book_of(request, code)
    progress = jobs.progress(request.auth, book["id"])
    if is_fragment(request) and progress and not progress.running:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "finance/running.html", {"book": book, "progress": progress})


@require_safe
def month(request: AuthedRequest, code: str, month: str) -> HttpResponse:
    """Show what a month comes to, reckoned or posted."""
    book, found = month_of(request, code, month)
    seen = periods.preview(actor=request.auth, period_id=found.id or 0)
    context = {"book": book, "seen": seen, "month": found, "words": words_of(found.begins)}
    context |= {"formats": journals.FORMS, "me": request.auth.party_id}
    return render(request, "finance/month.html", context)


@require_POST
def preview(request: AuthedRequest, code: str, month: str) -> HttpResponse:
    """Reckon a month: at once, or in the background where there is much."""
    book = book_of(request, code)
    with refusing():
        begins = named(month)
    if periods.size(actor=request.auth, book_id=book["id"]) > jobs.AT_ONCE_MAX:
        jobs.begin(request.auth, book["id"], "reckon", begins=begins.isoformat())
        return leave(request, f"{reverse('finance:book', args=[code])}?month={month}")
    posting.reckon(actor=request.auth, book_id=book["id"], begins=begins)
    return leave(request, reverse("finance:month", args=[code, month]))


@require_POST
def post(request: AuthedRequest, code: str, month: str) -> HttpResponse:
    """Post a month that was reckoned."""
    _book, found = month_of(request, code, month)
    posted = commands.post(actor=request.auth, period_id=found.id or 0)
    text = _("Posted {month}: {lines} lines.")
    toasts.say(request, text.format(month=words_of(posted.begins), lines=posted.lines))
    return leave(request, f"{reverse('finance:book', args=[code])}?month={month}")


@require_POST
def post_through(request: AuthedRequest, code: str) -> HttpResponse:
    """Post all months that are over by a day, in the background."""
    book = book_of(request, code)
    with refusing():
        through = day(request.POST.get("through", ""))
    jobs.begin(request.auth, book["id"], "post", through=through.isoformat())
    toasts.say(request, _("Posting goes on in the background."))
    return leave(request, reverse("finance:book", args=[code]))


@require_POST
def close(request: AuthedRequest, code: str, month: str) -> HttpResponse:
    """Close a posted month."""
    _book, found = month_of(request, code, month)
    commands.close(actor=request.auth, period_id=found.id or 0)
    toasts.say(request, _("Closed {month}.").format(month=words_of(found.begins)))
    return leave(request, f"{reverse('finance:book', args=[code])}?month={month}")


@either
def reopen(request: AuthedRequest, code: str, month: str) -> HttpResponse:
    """Ask to have a closed month opened again, or open it as another person asked."""
    book, found = month_of(request, code, month)
    refusal = None
    if request.method == "POST":
        try:
            _reopen(request, found)
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            return leave(request, reverse("finance:month", args=[code, month]))
    context = {"book": book, "month": found, "words": words_of(found.begins), "refusal": refusal}
    return render(request, "finance/reopen.html", context, status=422 if refusal else 200)


def _reopen(request: AuthedRequest, found: periods.Month) -> None:
    if found.reopen_by_id and "reason" not in request.POST:
        commands.reopen(actor=request.auth, period_id=found.id or 0)
        toasts.say(request, _("Opened {month} again.").format(month=words_of(found.begins)))
    else:
        reason = request.POST.get("reason", "")
        commands.ask_reopening(actor=request.auth, period_id=found.id or 0, reason=reason)
        toasts.say(request, _("Asked. Somebody else has to open it."))


@require_safe
def journal(request: AuthedRequest, code: str, month: str, form: str) -> HttpResponse:
    """Give the journal of a posted month as a file."""
    found = periods.journal(actor=request.auth, code=code, period=month)
    written = journals.as_file(found, form)
    answer = HttpResponse(written, content_type=TYPES.get(form, "text/plain; charset=utf-8"))
    answer["Content-Disposition"] = f'attachment; filename="{code}-{month}.{form}"'
    return answer
