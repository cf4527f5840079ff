"""The same call twice does its work once and gets the same answer.

The key is written in the transaction of the command. So a call that is refused leaves none and
may be mended and sent again; and a twin that comes while the first is under way waits for it, on
the unique index, and gets its answer.
"""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, Invalid
from wherehold.kernel.fields import canonical
from wherehold.kernel.models import IdempotencyKey

KEPT = timedelta(days=7)
KEY_CHARACTERS_MAX = 255
Answer = tuple[int, bytes]


class KeyReused(Conflict):
    """The key came before, with another call."""

    code = "idempotency_key_reused"
    title = _("Key used already")
    message = _("The idempotency key {key} came with another call. Use a new one.")


class BadKey(Invalid):
    """The key is empty, too long or not plain text."""

    code = "bad_idempotency_key"
    title = _("Bad idempotency key")
    message = _("An idempotency key has 1 to {limit} visible ASCII characters.")


def digest_of(*parts: object) -> bytes:
    """Return the digest of a call: of its method, path and parsed body, in canonical form."""
    return sha256(canonical(list(parts))).digest()


def replay_or_run(
    actor: Actor, key: str, body_digest: bytes, run: Callable[[], Answer], *, token: str = ""
) -> Answer:
    """Run a call, or give the answer that it was given the first time.

    `run` calls the command and returns status and body; what it raises goes to the caller and
    leaves no key. `token` is the number of the token the call came with: keys are unique by
    token, or by person where there is none.
    Raises: BadKey; KeyReused; whatever `run` raises.
    """
    if not key.isascii() or not key.isprintable() or not 0 < len(key) <= KEY_CHARACTERS_MAX:
        raise BadKey({"limit": KEY_CHARACTERS_MAX})
    caller = f"token:{token}" if token else actor.name
    if given := _given(caller, key, body_digest):
        return given
    with transaction.atomic():
        if not _claim(caller, key, body_digest):
            given = _given(caller, key, body_digest)
            assert given is not None, "whoever has the key has committed its answer with it"
            return given
        status, answer = run()
        IdempotencyKey.objects.filter(caller=caller, key=key).update(status=status, answer=answer)
    return status, answer


def clean_up() -> int:
    """Forget keys of more than seven days ago; return how many."""
    old = IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT)
    return old.delete()[0] if old.exists() else 0


def _claim(caller: str, key: str, body_digest: bytes) -> bool:
    """Write the key. On PostgreSQL this waits for a twin that has written it and not ended."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey "
            "(caller, key, body_digest, status, answer, created_at) "
            "VALUES (%s, %s, %s, 0, %s, %s) ON CONFLICT DO NOTHING",
            [caller, key, body_digest, b"", connection.ops.adapt_datetimefield_value(clock.now())],
        )
        return bool(cursor.rowcount)


def _given(caller: str, key: str, body_digest: bytes) -> Answer | None:
    """Return the answer that the key was given, if it was."""
    kept = IdempotencyKey.objects.filter(caller=caller, key=key).first()
    if kept is None:
        return None
    if bytes(kept.body_digest) != body_digest:
        raise KeyReused({"key": key})
    return kept.status, bytes(kept.answer)
