"""Where somebody said they are: a signed cookie that lasts a quarter of an hour."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from wherehold.kernel.actor import Actor
from wherehold.scan import queries
from wherehold.scan.grammar import Spot

SECONDS = 15 * 60
_SALT = "wherehold.here"


def name() -> str:
    """Return the name of the cookie, beside that of the session."""
    return settings.SESSION_COOKIE_NAME.replace("session", "here")


def place_id(request: HttpRequest) -> int | None:
    """Return the place that the request says one is at, if that is fresh and for this person."""
    try:
        who, place = signing.loads(request.COOKIES.get(name(), ""), salt=_SALT, max_age=SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    actor: Actor | None = getattr(request, "auth", None)
    return int(place) if actor is not None and actor.party_id == who else None


def place(request: HttpRequest) -> Spot | None:
    """Return the same place with its name, as far as one may see it."""
    number = place_id(request)
    actor: Actor | None = getattr(request, "auth", None)
    if number is None or actor is None:
        return None
    return queries.spot(actor=actor, key=f"place:{number}")


def remember(response: HttpResponse, actor: Actor, number: int) -> None:
    """Let the browser say for a quarter of an hour that one is at a place."""
    value = signing.dumps([actor.party_id, number], salt=_SALT)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(
        name(), value, max_age=SECONDS, secure=secure, httponly=True, samesite="Lax"
    )


def forget(response: HttpResponse) -> None:
    """Let the browser say so no longer."""
    response.delete_cookie(name())
