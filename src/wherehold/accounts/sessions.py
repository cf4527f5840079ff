"""Sessions kept under a digest of their key: what lies in the database opens nothing."""

import hashlib
from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from wherehold.kernel import clock, written

DIGEST_BYTES = 20


def digest(session_key: str) -> str:
    """Return the name under which a session is kept: 160 bits, in hex."""
    return hashlib.blake2s(session_key.encode(), digest_size=DIGEST_BYTES).hexdigest()


class SessionStore(DatabaseStore):
    """Django's sessions in the database, by the digest of the key in the cookie."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        rows = written.asked(_session, (), digest(self.session_key or ""), clock.now())
        found: Session | None = next(iter(rows), None)
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session with this key."""
        return super().exists(digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Return the row to save."""
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Delete the session with this key, or this one."""
        key = session_key or self.session_key
        if key is not None:
            self.model.objects.filter(session_key=digest(key)).delete()


def _session(_given: tuple[()], key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
