"""Take an act back, whichever slice did it: the one that wrote the entries knows how."""

from uuid import UUID

from wherehold.custody import commands as custody
from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register.commands import merge
from wherehold.register.commands import undo as register


def take_back(actor: Actor, act: UUID, reason: str) -> list[int]:
    """Undo a whole act by entries that reverse it; return the assets.

    Raises: NotFound, and what the undoing command raises.
    """
    kinds = {entry.kind for entry in ledger.entries_of(act)}
    if not kinds:
        raise NotFound({"what": "act", "key": str(act)})
    if any(kind.startswith("custody.") for kind in kinds):
        return list(custody.undo(actor=actor, act=act, reason=reason))
    if "register.merged" in kinds:
        return merge.unmerge_assets(actor=actor, undone=act, reason=reason)
    return register.undo(actor=actor, undone=act, reason=reason)
