"""How allauth fits in here: it checks passwords and second factors; the rest is ours."""

import base64
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wherehold.accounts import commands, sessions
from wherehold.accounts.actors import anonymous
from wherehold.kernel import organisation

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*\Z")


def is_ours(url: str | None) -> bool:
    """Say whether an address is a path of ours: nothing with a host, nothing a browser bends."""
    return bool(url and _OURS.match(url))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Password sign-in: closed to strangers, and each sign-in is noted."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts are made by whoever manages them."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Say whether to redirect there after signing in."""
        return is_ours(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the caller's address, which no header but a trusted proxy's can change."""
        return str(request.META.get("REMOTE_ADDR") or "unknown")

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in under a new session key, and note the browser."""
        super().login(request, user)
        request.session.cycle_key()
        commands.begin_session(
            actor=anonymous("web"),
            user_id=user.pk,
            session_key=sessions.digest(request.session.session_key or ""),
            agent=request.META.get("HTTP_USER_AGENT", ""),
            address=self.get_client_ip(request),
        )

    def post_login(self, request: HttpRequest, user: Any, **how: Any) -> HttpResponse:  # noqa: ANN401
        """Go on to the page that was asked for, or home."""
        url = how.get("redirect_url")
        return HttpResponseRedirect(str(url) if is_ours(url) else "/")

    def add_message(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Say nothing: our own pages say what was done."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: our own commands write the messages."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors and passkeys."""

    def encrypt(self, text: str) -> str:
        """Seal a secret for the database."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret from the database."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name that the authenticator app shows."""
        return organisation.current().name or "Wherehold"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return to whom passkeys belong: the host name of the configured address."""
        host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
        return {"id": host, "name": self.get_totp_issuer()}


def _box() -> "Fernet":
    # Six megabytes that an installation at rest does without.
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derived = HKDF(SHA256(), 32, salt=None, info=b"wherehold second factors")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
