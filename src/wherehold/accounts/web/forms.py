"""What people fill in to get in and to look after their account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wherehold.ui.schema import ID_MAX

_KEEP = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


class SignInForm(forms.Form):
    """E-mail and password."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username webauthn", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"), max_length=128, strip=False, widget=forms.PasswordInput(attrs=_KEEP)
    )


class CodeForm(forms.Form):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class PasswordForm(forms.Form):
    """The present password."""

    password = forms.CharField(
        label=_("Password"), max_length=128, strip=False, widget=forms.PasswordInput(attrs=_KEEP)
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_("12 characters or more. A few words that mean something to you do well."),
        widget=forms.PasswordInput(attrs=_NEW),
    )
    again = forms.CharField(
        label=_("Once more"), max_length=200, strip=False, widget=forms.PasswordInput(attrs=_NEW)
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given = super().clean() or {}
        if given.get("password") != given.get("again"):
            self.add_error("again", _("This differs from the one above."))
        return given


class EmailForm(forms.Form):
    """An e-mail address."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


class PasskeyForm(forms.Form):
    """What the browser's authenticator answered, and what to call it."""

    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    credential = forms.JSONField(max_length=20_000)


class SpotForm(forms.Form):
    """A place and a category; without them all."""

    place = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)
    category = forms.IntegerField(required=False, min_value=1, max_value=ID_MAX)


class GiveForm(SpotForm):
    """Somebody who gets a role, where it holds and until when."""

    user = forms.IntegerField(min_value=1, max_value=ID_MAX)
    until = forms.DateField(required=False)


class GrantForm(SpotForm):
    """A role, where it holds and until when."""

    role = forms.SlugField(max_length=40)
    until = forms.DateField(required=False)


class InviteForm(GrantForm):
    """Somebody new, with a first role."""

    email = forms.CharField(max_length=254)
    name = forms.CharField(max_length=200, required=False)


class TokenForm(forms.Form):
    """A key for programs."""

    name = forms.CharField(label=_("What it is for"), max_length=80)
    days = forms.IntegerField(min_value=1, max_value=365, initial=90)
    scopes = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, scopes: list[tuple[str, Any]], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = scopes
