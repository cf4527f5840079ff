"""Who calls the API: a program with a token, or a page of ours with its session."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, APIKeyQuery, HttpBasicAuth, HttpBearer
from ninja.utils import check_csrf

from wherehold.accounts.actors import actor_for_device, actor_for_token
from wherehold.kernel.actor import Actor
from wherehold.tracking.actors import actor_for_gateway


class Bearer(HttpBearer):
    """A token in the header `Authorization: Bearer`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who the token stands for, or None."""
        return actor_for_token(token)


class Phone(HttpBearer):
    """The key of a phone in the same header, where phones have business."""

    def __init__(self, *, ended: bool = False) -> None:
        self.ended = ended
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return whose phone it is, or None."""
        return actor_for_device(token, ended=self.ended)


class Gateway(HttpBearer):
    """The secret of a tracker or gateway in the same header, where readings are sent."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return which device reports, or None."""
        return actor_for_gateway(token)


class Password(HttpBasicAuth):
    """The secret of a tracker, or a token, as password: for devices that know no other header."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Actor | None:
        """Return who reports, or None. What they call themselves says nothing."""
        return actor_for_gateway(password) or actor_for_token(password)


class InAddress(APIKeyQuery):
    """The secret of a tracker, or a token, in the address: for devices that know no header."""

    param_name = "key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who reports, or None."""
        return (actor_for_gateway(key) or actor_for_token(key)) if key else None


class Session(APIKeyCookie):
    """The session of a signed-in browser; its writes carry the CSRF token of the page."""

    param_name = "wh_session"

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who is signed in, or None.

        Raises: HttpError when a write comes without the page's CSRF token.
        """
        actor: Actor | None = getattr(request, "auth", None)
        if actor is None:
            return None
        if check_csrf(request):
            raise HttpError(403, "The CSRF token is missing or wrong.")
        return actor.via("api")

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """Return who is signed in: the cookie was looked at before."""
        return self(request)


bearer = Bearer()
gateway = Gateway()
phone = Phone()
any_phone = Phone(ended=True)
password = Password()
in_address = InAddress()
session = Session()
