"""What the first administrator fills in."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

NEW = {"autocomplete": "new-password"}
REGIONS = "Africa/ America/ Antarctica/ Arctic/ Asia/ Atlantic/ Australia/ Europe/ Indian/ Pacific/"
COMMON = ("EUR", "USD", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CZK", "CAD", "AUD", "JPY")


def time_zones() -> list[tuple[str, str]]:
    """Return the time zones that a place on earth has."""
    named = sorted(z for z in available_timezones() if z.startswith(tuple(REGIONS.split())))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


def currencies() -> list[tuple[str, str]]:
    """Return the currencies, those first that are asked for most."""
    from babel.core import get_global

    others = sorted(set(get_global("all_currencies")) - set(COMMON))
    return [(code, code) for code in (*COMMON, *others)]


class WelcomeForm(forms.Form):
    """Whose installation it is, and who looks after it first."""

    organisation = forms.CharField(label=_("Name of the organisation"), max_length=200)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, initial="UTC")
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies, initial="EUR")
    name = forms.CharField(label=_("Your name"), max_length=200)
    email = forms.CharField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in by it."),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("12 characters or more. A few words that mean something to you do well."),
        widget=forms.PasswordInput(attrs=NEW),
    )
    again = forms.CharField(
        label=_("Once more"), max_length=200, strip=False, widget=forms.PasswordInput(attrs=NEW)
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two passwords that differ."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("The two are not the same."))
        return given
