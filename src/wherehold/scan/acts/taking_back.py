"""Taking back what the same phone brought before."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from wherehold.custody import commands as custody
from wherehold.kernel.errors import NotFound
from wherehold.register.commands import undo as register
from wherehold.scan.acts.act import Act, Doing
from wherehold.scan.models import Op
from wherehold.scan.refusals import NothingToTakeBack
from wherehold.stocktake import commands as stocktake

COUNT = "count"


class Undo(BaseModel):
    """Which act, by the id that the phone gave it."""

    model_config = ConfigDict(extra="forbid")

    op: Annotated[str, Field(min_length=1, max_length=64)]


def _undo(doing: Doing) -> None:
    wanted = Op.objects.filter(device=doing.device_id, op_id=doing.args.op, done__isnull=False)
    op = wanted.first()
    if op is None or op.done is None:
        raise NothingToTakeBack({"op": doing.args.op})
    if op.act == COUNT:
        stocktake.take_back(
            actor=doing.actor,
            stocktake_id=op.args["stocktake_id"],
            client_ids=[str(op.done)],
        )
        return
    act = op.done
    reason = _("Scanned by mistake")
    try:
        custody.undo(actor=doing.actor, act=act, reason=reason)
    except NotFound:
        register.undo(actor=doing.actor, undone=act, reason=reason)


UNDO = Act(args=Undo, run=_undo, on_thing=False)
