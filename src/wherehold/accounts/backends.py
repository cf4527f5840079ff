"""Who signs in, and who is signed in already: asked by each page, so by a written statement."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from wherehold.accounts.models import User
from wherehold.kernel import written


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as allauth does, by e-mail and password."""

    def get_user(self, user_id: int) -> User | None:
        """Return a user with who they are; none without an open account. One statement."""
        user: User | None = next(iter(written.asked(_user, (), user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


def _user(_given: tuple[()], user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)
