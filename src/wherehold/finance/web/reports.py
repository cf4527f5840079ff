"""Reports of books in the browser, and what their figures lack."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wherehold.finance import reports, showing, writing
from wherehold.finance.calculator import day
from wherehold.finance.queries import gaps
from wherehold.finance.refusals import refusing
from wherehold.finance.web.shared import book_of, must_see_all
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.ui.request import AuthedRequest


@require_safe
def missing(request: AuthedRequest) -> HttpResponse:
    """Show of which kinds of things prices and days are missing, the worst first."""
    if not request.auth.may_somewhere("asset.price"):
        raise NotAllowed({"actor": request.auth.name, "permission": "asset.price"})
    known, worst = gaps.known(actor=request.auth), gaps.worst(actor=request.auth)
    return render(request, "finance/missing.html", {"known": known, "worst": worst})


@require_safe
def chosen(request: AuthedRequest, code: str) -> HttpResponse:
    """List the reports that there are of a book."""
    must_see_all(request)
    book = book_of(request, code)
    context = {"book": book, "reports": reports.REPORTS}
    return render(request, "finance/reports.html", context)


@require_safe
def report(request: AuthedRequest, code: str, name: str) -> HttpResponse:
    """Show a report as at a day."""
    must_see_all(request)
    book, asked = book_of(request, code), _asked(request, code)
    _must_be_known(name)
    with refusing():
        found = reports.report(request.auth, name, asked)
    context = {"book": book, "asked": asked, "kind": reports.REPORTS[name]}
    context |= {"query": request.GET.urlencode(), "forms": list(writing.FORMS)}
    context |= showing.table(found)
    return render(request, "finance/report.html", context)


@require_safe
def file(request: AuthedRequest, code: str, name: str) -> HttpResponse:
    """Give a report as a file: CSV, a workbook, a document."""
    must_see_all(request)
    form = request.GET.get("form", "csv")
    if form not in writing.FORMS:
        raise NotFound({"what": _("format"), "key": form[:20]})
    _must_be_known(name)
    kind, write = writing.FORMS[form]
    asked = _asked(request, code)
    with refusing():
        made = write(reports.report(request.auth, name, asked))
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{name}-{asked.as_at}.{form}"'
    return answer


def _must_be_known(name: str) -> None:
    if name not in reports.REPORTS:
        raise NotFound({"what": _("report"), "key": name[:20]})


def _asked(request: AuthedRequest, code: str) -> reports.Asked:
    """Return what a report is asked for, from the address."""

    def told(name: str) -> date | None:
        text = request.GET.get(name, "")
        return day(text) if text else None

    by = "cost-centre" if request.GET.get("by") == "cost-centre" else "class"
    with refusing():
        return reports.Asked(code=code, begins=told("begins"), ends=told("ends"), by=by)
