"""US tax years in the browser: what their pools come to, and what tax law grants."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.finance import commands, pooling
from wherehold.finance.calculator import day
from wherehold.finance.queries import tax_years
from wherehold.finance.refusals import refusing
from wherehold.finance.web.forms import with_amounts
from wherehold.finance.web.shared import book_of, must_keep, must_see_all
from wherehold.kernel.errors import Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave

either = require_http_methods(["GET", "HEAD", "POST"])
KINDS = {
    "special": gettext_lazy("Special allowance"),
    "expense": gettext_lazy("Expensed at once (section 179)"),
}


class AllowanceForm(forms.Form):
    """What tax law grants, and where that is said."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=list(KINDS.items()))
    begins = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends = forms.DateField(
        label=gettext_lazy("To"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    percent = forms.IntegerField(
        label=gettext_lazy("Percent"), min_value=0, max_value=100, required=False
    )
    limit = forms.CharField(label=gettext_lazy("Limit, USD"), max_length=24, required=False)
    above = forms.CharField(
        label=gettext_lazy("It falls by what is above, USD"), max_length=24, required=False
    )
    source = forms.CharField(label=gettext_lazy("Where that is said"), max_length=200)

    def clean(self) -> dict[str, object]:
        """Read amounts as people write them."""
        return with_amounts(self, "USD", ("limit", "above"))

    def draft(self) -> commands.AllowanceDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        return commands.AllowanceDraft(
            kind=said["kind"],
            begins=said["begins"],
            ends=said["ends"],
            permille=(said["percent"] or 0) * 10,
            limit_minor=said["limit"] or 0,
            above_minor=said["above"] or 0,
            source=said["source"],
        )


@require_safe
def years(request: AuthedRequest, code: str) -> HttpResponse:
    """Show the tax years of a book, and what would flip in those that are open."""
    must_see_all(request)
    book = book_of(request, code)
    allowed = tax_years.allowance_list(actor=request.auth)
    context = {
        "book": book,
        "years": pooling.shown(request.auth, code),
        "allowances": [(KINDS[one.kind], one.permille // 10, one) for one in allowed],
        "may_keep": request.auth.may_everywhere("finance.keep"),
    }
    return render(request, "finance/tax_years.html", context)


@require_POST
def lock(request: AuthedRequest, code: str) -> HttpResponse:
    """Lock a tax year."""
    with refusing():
        begins = day(request.POST.get("begins", ""))
    commands.lock_tax_year(actor=request.auth, code=code, begins=begins)
    toasts.say(request, _("Locked. What it moves is made up for in the open month."))
    return leave(request, reverse("finance:tax-years", args=[code]))


@either
def allowance(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask what tax law grants, and have it so."""
    must_keep(request)
    book, form, refusal = book_of(request, code), AllowanceForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            commands.set_allowances(actor=request.auth, allowances=[form.draft()])
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Saved."))
            return leave(request, reverse("finance:tax-years", args=[code]))
    status = 422 if refusal or form.errors else 200
    context = {"form": form, "refusal": refusal, "book": book}
    return render(request, "finance/allowance.html", context, status=status)
