"""Proofs: that an entry is in the sealed ledger, for somebody who has no access to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import seal, sequencer, stored
from wherehold.kernel.errors import Conflict, Invalid, NotFound
from wherehold.kernel.models import Entry, Root


class NotSealed(Conflict):
    """The entry is so new that no root holds it yet."""

    code = "not_sealed"
    title = _("Not sealed yet")
    message = _("Entry {seq} is not sealed yet. Try again in some seconds.")


class NoSuchRoot(Invalid):
    """Nothing was sealed at that size."""

    code = "no_such_root"
    title = _("No such root")
    message = _("There is no root over {size} entries.")


@dataclass(frozen=True, kw_only=True)
class LedgerPlace:
    """An entry of the ledger with both its clocks, and its place in the order that is sealed."""

    kind: str
    seq: int
    position: int | None
    happened_at: datetime
    recorded_at: datetime
    digest: str


def places(entries: Iterable[Entry]) -> list[LedgerPlace]:
    """Return where the ledger has these entries, the oldest first."""
    return [
        LedgerPlace(
            kind=entry.kind,
            seq=entry.seq,
            position=sequencer.position_of(entry.seq),
            happened_at=entry.happened_at,
            recorded_at=entry.recorded_at,
            digest=str((entry.data or {}).get("digest", "")),
        )
        for entry in sorted(entries, key=lambda one: one.seq)
    ]


def inclusion(seq: int) -> dict[str, Any]:
    """Return the proof of one entry against the newest root: a file that checks by itself.

    `docs/verify_proof.py` checks it with the standard library alone. Of an entry that was
    erased it still proves that it is there, not what it said.
    Raises: NotFound, NotSealed.
    """
    entry = stored.one(seq)
    if entry is None:
        raise NotFound({"what": "entry", "key": seq})
    root = Root.objects.order_by("-size").first()
    if root is None or entry.pos is None or entry.pos >= root.size:
        raise NotSealed({"seq": seq})
    assert entry.leaf is not None
    return {
        "type": "wherehold-proof-1",
        "seq": seq,
        "position": entry.pos,
        "header": entry.header(),
        "data": None if entry.data is None else orjson.loads(entry.data),
        "salt": None if entry.salt is None else entry.salt.hex(),
        "leaf": entry.leaf.hex(),
        "path": [digest.hex() for digest in seal.tree().inclusion(entry.pos, root.size)],
        "root": seal.as_json(root),
    }


def consistency(old_size: int, new_size: int | None = None) -> dict[str, Any]:
    """Return the proof that a newer root holds all that an older one did, in the same order.

    Raises: NoSuchRoot.
    """
    old = Root.objects.filter(size=old_size).first()
    newer = Root.objects.order_by("-size")
    new = newer.first() if new_size is None else newer.filter(size=new_size).first()
    if old is None or new is None or old.size > new.size:
        raise NoSuchRoot({"size": old_size if old is None else new_size})
    return {
        "type": "wherehold-consistency-1",
        "old": seal.as_json(old),
        "new": seal.as_json(new),
        "path": [digest.hex() for digest in seal.tree().consistency(old.size, new.size)],
    }
