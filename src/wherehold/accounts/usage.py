"""What was used and when, kept in memory until a thread writes it down: no request does."""

from datetime import datetime
from threading import Lock

from wherehold.kernel import clock

_lock = Lock()
_tokens: dict[int, datetime] = {}
_sessions: dict[str, datetime] = {}


def token(token_id: int) -> None:
    """Note that a token was used just now."""
    _tokens[token_id] = clock.now()


def session(session_key: str) -> None:
    """Note that a session was used just now."""
    _sessions[session_key] = clock.now()


def drain() -> tuple[dict[int, datetime], dict[str, datetime]]:
    """Return what was noted since the last time, by token and by session, and forget it."""
    global _tokens, _sessions
    with _lock:
        tokens, _tokens = _tokens, {}
        sessions, _sessions = _sessions, {}
    return tokens, sessions
