"""E-mail addresses as names of accounts."""

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid


class NoEmail(Invalid):
    """The text is not an e-mail address."""

    code = "accounts.no_email"
    title = _("Not an e-mail address")
    message = _("{email!r} is not an e-mail address.")


def address_of(email: str) -> str:
    """Return the form of an e-mail under which its account is kept and found.

    Case and width never tell two accounts apart, and nothing else makes them one.

    Raises: NoEmail.
    """
    text = unicodedata.normalize("NFKC", email).strip().casefold()
    try:
        validate_email(text)
    except ValidationError:
        raise NoEmail({"email": email[:100]}) from None
    return text
