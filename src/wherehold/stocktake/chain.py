"""The hash over the log of scans: each line is hashed with the hash before it. A promise."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from wherehold.kernel import clock
from wherehold.kernel.fields import canonical

LOGGED = (
    *("client_id", "code", "asset_id", "place_id", "party_id", "method"),
    *("device", "captured_at", "at", "clock", "result"),
)
_CAPTURED_AT, _AT = LOGGED.index("captured_at"), LOGGED.index("at")


def chained(digest: str, rows: Iterable[Sequence[Any]]) -> str:
    """Return the hash over a log that goes on with these lines, each in the order of LOGGED."""
    for row in rows:
        line = list(row)
        line[_CAPTURED_AT], line[_AT] = clock.rfc3339(row[_CAPTURED_AT]), clock.rfc3339(row[_AT])
        digest = sha256(digest.encode() + canonical(line)).hexdigest()
    return digest
