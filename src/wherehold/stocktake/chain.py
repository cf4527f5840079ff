"""The hash over the log of scans: each line is hashed with the hash before it. A promise."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from wherehold.kernel import clock
from wherehold.kernel.fields import canonical

LOGGED = (
    *("client_id", "code", "asset_id", "place_id", "party_id", "method"),
    *("device", "captured_at", "at", "clock", "result"),
)


def chained(digest: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the hash over a log that goes on with these lines."""
    for row in rows:
        line = [
            clock.rfc3339(row[name]) if name in {"captured_at", "at"} else row[name]
            for name in LOGGED
        ]
        digest = sha256(digest.encode() + canonical(line)).hexdigest()
    return digest
