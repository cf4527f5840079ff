"""Taking an import back, chunk by chunk, so that others get their turn and a kill loses nothing."""

from wherehold.importers import whose
from wherehold.importers.commands import reversing
from wherehold.importers.models import Import, ImportChunk
from wherehold.importers.running import Progress, nothing


def execute(run_id: int, progress: Progress = nothing) -> dict[str, int]:
    """Take an import back from where an earlier attempt was stopped; return the counts.

    First what it changed and handed out, last chunk first; then what it entered.
    Raises: NotAllowed.
    """
    run = Import.objects.get(pk=run_id)
    actor = whose.actor_of(run)
    standing = ImportChunk.objects.filter(run=run, undone_at=None).order_by("-number")
    chunk_ids = list(standing.values_list("pk", flat=True))
    total = 2 * len(chunk_ids)
    kept: reversing.Kept = []
    voided = 0
    for done, chunk_id in enumerate(chunk_ids):
        kept += reversing.give_back(actor=actor, chunk_id=chunk_id)
        progress(done + 1, total, {})
    for done, chunk_id in enumerate(chunk_ids, len(chunk_ids)):
        count, more = reversing.void_created(actor=actor, chunk_id=chunk_id)
        voided += count
        kept += more
        progress(done + 1, total, {"voided": voided})
    counts = {"voided": voided}
    reversing.end_undo(actor=actor, run_id=run_id, counts=counts, kept=_once(kept))
    return {**counts, "kept": len(kept)}


def _once(kept: reversing.Kept) -> reversing.Kept:
    """Name each asset that is kept once, with the first reason."""
    by_asset = {one["asset_id"]: one for one in reversed(kept)}
    return [by_asset[key] for key in sorted(by_asset)]
