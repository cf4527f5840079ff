"""What is part of what: put together once every row has been imported, in whatever order."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wherehold.importers import recording
from wherehold.importers.changing import Act, done_or_refused
from wherehold.importers.commands import chunks
from wherehold.importers.fields import CODE_KINDS
from wherehold.importers.models import Import, ImportChunk
from wherehold.kernel.actor import Actor
from wherehold.register.codes import key_of
from wherehold.register.commands import claims
from wherehold.register.commands.containment import put_into

_KINDS = tuple(dict.fromkeys(CODE_KINDS.values()))


def link(*, actor: Actor, run_id: int) -> None:
    """Put assets into those that their rows name. What cannot be is noted; the asset stays."""
    run = Import.objects.get(pk=run_id)
    column = run.columns.index("parent") if "parent" in run.columns else -1
    for chunk in ImportChunk.objects.filter(run=run, undone_at=None).order_by("number"):
        if not chunk.links:
            continue
        owners = _owners({parent for _asset, _line, parent in chunk.links})
        lines = {asset_id: (line, parent) for asset_id, line, parent in chunk.links}
        faults = [
            _fault(lines[key], column, "refused", {"said": str(refusal)})
            for key, refusal in _put(actor, chunk.links, owners, chunk.act)
        ]
        faults += [
            _fault(one, column, "unknown_parent", {})
            for one in lines.values()
            if one[1] not in owners
        ]
        if faults:
            chunks.note_faults(actor=actor, run_id=run_id, faults=faults, trial=False)


def _put(
    actor: Actor, links: Iterable[Any], owners: dict[str, int], act: UUID
) -> Iterable[tuple[int, Any]]:
    by_container: dict[int, list[int]] = defaultdict(list)
    for asset_id, _line, parent in links:
        if parent in owners:
            by_container[owners[parent]].append(asset_id)
    for container_id, asset_ids in by_container.items():
        yield from done_or_refused(asset_ids, _into(actor, container_id, act))


def _into(actor: Actor, container_id: int, act: UUID) -> Act:
    return lambda keys: put_into(actor=actor, asset_ids=keys, container_id=container_id, act=act)


def _owners(parents: set[str]) -> dict[str, int]:
    """Return the assets that are known by these codes: by tag, then by serial, then by others."""
    wanted = [(0, kind, key_of(kind, parent), parent) for parent in parents for kind in _KINDS]
    known = claims.taken(wanted)
    found: dict[str, int] = {}
    for _index, kind, key, parent in wanted:
        if (owner := known.get((kind, key))) is not None:
            found.setdefault(parent, owner)
    return found


def _fault(one: tuple[int, str], column: int, code: str, facts: dict[str, str]) -> recording.Fault:
    line, parent = one
    return recording.Fault(line, column, code, parent[:80], facts)
