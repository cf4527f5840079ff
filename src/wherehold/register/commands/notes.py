"""Writing things down about assets. What was written stays; another note corrects it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.register.commands import doors
from wherehold.register.events import Noted
from wherehold.register.refusals import BadAsset

TEXT_MAX = 10_000


@transaction.atomic
def note(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    text: str,
    at: datetime | None = None,
    act: UUID | None = None,
) -> list[int]:
    """Write a note about assets, all or none; return their ids.

    Raises: NotFound, NotAllowed (asset.note); NothingChosen, InFuture, BadAsset.
    Records: register.noted, one for each asset.
    """
    happened_at, words = doors.moment(at), text.strip()
    if not 0 < len(words) <= TEXT_MAX or "\0" in words:
        why = gettext("from 1 to {most} characters, without NUL.").format(most=TEXT_MAX)
        raise BadAsset({"field": "text", "why": why})
    assets = doors.enter(actor, asset_ids, "asset.note", archived=True)
    events = [Noted(subject_id=a.pk, text=words) for a in assets]
    ledger.record(events, actor=actor, happened_at=happened_at, act=act)
    return [a.pk for a in assets]
