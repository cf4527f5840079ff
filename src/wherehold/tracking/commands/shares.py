"""Acts on links by which anybody sees where one thing is, until they end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.accounts import secrets
from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.tracking import access, events, privacy
from wherehold.tracking.models import Share
from wherehold.tracking.refusals import BadShare

NOTE_MAX, OPEN_MAX = 200, 50
LONGEST = timedelta(days=30)


@transaction.atomic
def share(*, actor: Actor, asset_id: int, ends_at: datetime, note: str = "") -> tuple[int, str]:
    """Make a link that shows where a thing is until an instant; return it and its secret, once.

    It shows what its maker may see: no more than that, and nothing once they may not.

    Raises: NotFound (also where the actor may not see the position); BadShare.
    Records: tracking.shared.
    """
    if not access.things(actor, [asset_id]).exists():
        raise NotFound({"what": "asset", "key": asset_id})
    if privacy.is_kept(asset_id) and not privacy.rules().share_allowed:
        raise BadShare({"field": "asset_id", "why": _("what people keep is not shared here.")})
    now = clock.now()
    if not now < ends_at <= now + LONGEST:
        why = _("it ends in the next {days} days.").format(days=LONGEST.days)
        raise BadShare({"field": "ends_at", "why": why})
    if len(note) > NOTE_MAX or not note.replace("\n", "").isprintable():
        raise BadShare({"field": "note", "why": _("too long.")})
    if Share.objects.filter(asset=asset_id, revoked_at=None, ends_at__gt=now).count() >= OPEN_MAX:
        raise BadShare({"field": "asset_id", "why": _("it has many links already: end some.")})
    secret = secrets.new_link()
    row = Share.objects.create(
        asset_id=asset_id,
        digest=secret.digest,
        note=note.strip(),
        made_at=now,
        made_by_id=actor.party_id,
        ends_at=ends_at,
    )
    event = events.Shared(
        subject_id=asset_id, share_id=row.pk, ends_at=clock.rfc3339(ends_at), note=row.note
    )
    ledger.record([event], actor=actor, happened_at=now)
    return row.pk, secret.text


@transaction.atomic
def end_share(*, actor: Actor, share_id: int) -> int:
    """Let a link show nothing more, at once; return the thing.

    Its maker may, and whoever may see where the thing is.

    Raises: NotFound.
    Records: tracking.share_ended, unless it had ended.
    """
    row = Share.objects.select_for_update().filter(pk=share_id).first()
    is_mine = row is not None and actor.party_id is not None and row.made_by_id == actor.party_id
    if row is None or not (is_mine or access.things(actor, [row.asset_id]).exists()):
        raise NotFound({"what": "share", "key": share_id})
    now = clock.now()
    if row.revoked_at is None and row.ends_at > now:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        event = events.ShareEnded(subject_id=row.asset_id, share_id=row.pk)
        ledger.record([event], actor=actor, happened_at=now)
    return row.asset_id
