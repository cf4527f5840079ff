"""The organisation: its name, clock, money, numbering, and the modules that are switched on."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from wherehold.accounts.templatetags.settings_pages import grouped
from wherehold.accounts.web.doors import either
from wherehold.kernel import commands, organisation
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.register.queries import tallies
from wherehold.ui import toasts
from wherehold.ui.request import AuthedRequest

MODULES = (
    ("maintenance", "wrench", lazy("Maintenance"), lazy("Service and safety checks on a date")),
    ("money", "wallet", lazy("Money"), lazy("Book values and depreciation")),
    ("refresh", "refresh-cw", lazy("Refresh plan"), lazy("When what is to be replaced")),
    ("compliance", "shield-check", lazy("Compliance"), lazy("Evidence for auditors")),
    ("licences", "key-round", lazy("Licences"), lazy("What software may be used by whom")),
)


class OrganisationForm(forms.Form):
    """Settings of the organisation."""

    name = forms.CharField(label=lazy("Name"), max_length=200)
    time_zone = forms.ChoiceField(label=lazy("Time zone"))
    currency = forms.CharField(
        label=lazy("Currency"), max_length=3, help_text=lazy("Three letters, such as EUR")
    )
    tag_prefix = forms.CharField(
        label=lazy("Tags begin with"), max_length=12, required=False, strip=False
    )
    tag_digits = forms.IntegerField(label=lazy("Digits"), min_value=1, max_value=12)
    tag_next = forms.IntegerField(label=lazy("Next number"), min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(zone, zone) for zone in sorted(available_timezones())]


def must_set(request: AuthedRequest) -> None:
    """Refuse somebody who may not change settings.

    Raises: NotAllowed.
    """
    if not request.auth.may_everywhere("settings.manage"):
        raise NotAllowed({"actor": request.auth.name, "permission": "settings.manage"})


@require_safe
def settings_home(request: AuthedRequest) -> HttpResponse:
    """List the settings pages that one may open."""
    return render(request, "accounts/settings.html", {"groups": grouped(request.auth)})


@either
def organisation_page(request: AuthedRequest) -> HttpResponse:
    """Show the organisation's settings, or change them."""
    must_set(request)
    now = organisation.current()
    form = OrganisationForm(request.POST or None, initial=vars(now))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_organisation(actor=request.auth, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            toasts.say(request, _("Saved."))
            return HttpResponseRedirect(reverse("accounts:organisation"))
    example = f"{now.tag_prefix}{now.tag_next:0{now.tag_digits}d}"
    status = 422 if form.errors else 200
    context = {"form": form, "example": example}
    return render(request, "accounts/organisation.html", context, status=status)


@require_safe
def modules(request: AuthedRequest) -> HttpResponse:
    """Show the modules, with how much of what they need is there already."""
    must_set(request)
    on = set(organisation.current().modules)
    ready = _readiness(request)
    shown = [
        {"code": code, "icon": icon, "name": name, "hint": hint, "on": code in on, **ready[code]}
        for code, icon, name, hint in MODULES
    ]
    return render(request, "accounts/modules.html", {"modules": shown})


def _readiness(request: AuthedRequest) -> dict[str, dict[str, Any]]:
    """Return what each module needs, and how many of a hundred things have it, where known."""
    counted = tallies.totals(actor=request.auth)

    def share(lacking: int) -> int:
        return 100 * (counted.assets - lacking) // counted.assets if counted.assets else 0

    return {
        "maintenance": {"needs": _("Needs a next check date"), "share": None},
        "money": {"needs": _("priced"), "share": share(counted.unpriced)},
        "refresh": {"needs": _("Needs purchase date and model"), "share": None},
        "compliance": {"needs": _("placed"), "share": share(counted.unplaced)},
        "licences": {"needs": _("Needs a list of software bought"), "share": None},
    }


@require_POST
def switch(request: AuthedRequest, code: str) -> HttpResponse:
    """Switch a module on or off; what it knows is kept either way."""
    must_set(request)
    on = set(organisation.current().modules) & {known[0] for known in MODULES}
    changed = on | {code} if "on" in request.POST else on - {code}
    known = [one[0] for one in MODULES if one[0] in changed]
    commands.change_organisation(actor=request.auth, modules=known)
    toasts.say(request, _("Saved."))
    return HttpResponseRedirect(reverse("accounts:modules"))
