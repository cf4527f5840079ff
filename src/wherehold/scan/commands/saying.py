"""What is said of a thing that was just scanned: its condition, and a picture of it."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from wherehold.kernel import ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound, Refusal
from wherehold.register import files
from wherehold.register.commands import attachments, lifecycle
from wherehold.register.queries import attachments as kept_files
from wherehold.register.queries.attachments import Subject
from wherehold.scan import queries
from wherehold.scan.grammar import Outcome, Session
from wherehold.stocktake import commands as stocktake
from wherehold.stocktake.queries import results


@transaction.atomic
def say_condition(*, actor: Actor, key: str, condition: str, session: Session) -> Outcome:
    """Say what condition the thing of a word such as "asset:7" is in.

    Raises: nothing: a refusal comes back as a word.
    Records: register.condition_changed; source "scan".
    """
    actor, act = actor.via("scan"), ledger.new_act()
    spot = queries.spot(actor=actor, key=key)
    if spot is None or spot.type != "asset":
        word, detail = _("Unknown code"), _("Not in the register")
        return Outcome(tone="bad", word=word, title=key[:40], detail=detail, session=session)
    title = spot.detail or spot.label
    try:
        changed = lifecycle.set_condition(actor=actor, conditions={spot.id: condition}, act=act)
    except Refusal as refusal:
        word, detail = str(refusal.title), str(refusal)
        return Outcome(
            tone="bad", word=word, title=title, detail=detail, spot=spot, session=session
        )
    word = _("Condition said") if changed else _("As it was")
    done = Outcome(tone="ok", word=word, title=title, detail=spot.label, spot=spot)
    return replace(done, act=act if changed else None, session=session)


@transaction.atomic
def put_photo(*, actor: Actor, asset_id: int, kept: Sequence[files.Kept]) -> int:
    """Put a picture on a thing and return its number; one that is there already is not put again.

    A phone that lost the answer sends the same picture once more.

    Raises: NotFound, NotAllowed (asset.attach).
    Records: register.attached, unless it is there already; source "scan".
    """
    actor, subject = actor.via("scan"), Subject("asset", asset_id)
    [photo] = kept
    there = kept_files.files(actor=actor, subject_type="asset", subject_id=asset_id)
    if same := [line.id for line in there if line.sha256 == photo.sha256]:
        files.drop(kept)
        return same[0]
    [key] = attachments.attach_files(actor=actor, subject=subject, kept=kept)
    return key


@transaction.atomic
def put_photo_of_unknown(
    *, actor: Actor, stocktake_id: int, code: str, kept: Sequence[files.Kept]
) -> None:
    """Keep a picture beside a code of a count that stands for nothing yet.

    Raises: NotFound, NotAllowed (stocktake.count); NotReviewed once the count is closed.
    Records: nothing: it goes along when somebody says what the code is on.
    """
    try:
        key = results.unknown_by_code(actor=actor, stocktake_id=stocktake_id, code=code)
        if key is None:
            raise NotFound({"what": "unknown code", "key": code})
        stocktake.describe_unknown(
            actor=actor, stocktake_id=stocktake_id, unknown_id=key, photo=kept[0]
        )
    except BaseException:
        files.drop(kept)
        raise
