"""What a password must not be, beside what Django's own validators refuse."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from wherehold.accounts.models import User
from wherehold.kernel import organisation

LENGTH_MAX = 128
WORD_MIN = 4


class Bounded:
    """Refuses passwords so long that hashing them is work: never cuts them."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is too long."""
        if len(password) > LENGTH_MAX:
            raise ValidationError(_("Use %(most)d characters or fewer.") % {"most": LENGTH_MAX})

    def get_help_text(self) -> str:
        """Say it beforehand."""
        return _("At most %(most)d characters.") % {"most": LENGTH_MAX}


class NotOurWords:
    """Refuses passwords made of what anybody would try here first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that little is left of without such words."""
        rest = password.casefold()
        words = ["wherehold", *organisation.current().name.casefold().split()]
        if user is not None:
            words += user.email.casefold().replace("@", " ").replace(".", " ").split()
        for word in words:
            if len(word) >= WORD_MIN:
                rest = rest.replace(word, "")
        if len(rest) < len(password) and len(rest) < 8:
            raise ValidationError(
                _("Leave out the names of the product, the organisation and the account.")
            )

    def get_help_text(self) -> str:
        """Say it beforehand."""
        return _("Not made of the names of the product, the organisation or the account.")
