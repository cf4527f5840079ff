"""The seal: signed roots of a Merkle tree over all entries that have a place.

Whoever keeps a root, or only the proof of one entry, can later find out whether history was
rewritten. The last root also stands in a file beside the keys, out of reach of whoever has only
the database: a ledger that was cut off at the end no longer reaches it.
"""

import os
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection

from wherehold.kernel import bulk, clock, keys, sequencer
from wherehold.kernel.fields import canonical
from wherehold.kernel.merkle import Growing, Tree
from wherehold.kernel.models import Root, TreeNode

# So many entries are sealed in one transaction, at most.
BLOCK = 50_000
HEAD_FILE = "ledger-head.json"


def seal() -> Root | None:
    """Seal the entries that were placed since the last root; return the new root, if any."""
    if sequencer.size() <= sealed():
        return None
    with sequencer.alone() as we_may:
        before, placed = sealed(), sequencer.size()
        if not we_may or placed <= before:
            return None
        root = _grow(before, min(placed, before + BLOCK))
    write_head(root)
    return root


def sealed() -> int:
    """Return how many entries are sealed."""
    return Root.objects.order_by("-size").values_list("size", flat=True).first() or 0


def tree() -> Tree:
    """Return the tree over all entries that have a place."""
    return Tree(_fetch)


def signed_text(size: int, digest: bytes, sealed_at: str) -> bytes:
    """Return what the signature of a root is over."""
    return canonical(
        {"root": digest.hex(), "sealed_at": sealed_at, "size": size, "type": "wherehold-root-1"}
    )


def as_json(root: Root) -> dict[str, Any]:
    """Return a root as it is published: with its signature and the key that checks it."""
    public = keys.public_keys().get(root.key)
    return {
        "type": "wherehold-root-1",
        "size": root.size,
        "root": bytes(root.digest).hex(),
        "sealed_at": clock.rfc3339(root.sealed_at),
        "signature": bytes(root.signature).hex(),
        "public_key": public.hex() if public else None,
    }


def write_head(root: Root) -> None:
    """Write a root to the file outside the database, whole or not at all."""
    file = head_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}-{os.getpid()}")
    draft.write_bytes(orjson.dumps(as_json(root)))
    draft.replace(file)


def read_head() -> dict[str, Any] | None:
    """Return the last root as the file outside the database has it, if there is one."""
    try:
        found = orjson.loads(head_file().read_bytes())
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None
    is_root = isinstance(found, dict) and type(found.get("size")) is int
    return found if is_root else None


def head_file() -> Path:
    """Return where the last root is written outside the database."""
    return Path(settings.DATA_DIR) / HEAD_FILE


def leaves(start: int, end: int) -> list[bytes]:
    """Return the leaves at positions from one to another, that one excluded."""
    return _digests(
        "SELECT e.leaf FROM kernel_position p JOIN kernel_entry e ON e.seq = p.seq "
        "WHERE p.pos >= %s AND p.pos < %s ORDER BY p.pos",
        [start, end],
    )


def _grow(before: int, size: int) -> Root:
    kept: list[tuple[int, int, bytes]] = []
    growing = Growing(lambda *node: kept.append(node), beyond=(tree(), before))
    for start in range(before, size, sequencer.CHUNK):
        for leaf in leaves(start, min(size, start + sequencer.CHUNK)):
            growing.add(leaf)
    assert growing.size == size, "every position has its entry"
    bulk.insert(TreeNode, ["level", "number", "digest"], kept)
    now, digest = clock.now(), growing.root()
    signature = keys.private_key().sign(signed_text(size, digest, clock.rfc3339(now)))
    return Root.objects.create(
        size=size,
        digest=digest,
        sealed_at=now,
        key=keys.key_id(keys.public_key()),
        signature=signature,
    )


def _fetch(level: int, first: int, count: int) -> list[bytes]:
    if level == 0:
        return leaves(first, first + count)
    return _digests(
        "SELECT digest FROM kernel_treenode WHERE level = %s AND number >= %s AND number < %s "
        "ORDER BY number",
        [level, first, first + count],
    )


def _digests(statement: str, params: list[int]) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [bytes(digest) for (digest,) in cursor.fetchall()]
