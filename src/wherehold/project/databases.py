"""The database that a URL names, as Django wants it said."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def from_url(url: str) -> dict[str, Any]:
    """Return the settings of one database.

    Raises: ImproperlyConfigured for a scheme other than sqlite and postgresql.
    """
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return _sqlite(url)
    if scheme in {"postgresql", "postgres"}:
        return _postgresql(url)
    raise ImproperlyConfigured(
        "WHEREHOLD_DATABASE_URL begins with sqlite:/// or postgresql://, not " + repr(scheme)
    )


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": {"connect_timeout": 5, "application_name": "wherehold"}
        | dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        # A connection that the server has dropped is found out and made anew.
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(url: str) -> dict[str, Any]:
    return {
        "ENGINE": "wherehold.project.sqlite",
        "NAME": unquote(url.removeprefix("sqlite:///")) or ":memory:",
        "OPTIONS": {
            # Take the write lock at BEGIN: a command never fails halfway for want of it.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: what was acknowledged survives a power cut (NORMAL may lose the last).
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "CONN_MAX_AGE": None,
    }
