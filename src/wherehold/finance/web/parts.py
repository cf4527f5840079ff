"""Parts of things with lives of their own, and things for another company, in the browser."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wherehold.finance import commands
from wherehold.finance.commands.changes import WAYS as DISPOSALS
from wherehold.finance.queries import books, values
from wherehold.finance.queries.values import InBook
from wherehold.finance.web.changes import either
from wherehold.finance.web.forms import with_amounts
from wherehold.finance.words import WAYS
from wherehold.kernel import clock
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.ui import refusals, toasts
from wherehold.ui.request import AuthedRequest, leave


class DayForm(forms.Form):
    """What is asked of all that happens: the day, a note."""

    on = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, given: Any, one: InBook) -> None:  # noqa: ANN401
        super().__init__(given, initial={"on": clock.today()})
        self.one = one
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])

    def clean(self) -> dict[str, Any]:
        """Read amounts as people write them, in the currency of the book."""
        return with_amounts(self, self.one.book["currency"])


class PartForm(DayForm):
    """A part with a life of its own."""

    name = forms.CharField(
        label=gettext_lazy("Part"), max_length=80, help_text=gettext_lazy("Roof, lift, engine")
    )
    amount = forms.CharField(label=gettext_lazy("Its share of the cost"), max_length=24)
    months = forms.IntegerField(
        label=gettext_lazy("Months that are left"), min_value=1, max_value=4000
    )
    residual = forms.CharField(label=gettext_lazy("Residual value"), max_length=24, required=False)

    def draft(self) -> commands.DivisionDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        part = commands.PartDraft(
            name=said["name"],
            cost_minor=said["amount"] or 0,
            months=said["months"],
            residual_minor=said["residual"],
        )
        return commands.DivisionDraft(
            asset_id=self.one.asset_id,
            on=said["on"],
            parts=[part],
            part=self.one.part,
            note=said["note"],
        )


class ReplacementForm(PartForm):
    """How a part goes, and what comes in its place."""

    how = forms.ChoiceField(
        label=gettext_lazy("How the old part goes"),
        choices=[(key, WAYS[key]) for key in DISPOSALS],
        initial="scrap",
    )
    proceeds = forms.CharField(label=gettext_lazy("What it brought"), max_length=24, required=False)
    costs = forms.CharField(label=gettext_lazy("What that cost"), max_length=24, required=False)

    def __init__(self, given: Any, one: InBook) -> None:  # noqa: ANN401
        super().__init__(given, one)
        self.order_fields(["on", "how", "proceeds", "costs", "name", "amount", "months"])
        self.fields["name"].label = _("The new part")
        self.fields["name"].help_text = _("A name that it alone has, such as Roof of 2026")
        self.fields["amount"].label = _("What the new part cost")
        self.fields["months"].label = _("Months that it lasts")

    def replacement(self) -> commands.ReplacementDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        return commands.ReplacementDraft(
            asset_id=self.one.asset_id,
            part=self.one.part,
            on=said["on"],
            way=said["how"],
            name=said["name"],
            cost_minor=said["amount"] or 0,
            months=said["months"],
            residual_minor=said["residual"] or 0,
            proceeds_minor=said["proceeds"] or 0,
            costs_minor=said["costs"] or 0,
            note=said["note"],
        )


class CompanyForm(DayForm):
    """To which other company's book a thing goes."""

    book = forms.TypedChoiceField(label=gettext_lazy("To the book"), coerce=int)
    rate = forms.CharField(
        label=gettext_lazy("Rate, where its currency is another"), max_length=24, required=False
    )

    def __init__(self, given: Any, one: InBook, others: list[dict[str, Any]]) -> None:  # noqa: ANN401
        super().__init__(given, one)
        field = self.fields["book"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (one["id"], f"{one['company'] or '-'}: {one['name']}, {one['currency']}")
            for one in others
        ]

    def draft(self) -> commands.CompanyTransferDraft:
        """Return what the command takes."""
        said = self.cleaned_data
        return commands.CompanyTransferDraft(
            asset_id=self.one.asset_id, on=said["on"], rate=said["rate"].strip(), note=said["note"]
        )


@either
def divide(request: AuthedRequest, asset_id: int, code: str) -> HttpResponse:
    """Ask for a part with a life of its own, and divide a thing."""
    one = _part(request, asset_id, code)
    form = PartForm(request.POST or None, one)

    def act() -> None:
        commands.divide_things(actor=request.auth, book_id=one.book["id"], divisions=[form.draft()])

    return _asked(request, form, _("Divide into parts"), act)


@either
def replace(request: AuthedRequest, asset_id: int, code: str) -> HttpResponse:
    """Ask how a part goes and what comes in its place, and have it so."""
    one = _part(request, asset_id, code)
    form = ReplacementForm(request.POST or None, one)

    def act() -> None:
        commands.replace_parts(
            actor=request.auth, book_id=one.book["id"], replacements=[form.replacement()]
        )

    return _asked(request, form, _("Replace {part}").format(part=one.part), act)


@either
def to_company(request: AuthedRequest, asset_id: int, code: str) -> HttpResponse:
    """Ask to which other company's book a thing goes, and have it so."""
    one = values.parts_in_book(actor=request.auth, asset_id=asset_id, code=code)[0]
    company = one.book["company"]
    others = [each for each in books.books(actor=request.auth) if each["company"] != company]
    if not others:
        raise NotFound({"what": _("company"), "key": code})
    form = CompanyForm(request.POST or None, one, others)

    def act() -> None:
        book_id = form.cleaned_data["book"]
        commands.hand_to_company(
            actor=request.auth, from_id=one.book["id"], to_id=book_id, transfers=[form.draft()]
        )

    return _asked(request, form, _("To another company"), act)


def _part(request: AuthedRequest, asset_id: int, code: str) -> InBook:
    part = request.GET.get("part", "")
    return values.in_book(actor=request.auth, asset_id=asset_id, code=code, part=part)


def _asked(
    request: AuthedRequest, form: DayForm, title: str, act: Callable[[], None]
) -> HttpResponse:
    """Show a form, or do what it says."""
    one, refusal = form.one, None
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refusal as error:
            refusal = refusals.shown(error)
        else:
            toasts.say(request, _("Noted. It counts from that month on."))
            back = reverse("desk:asset", args=[one.asset_id])
            return leave(request, f"{back}/value?book={one.book['code']}")
    context = {"form": form, "refusal": refusal, "one": one, "title": title}
    status = 422 if refusal or form.errors else 200
    return render(request, "finance/change.html", context, status=status)
