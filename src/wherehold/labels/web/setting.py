"""What is set once: printers and how far off they print, own stocks, the public page."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wherehold.kernel import organisation
from wherehold.kernel.errors import Refusal
from wherehold.labels import access, commands
from wherehold.labels import calibration as sheets
from wherehold.labels.design import Design
from wherehold.labels.queries import saved
from wherehold.labels.web.forms import BASES
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

either = require_http_methods(["GET", "HEAD", "POST"])


class PrinterForm(forms.Form):
    """A printer, and what was measured on its calibration page."""

    name = forms.CharField(max_length=80, label=lazy("Name"))
    profile = forms.ChoiceField(choices=BASES, label=lazy("Kind"))
    right_mm = forms.FloatField(min_value=-20, max_value=20, initial=0, label=lazy("Right"))
    down_mm = forms.FloatField(min_value=-20, max_value=20, initial=0, label=lazy("Down"))
    percent = forms.FloatField(min_value=90, max_value=110, initial=100, label=lazy("Scale"))


class StockForm(forms.Form):
    """A stock that the organisation measured. A roll has no page, columns or rows."""

    name = forms.CharField(max_length=80, label=lazy("Name"))
    label_width = forms.FloatField(min_value=5, max_value=1000, label=lazy("Label, width"))
    label_height = forms.FloatField(min_value=5, max_value=1000, label=lazy("Label, height"))
    page_width = forms.FloatField(
        min_value=5, max_value=1000, required=False, label=lazy("Page, width")
    )
    page_height = forms.FloatField(
        min_value=5, max_value=1000, required=False, label=lazy("Page, height")
    )
    columns = forms.IntegerField(min_value=1, max_value=50, initial=1, label=lazy("Columns"))
    rows = forms.IntegerField(min_value=1, max_value=100, initial=1, label=lazy("Rows"))
    left = forms.FloatField(min_value=0, initial=0, label=lazy("First label, from the left"))
    top = forms.FloatField(min_value=0, initial=0, label=lazy("First label, from the top"))
    across = forms.FloatField(
        min_value=0, required=False, label=lazy("From one to the next, across")
    )
    down = forms.FloatField(min_value=0, required=False, label=lazy("From one to the next, down"))
    printer = forms.ChoiceField(choices=BASES, label=lazy("Printer"))
    rfid = forms.BooleanField(required=False, label=lazy("Radio tags are in the labels"))

    def table(self) -> dict[str, Any]:
        """Return the stock as a table of the file has it; numbers as text, without fractions."""
        said = self.cleaned_data
        label = (said["label_width"], said["label_height"])
        page = (said["page_width"] or label[0], said["page_height"] or label[1])
        pitch = (said["across"] or label[0], said["down"] or label[1])
        pairs = {"label": label, "page": page, "pitch": pitch, "first": (said["left"], said["top"])}
        table: dict[str, Any] = {name: [f"{n:g}" for n in pair] for name, pair in pairs.items()}
        table["grid"] = [said["columns"], said["rows"]]
        return table | {"printer": said["printer"], "rfid": said["rfid"]}


class PublicForm(forms.Form):
    """What a stranger is told who scans a label, and the number at GS1."""

    found_message = forms.CharField(
        max_length=2_000, required=False, widget=forms.Textarea, label=lazy("Message to finders")
    )
    contact_form = forms.BooleanField(required=False, label=lazy("Let finders write to you"))
    contact_email = forms.EmailField(required=False, label=lazy("Mail it to"))
    company_prefix = forms.CharField(
        max_length=12, required=False, label=lazy("GS1 company prefix")
    )


@require_POST
def save_printer(request: AuthedRequest) -> HttpResponse:
    """Keep a printer as it was calibrated."""
    form, back = PrinterForm(request.POST), request.POST.get("back", "")
    if form.is_valid():
        said = dict(form.cleaned_data)
        scale = said.pop("percent") / 100
        number = commands.save_printer(actor=request.auth, scale=scale, **said)
        toasts.say(request, _("Saved."))
        back = f"{back}&printer=printer-{number}"
    else:
        toasts.say(
            request, " ".join(str(e) for each in form.errors.values() for e in each), level="warn"
        )
    return HttpResponseRedirect(f"{reverse('labels:labels')}?{back}")


@require_safe
def calibration(request: AuthedRequest) -> HttpResponse:
    """Give the calibration page of a printer for a stock."""
    access.must_print(request.auth)
    design = Design(stock=request.GET.get("stock", "L7160"), printer=request.GET.get("printer", ""))
    press = access.press(design)
    made = sheets.page(press, _sentences(press.profile.name))
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="calibration.pdf"'
    return answer


def _sentences(printer: str) -> dict[str, str]:
    return {
        "title": _("Calibration of {printer}").format(printer=printer),
        "across": _("From the left edge of the paper to the first cross: 20 mm."),
        "down": _("From the upper edge of the paper to the first cross: 20 mm."),
        "length": _("Type in how much you measure less as Right and Down; more is negative."),
    }


@either
def stocks(request: AuthedRequest) -> HttpResponse:
    """Show the stocks of the organisation's own, or add one."""
    access.must_set(request.auth)
    form = StockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            name = form.cleaned_data["name"]
            commands.save_stock(actor=request.auth, name=name, table=form.table())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("labels:stocks"))
    context = {
        "form": form,
        "own": saved.own_stocks(actor=request.auth),
        "printers": saved.own_printers(actor=request.auth),
    }
    return render(request, "labels/stocks.html", context, status=422 if form.errors else 200)


@require_POST
def archive(request: AuthedRequest, code: str) -> HttpResponse:
    """Put a stock or a printer of the organisation's own out of sight."""
    if key := access.number_in(code, "own"):
        commands.archive_stocks(actor=request.auth, stock_ids=[key])
    else:
        key = access.number_in(code, "printer") or 0
        commands.archive_printers(actor=request.auth, printer_ids=[key])
    toasts.say(request, _("Archived."))
    return HttpResponseRedirect(reverse("labels:stocks"))


@either
def public_page(request: AuthedRequest) -> HttpResponse:
    """Show what finders are told, or change it."""
    access.must_set(request.auth)
    form = PublicForm(request.POST or None, initial=organisation.current().label_options)
    if request.method == "POST" and form.is_valid():
        try:
            commands.set_public_page(actor=request.auth, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("labels:settings"))
    status = 422 if form.errors else 200
    return render(request, "labels/public_page.html", {"form": form}, status=status)
